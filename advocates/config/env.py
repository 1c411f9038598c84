"""Configuration by environment variables; a bad value stops the start with one clear sentence."""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # NORMAL loses acknowledged commits when the power goes; FULL does not.
    "PRAGMA synchronous=FULL;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;PRAGMA foreign_keys=ON;"
)

SMTP_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_HOOK_SECRET = re.compile(r"[A-Za-z0-9_.-]+:[A-Za-z0-9_.~-]{24,200}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?")
# Letters, digits and what stands between them, or an address of IP version 6; a port may follow. Never a name and
# password, which every link would show.
_HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")


def stop(sentence: str) -> NoReturn:
    """End the program with exit status 1 and one sentence on standard error."""
    raise SystemExit(f"advocates: {' '.join(sentence.split())}")


def text(name: str, default: str = "") -> str:
    """The variable, or what stands in the file that `NAME_FILE` names (for secrets handed over as files)."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            stop(f"{name}_FILE names {file}, which cannot be read ({error.strerror}).")
        except UnicodeDecodeError:
            stop(f"{name}_FILE names {file}, which is no text.")
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool = False) -> bool:
    """`yes`/`no` and their usual spellings."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    stop(f"{name} is “{value}”, but it must be yes or no.")


def integer(name: str, default: int, least: int, most: int) -> int:
    """A whole number between two bounds."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    stop(f"{name} is “{value}”, but it must be a whole number from {least} to {most}.")


def data_dir(default: Path) -> Path:
    """The one folder that is written to; made when it is missing."""
    folder = Path(text("DATA_DIR", str(default))).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in ("keys", "mail", "media"):
            (folder / part).mkdir(mode=0o700, exist_ok=True)
        probe = folder / "keys" / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        stop(
            f"The data folder {folder} cannot be written to ({error.strerror}); set DATA_DIR to one that can."
        )
    return folder


def url_parts(value: str) -> SplitResult | None:
    """The parts of an address; None for what is none (also one whose port is no port)."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def site_url(port: int) -> SplitResult:
    """The address people type, without a path: links in mails and canonical addresses are built from it."""
    value = text("SITE_URL", f"http://127.0.0.1:{port}")
    parts = url_parts(value)
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or not _HOST.fullmatch(parts.netloc)
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
    ):
        stop(f"SITE_URL is “{value}”, but it must look like https://www.example.org, without a path.")
    return parts._replace(path="")


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or one made on the first start and kept in the data folder.

    Another key than the installation was made with would silently sign everybody out and make every
    second factor unreadable, so it stops the start.
    """
    kept, mark = folder / "keys" / "secret_key", folder / "keys" / "secret_key.mark"
    key = text("SECRET_KEY") or (kept.read_text(encoding="ascii") if kept.exists() else "")
    if not key:
        key = secrets.token_urlsafe(64)
        _write_private(kept, key)
    if len(key) < 32:  # noqa: PLR2004 - 32 characters is what Django's own check asks for, halved
        stop("SECRET_KEY is too short: use at least 32 random characters.")
    fingerprint = hashlib.sha256(b"mark:" + key.encode()).hexdigest()
    if mark.exists() and mark.read_text(encoding="ascii") != fingerprint:
        stop(
            f"SECRET_KEY is not the one this installation was made with: everybody would be signed out and second "
            f"factors lost. Set the old one again, or delete {mark} to change it on purpose."
        )
    if not mark.exists():
        _write_private(mark, fingerprint)
    return key


def _write_private(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)


def database(folder: Path) -> dict[str, Any]:
    """DATABASE_URL: a SQLite file by default, `postgresql://user:password@host:port/name` in production."""
    parts = url_parts(text("DATABASE_URL", f"sqlite:///{folder / 'advocates.sqlite3'}"))
    if parts and parts.scheme == "sqlite" and len(parts.path) > 1:
        return {
            "ENGINE": "advocates.core.sqlite",
            "NAME": unquote(parts.path[1:]),
            # Opening a connection and its functions costs more than all queries of a page.
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    if parts and parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        needs("psycopg", "DATABASE_URL")
        return _postgresql(parts)
    stop("DATABASE_URL must look like sqlite:////folder/file or postgresql://user:password@host:5432/name.")


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    # Pages ask small questions: to compile one, or to share it among processes, takes longer than to answer it.
    settings = {
        "statement_timeout": "10s",
        "idle_in_transaction_session_timeout": "30s",
        "lock_timeout": "5s",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        # What is asked for lies in memory or on a disk without moving parts. With the usual 4, which is meant for one
        # that turns, all rows that somebody ever read are preferred to some hundred of them looked up by the index.
        "random_page_cost": "1.1",
        # As by default: in a statement that `core.literals` wrote a backslash is no sign of anything.
        "standard_conforming_strings": "on",
    }
    said = " ".join(f"-c {name}={value}" for name, value in settings.items())
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    threshold = options.pop("prepare_threshold", "5")
    return {
        "ENGINE": "advocates.core.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": said, "prepare_threshold": _threshold(threshold), **options},
    }


def _threshold(value: str) -> int | None:
    """From which time on the server keeps the plan of a statement; a pooler that shares lines cannot have any."""
    if value == "none":
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        stop("prepare_threshold in DATABASE_URL must be a number, or none.")
    return int(value)


def cache() -> dict[str, Any]:
    """CACHE_URL: the process's own memory by default, `redis://host:6379/0` for several processes or machines."""
    value = text("CACHE_URL", "memory://")
    parts = url_parts(value)
    scheme = parts.scheme if parts else ""
    if scheme == "memory":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    if scheme in {"redis", "rediss", "valkey", "valkeys"} and parts and parts.hostname:
        needs("redis", "CACHE_URL")
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": value.replace("valkey", "redis", 1),
        }
    stop("CACHE_URL must be memory:// or look like redis://host:6379/0.")


def needs(package: str, name: str) -> None:
    """Stop when a setting asks for a package that is not there."""
    if find_spec(package) is None:
        stop(
            f"{name} needs the package {package}, which is not installed: pip install 'advocates[production]'."
        )


def email() -> dict[str, Any] | None:
    """EMAIL_URL: a folder of the data directory by default, `smtp://user:password@host:587` in production.

    `smtp` is encrypted by STARTTLS, `smtps` from the start.
    """
    value = text("EMAIL_URL", "folder://")
    parts = url_parts(value)
    if parts and parts.scheme == "folder":
        return None
    if parts and parts.scheme in SMTP_PORTS and parts.hostname and parts.path in {"", "/"}:
        return {
            "host": parts.hostname,
            "port": parts.port or SMTP_PORTS[parts.scheme],
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "is_tls": parts.scheme == "smtps",
        }
    stop("EMAIL_URL must look like folder:// (the data folder) or smtp://user:password@host:587.")


def address(name: str, default: str) -> str:
    """One e-mail address, or nothing where that is what holds without the setting."""
    value = text(name, default)
    if value == default or _ADDRESS.fullmatch(value):
        return value
    stop(f"{name} is “{value}”, but it must look like no-reply@example.org.")


def label(name: str) -> str:
    """One part of a name in DNS, or nothing."""
    value = text(name).lower()
    if not value or _LABEL.fullmatch(value):
        return value
    stop(f"{name} is “{value}”, but it must be letters, digits and hyphens, such as mail2026.")


def only(name: str, allowed: Mapping[str, str]) -> str:
    """A URL whose scheme is one of those that this version knows; `allowed` maps schemes to an example."""
    value = text(name, f"{next(iter(allowed))}://")
    parts = url_parts(value)
    if parts and parts.scheme in allowed:
        return value
    stop(f"{name} must look like {' or '.join(allowed.values())} in this version.")


def mail_hook(providers: Mapping[str, str]) -> dict[str, Any] | None:
    """MAIL_HOOK_PROVIDER and what goes with it; None where no provider calls us.

    `providers` maps the name of each to the name of its signing key in django-anymail's settings; empty for those who
    do not sign.
    """
    provider, secret, key = (
        text("MAIL_HOOK_PROVIDER").lower(),
        text("MAIL_HOOK_SECRET"),
        text("MAIL_HOOK_KEY"),
    )
    has_verdicts = boolean("MAIL_HOOK_VERDICTS")
    if not provider:
        return None
    if provider not in providers:
        stop(f"MAIL_HOOK_PROVIDER is “{provider}”, but it must be one of {', '.join(providers)}.")
    if not _HOOK_SECRET.fullmatch(secret):
        stop(
            "MAIL_HOOK_SECRET must look like name:password, with a password of at least 24 letters and digits."
        )
    if bool(key) != bool(providers[provider]):
        stop(f"MAIL_HOOK_KEY {'must' if not key else 'need not'} be set for {provider}.")
    library = {"WEBHOOK_SECRET": secret, **({providers[provider]: key} if key else {})}
    return {"provider": provider, "secret": secret, "has_verdicts": has_verdicts, "library": library}
