"""The key of the backups: an age identity (C2SP age, version 1), made with the first backup.

It lies in the data folder, so that restoring there needs nothing else, and must be kept elsewhere too: without it
nobody can open a backup on another machine.
"""

import os
from pathlib import Path

from django.conf import settings
from pyrage import IdentityError, x25519

from advocates.operations.backups.refusals import CannotRestore

NAME = "backup.key"


def path() -> Path:
    """Where the installation keeps it."""
    return Path(settings.DATA_DIR) / "keys" / NAME


def own() -> tuple[x25519.Identity, bool]:
    """The installation's key, and whether it was made just now."""
    if path().exists():
        return read(path()), False
    identity = x25519.Identity.generate()
    file = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as opened:
        opened.write(
            f"# Opens the backups of this installation. Keep a copy where the backups are not.\n{identity}\n"
        )
        opened.flush()
        os.fsync(opened.fileno())
    return identity, True


def read(file: Path) -> x25519.Identity:
    """The key in a file of age's own form: lines of comment, and one line with the key."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
        (line,) = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
        return x25519.Identity.from_str(line)
    except OSError as error:
        raise CannotRestore(
            f"The key {file} cannot be read ({error.strerror}). Name the file with --key."
        ) from error
    except (ValueError, IdentityError) as error:
        raise CannotRestore(
            f"{file} holds no key: it has one line that begins with AGE-SECRET-KEY-1."
        ) from error
