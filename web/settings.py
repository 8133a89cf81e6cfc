"""Every setting of the site, with a sentence each. They come from the environment and from `.env`."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from web.notify_settings import notify_faults

ROOT = Path(__file__).resolve().parent.parent


class SettingsRefused(Exception):
    """The site cannot start; the message says which setting is wrong and what to write instead."""


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Names in the environment are these names in capitals."""

    production: bool = _setting(False, "yes on a real site: secure cookies, no gallery, no outbox page, no sample.")
    secret_key: str = field(
        default="", repr=False, metadata={"about": "At least 32 random characters; `make run` makes one for you."}
    )
    database_url: str = _setting(
        "sqlite://data/wardmote.sqlite3", "sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME."
    )
    base_url: str = _setting("", "The site's public address, used in emails, such as https://vote.example.gov.uk.")
    host: str = _setting("127.0.0.1", "The address to listen on.")
    port: int = _setting(8000, "The port to listen on.")
    trusted_proxies: str = _setting("127.0.0.1", "Addresses of the proxies whose X-Forwarded-For is believed.")
    media_dir: str = _setting("data/media", "The folder for photos that residents send.")
    keys_dir: str = _setting(
        "data/keys", "The folder for keys that must never be in a copy of the database; back it up apart."
    )
    record_dir: str = _setting(
        "data/record", "The folder into which the worker writes the public record as plain files, for mirrors."
    )
    record_key: str = _setting(
        "", "The file of the key that signs the record, if not record.key in KEYS_DIR; only the worker reads it."
    )
    packs_dir: str = _setting(
        "data/packs", "The folder in which the worker keeps the recount packs of published results."
    )
    witnesses: str = _setting(
        "", "Who is asked to cosign the record: each PUBLIC-KEY@https://ADDRESS, with spaces between them."
    )
    mail_url: str = _setting(
        "print://",
        "print:// shows emails in the terminal; smtp://USER:PASSWORD@HOST:PORT sends them; notify:// has GOV.UK Notify "
        "do it.",
    )
    mail_from: str = _setting("Wardmote <wardmote@example.org>", "Who the emails are from.")
    letters: str = _setting(
        "print", "print: people print and post invitations; notify: GOV.UK Notify does, at the council's cost."
    )
    notify_key: str = field(
        default="", repr=False, metadata={"about": "A live key of the council's service at GOV.UK Notify, whole."}
    )
    notify_letter_template: str = _setting(
        "", "The id of its template for letters; PURPOSE=ID after it, with a space, for letters of one purpose."
    )
    notify_email_template: str = _setting("", "The id of its template for emails, needed with MAIL_URL=notify://.")
    notify_text_template: str = _setting("", "The id of its template for text messages.")
    notify_url: str = _setting("https://api.notifications.service.gov.uk", "Where GOV.UK Notify answers.")
    contact_email: str = _setting("hello@example.org", "Where residents can write to a person.")
    contact_phone: str = _setting("", "A telephone number for residents, if there is one.")
    postal_address: str = _setting(
        "", "Where letters that cannot be delivered go back to, printed small above the address."
    )
    worker_inside: bool = _setting(True, "yes: this process also sends messages; no: run `python main.py worker`.")
    council_name: str = _setting("Stoke-on-Trent City Council", "The council's full name.")
    place_name: str = _setting("Stoke-on-Trent", "What people call the place.")
    service_name: str = _setting("Wardmote", "The name of the site.")
    logo: str = _setting("", "Path to the council's logo, an SVG or PNG file; empty: the site's own wordmark.")
    brand_colour: str = _setting("#1b3f8b", "The main colour, as #rrggbb; white text must be readable on it.")
    accent_colour: str = _setting("#9a3b26", "The second colour, as #rrggbb.")
    log_level: str = _setting("info", "debug, info, warning or error.")

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def address(self) -> str:
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, file: Path | None = None) -> Self:
        """Read the environment first, then the file. Raises SettingsRefused with every fault at once."""
        found = {**_read_file(file or ROOT / ".env"), **(os.environ if environment is None else environment)}
        values: dict[str, Any] = {}
        faults: list[str] = []
        for item in fields(cls):
            text = found.get(item.name.upper())
            if text is None or (text == "" and item.default is not MISSING and item.default != ""):
                continue
            try:
                values[item.name] = _converted(text, item.type)
            except ValueError as fault:
                faults.append(f"{item.name.upper()}={text!r}: {fault}")
        settings = cls(**values)
        faults += settings._faults()
        if faults:
            raise SettingsRefused("The settings need mending:\n" + "\n".join(f"  {fault}" for fault in faults))
        return settings

    def _faults(self) -> list[str]:
        faults = []
        if len(self.secret_key) < 32:
            faults.append(
                "SECRET_KEY is missing or shorter than 32 characters. Make one with `python main.py secret` "
                "and put SECRET_KEY=... into the environment or into .env."
            )
        if urlsplit(self.database_url).scheme not in ("sqlite", "postgres", "postgresql", "asyncpg"):
            faults.append("DATABASE_URL must begin with sqlite:// or postgres://.")
        if urlsplit(self.mail_url).scheme not in ("print", "smtp", "smtps", "notify"):
            faults.append("MAIL_URL must begin with print://, smtp:// or smtps://, or be notify://.")
        faults += notify_faults(self)
        for name in ("brand_colour", "accent_colour"):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", getattr(self, name)):
                faults.append(f"{name.upper()} must look like #1b3f8b.")
        for witness in self.witnesses.split():
            if not re.fullmatch(r"[^\s+]{1,120}\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*@https?://\S+", witness):
                faults.append(
                    f"WITNESSES={witness}: write NAME+HASH+KEY@https://ADDRESS, as the witness gave it to you."
                )
        if self.logo and not Path(self.logo).is_file():
            faults.append(f"LOGO={self.logo}: there is no such file.")
        if self.log_level not in ("debug", "info", "warning", "error"):
            faults.append("LOG_LEVEL must be debug, info, warning or error.")
        return faults + (self._production_faults() if self.production else [])

    def _production_faults(self) -> list[str]:
        faults = []
        if not self.base_url.startswith("https://"):
            faults.append("BASE_URL must be the site's https:// address in production.")
        if self.mail_url.startswith("print"):
            faults.append("MAIL_URL must name a mail server (smtp://...) in production: people sign in by email.")
        return faults


def ensure_secret_key(file: Path | None = None) -> bool:
    """On a site that is only tried out, make the secret key and keep it in .env; says whether it made one."""
    file = file or ROOT / ".env"
    found = {**_read_file(file), **os.environ}
    if found.get("SECRET_KEY") or _converted(found.get("PRODUCTION", "no"), bool):
        return False
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"SECRET_KEY={secrets.token_urlsafe(48)}\n")
    file.chmod(0o600)
    return True


def _converted(text: str, kind: Any) -> Any:
    if kind is bool:
        if text.lower() in ("yes", "true", "1", "on"):
            return True
        if text.lower() in ("no", "false", "0", "off", ""):
            return False
        raise ValueError("write yes or no.")
    if kind is int:
        if not text.isdecimal() or not 0 <= int(text) <= 65535:
            raise ValueError("write a whole number from 0 to 65535.")
        return int(text)
    return text


def _read_file(path: Path) -> dict[str, str]:
    """Lines of NAME=value; `#` begins a comment line; quotes around a value are dropped."""
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, text = line.strip().partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = text.strip().strip("\"'")
    return found
