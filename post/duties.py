"""What the worker does about messages."""

from urllib.parse import urlsplit

from post.handing_over import Service, hand_over
from post.models import MessageChannel
from post.sending import only_shows, send_due
from post.worker import Duty
from web.notify_settings import templates
from web.settings import Settings

C = MessageChannel


def duties(settings: Settings) -> list[Duty]:
    service = service_of(settings)
    # Without a key it only notes that letters and texts which somebody queued cannot go.
    found = [Duty("notify", 1.0 if service.key else 60.0, lambda now: hand_over(service, now))]
    if C.EMAIL not in service.channels:
        found.append(
            Duty("post", 1.0, lambda now: send_due(settings.mail_url, settings.mail_from, settings.address, now))
        )
    return found


def service_of(settings: Settings) -> Service:
    channels = {C.LETTER}
    if urlsplit(settings.mail_url).scheme == "notify":
        channels.add(C.EMAIL)
    if not only_shows(settings.mail_url):
        channels.add(C.TEXT)
    return Service(
        key=settings.notify_key,
        url=settings.notify_url,
        address=settings.address,
        channels=channels,
        templates={
            C.LETTER: templates(settings.notify_letter_template),
            C.EMAIL: templates(settings.notify_email_template),
            C.TEXT: templates(settings.notify_text_template),
        },
    )
