"""Have a child process read a mail: what it says, what is enclosed, which signatures hold."""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from advocates.core.mailable import one_line, storable
from advocates.notifications.inbound import child
from advocates.notifications.inbound.proof import Keys

MEMORY, CPU_SECONDS, OUTPUT, WALL_SECONDS = 512 * 2**20, 2, 40 * 2**20, 10
CHILD = Path(child.__file__)


class NotReadable(Exception):
    """The mail is broken, or built so that reading it is too much work."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a mail. Its name and kind are what the sender says, and not to be believed."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """A mail as it was read."""

    text: str
    is_cut: bool
    files: tuple[Enclosed, ...]
    is_signed: bool


def read(raw: bytes, places: Sequence[tuple[int, str]] = (), keys: Keys | None = None) -> Content:
    """Raises `NotReadable`; takes at most a few seconds, whatever the mail is."""
    asked = json.dumps({"places": list(places), "keys": keys or {}}).encode()
    with _scratch() as source, _scratch() as result:
        source.write(asked + b"\n" + raw)
        source.seek(0)
        if _run(source, result):
            raise NotReadable
        result.seek(0)
        return _taken_over(result.read(OUTPUT))


def _taken_over(answer: bytes) -> Content:
    """What the child wrote, if it is what it should be: the child has read a stranger's mail."""
    try:
        said: dict[str, Any] = json.loads(answer)
        files = tuple(
            Enclosed(one_line(each["name"]), one_line(each["type"]), base64.b64decode(each["content"]))
            for each in said["files"]
        )
        return Content(storable(said["text"]), bool(said["is_cut"]), files, bool(said["valid"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReadable from error


def _scratch() -> IO[bytes]:
    # A file without a name, in the one folder that is ours.
    return tempfile.TemporaryFile(dir=str(settings.DATA_DIR))


def _run(source: IO[bytes], result: IO[bytes]) -> int:
    limits = map(str, (MEMORY, CPU_SECONDS, OUTPUT))
    try:
        return subprocess.run(  # noqa: S603 - our own program and numbers
            [sys.executable, "-I", str(CHILD), *limits],
            stdin=source,
            stdout=result,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return child.TOO_COMPLEX
