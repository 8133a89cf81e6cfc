"""Which engine, which tables: the configuration that Tortoise wants, made from one address."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tortoise.backends.base.config_generator import expand_db_url

MODELS = [
    "ledger.models",
    "post.models",
    "residents.models",
    "residents.places.models",
    "ballot_box.models",
    "pb.models",
    "assembly.models",
]

# FULL: an acknowledged ballot survives a power cut. secure_delete: what is deleted is gone from the file as well.
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 5000,
    "secure_delete": "ON",
}

POSTGRES_SETTINGS = {
    "statement_timeout": "5000",
    "lock_timeout": "3000",
    "idle_in_transaction_session_timeout": "10000",
}


def tortoise_config(url: str, *, migrating: bool = False) -> dict[str, Any]:
    """`migrating`: no time limits on PostgreSQL, and foreign keys off on SQLite, whose table rebuilds would cascade."""
    return {
        "connections": {"default": _connection(url, migrating)},
        "apps": {"models": {"models": MODELS, "default_connection": "default", "migrations": "migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, migrating: bool) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        pragmas = {**SQLITE_PRAGMAS, **dict(parse_qsl(parts.query))}
        if migrating:
            pragmas["foreign_keys"] = "OFF"
        path = parts.netloc + parts.path
        return {"engine": "database.sqlite_engine", "credentials": {"file_path": path, **pragmas}}
    connection = expand_db_url(url)
    if not migrating:
        connection["credentials"]["server_settings"] = POSTGRES_SETTINGS
    return connection
