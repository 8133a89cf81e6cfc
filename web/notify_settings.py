"""The settings about GOV.UK Notify, looked at together: one makes another necessary."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from web.settings import Settings

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf"\S+-{_UUID}-{_UUID}")
_TEMPLATE = re.compile(rf"([a-z][a-z0-9-]{{0,39}}=)?{_UUID}")
TEMPLATES = ("notify_letter_template", "notify_email_template", "notify_text_template")


def templates(setting: str) -> dict[str, str]:
    """The ids of one channel's templates by purpose; under "" the one for every other purpose."""
    found = (one.rpartition("=") for one in setting.split())
    return {purpose: template for purpose, _equals, template in found}


def notify_faults(settings: "Settings") -> list[str]:
    """What is wrong, and what to write instead, a sentence each."""
    faults = _misspelt(settings)
    by_letter = settings.letters == "notify"
    by_email = urlsplit(settings.mail_url).scheme == "notify"
    if (by_letter or by_email) and not settings.notify_key:
        which = "LETTERS=notify" if by_letter else "MAIL_URL=notify://"
        faults.append(f"NOTIFY_KEY is needed with {which}: a live key from “API integration” in GOV.UK Notify.")
    for needed, name, setting in (
        (by_letter, "notify_letter_template", "LETTERS=notify"),
        (by_email, "notify_email_template", "MAIL_URL=notify://"),
    ):
        if needed and not templates(getattr(settings, name)).get(""):
            faults.append(f"{name.upper()} is needed with {setting}: the id of a template in GOV.UK Notify.")
    return faults


def _misspelt(settings: "Settings") -> list[str]:
    faults = []
    if settings.letters not in ("print", "notify"):
        faults.append("LETTERS must be print or notify.")
    if settings.notify_key and not _KEY.fullmatch(settings.notify_key):
        faults.append(
            "NOTIFY_KEY must be copied whole: its name, and two long numbers with dashes (NAME-8-4-4-4-12-…)."
        )
    for name in TEMPLATES:
        for one in getattr(settings, name).split():
            if not _TEMPLATE.fullmatch(one):
                faults.append(
                    f"{name.upper()}={one}: write the template's id as GOV.UK Notify copies it, or PURPOSE=ID."
                )
    if urlsplit(settings.notify_url).scheme != "https" and settings.production:
        faults.append("NOTIFY_URL must begin with https:// in production: addresses of people go there.")
    return faults
