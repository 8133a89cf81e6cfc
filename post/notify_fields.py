"""What a message is called in a request to GOV.UK Notify. docs/hosting.md says what the templates must hold."""

import re
from typing import Any

from post.models import Message, MessageChannel
from post.sending import with_address

KINDS = {MessageChannel.LETTER: "letter", MessageChannel.EMAIL: "email", MessageChannel.TEXT: "sms"}


def fields_of(message: Message, template: str, address: str) -> dict[str, Any]:
    common = {"template_id": template, "reference": message.reference}
    body = with_address(message.body, address)
    if message.channel is MessageChannel.LETTER:
        lines = {f"address_line_{place}": line for place, line in enumerate(message.recipient.split("\n"), start=1)}
        link = with_address(message.link, address) or address
        return {**common, "personalisation": {**lines, "subject": message.subject, "body": body, "link": link}}
    if message.channel is MessageChannel.TEXT:
        return {**common, "phone_number": message.recipient, "personalisation": {"body": body}}
    return {
        **common,
        "email_address": message.recipient,
        "personalisation": {"subject": message.subject, "body": with_address(plain(message.body), address)},
        # What residents typed may stand in a subject, and no link ever has to. Notify would take our own links out of
        # the body as well, so there `plain` does it.
        "sanitise_content_for": ["subject"],
    }


def plain(body: str) -> str:
    """Notify reads text as Markdown, and makes links of addresses. Ours begin with {site}; any other was typed by
    somebody, and stays as text that leads nowhere."""
    body = re.sub(r"\b[a-z][a-z0-9+.-]*://", "", body, flags=re.IGNORECASE)
    return re.sub(r"\](?=[(\[:])", "] ", body)
