"""The one safe way for uploads. A file is what its bytes say, never what its name or its sender says.

A picture is read in a child process that has little memory and time and knows nothing of the server (`picture_child`),
and only what the child has drawn anew goes any further: one frame, one size, one format, without metadata. A PDF is
written anew by such a child, too (`pdf_child`): the same pages, with nothing in it that acts, hides or tells. A third
one (`text_child`) reads the words of PDFs and documents for the search, a fourth (`feed_child`) the feeds of others.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from advocates.core import picture_child

MOST_BYTES = 10 * 2**20
MOST_PIXELS = 30_000_000
MOST_OUTPUT = 4 * 2**20
MEMORY = 512 * 2**20
# Less than the ten seconds within which every picture is drawn or refused.
CPU_SECONDS = 8
WALL_SECONDS = 30
# So many pictures are read at once in one process of the server; others wait so long.
AT_ONCE = 2
WAIT_SECONDS = 5.0
CHILD = Path(picture_child.__file__)
# Named and not imported: only the child needs the library that reads PDF. The numbers are those with which it ends.
PDF_CHILD = CHILD.with_name("pdf_child.py")
TEXT_CHILD = CHILD.with_name("text_child.py")
FEED_CHILD, FEED_MEMORY = CHILD.with_name("feed_child.py"), 256 * 2**20
FEED_ENTITIES = 4
PDF_TOO_MANY_PARTS, PDF_TOO_MUCH_WORK, PDF_LOCKED = 4, 5, 6
MOST_PARTS = 100_000
MOST_PAGES = 300
# Pillow's name of a kind, by the bytes that such a file begins with.
BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
)
LONGEST_BEGINNING = 12
ACCEPTED = "image/png,image/jpeg,image/webp,image/gif"
ACCEPTED_PAPERS = f"application/pdf,{ACCEPTED}"

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn anew: WebP, with nothing but its pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was written or drawn anew, and what it is now."""

    content: bytes
    content_type: str
    ending: str


def picture(uploaded: File[Any], *, most_pixels: int = MOST_PIXELS, largest_side: int) -> Picture:
    """Read and redraw an uploaded picture, at most `largest_side` pixels wide and high.

    Raises `ValidationError` with a sentence for whoever sent it: too large, no picture, damaged, too much work, or
    (code `busy`) nobody free to read it. It never takes more than the `WAIT_SECONDS` and `WALL_SECONDS` together.
    """
    with _scratch() as source, _scratch() as result:
        _take_in(uploaded, source)
        kind = kind_of(source)
        with _place():
            _draw(kind, source, result, (most_pixels, largest_side))
        return _taken_over(result, largest_side)


def paper(uploaded: File[Any], *, largest_side: int) -> Paper:
    """Read an uploaded paper, a PDF or a picture, and make it anew; raises `ValidationError` as `picture` does."""
    with _scratch() as source, _scratch() as result:
        _take_in(uploaded, source)
        if source.read(5) == b"%PDF-":
            source.seek(0)
            with _place():
                _write_anew(source, result)
            result.seek(0)
            content = result.read(MOST_BYTES + MOST_OUTPUT)
            if not content.startswith(b"%PDF-"):
                raise _damaged_pdf()
            return Paper(content, "application/pdf", "pdf")
    uploaded.seek(0)
    try:
        drawn = picture(uploaded, largest_side=largest_side)
    except ValidationError as error:
        if error.code == "kind":
            raise ValidationError(
                _("We cannot take this kind of file. Choose a PDF, or a picture in PNG or JPEG format."),
                code="kind",
            ) from error
        raise
    return Paper(drawn.content, "image/webp", "webp")


def text_of(content: bytes, *, is_pdf: bool) -> str:
    """The words of a PDF or document, for a search; empty where it cannot be read with little work.

    Raises `ValidationError` (code `busy`) where nobody is free to read it.
    """
    with _scratch() as source, _scratch() as result:
        source.write(content)
        source.seek(0)
        with _place():
            limits = (MEMORY, CPU_SECONDS, MOST_OUTPUT)
            ended = _run(TEXT_CHILD, ["pdf" if is_pdf else "document"], limits, (source, result))
        result.seek(0)
        return "" if ended else result.read(MOST_OUTPUT).decode("utf-8", "replace")


def entries_of(content: bytes) -> list[dict[str, str]]:
    """What a feed lists: `id title link date text` of each entry, as plain words; the date in ISO form or empty.

    Raises `ValidationError`, code `feed` (it is none), `entities` (it declares some) or `busy`.
    """
    with _scratch() as source, _scratch() as result:
        source.write(content)
        source.seek(0)
        with _place():
            ended = _run(FEED_CHILD, [], (FEED_MEMORY, CPU_SECONDS, MOST_OUTPUT), (source, result))
        if ended:
            code = "entities" if ended == FEED_ENTITIES else "feed"
            raise ValidationError(_("This cannot be read as a feed."), code=code)
        result.seek(0)
        return [json.loads(line) for line in result.read(MOST_OUTPUT).splitlines()]


@contextmanager
def _scratch() -> Iterator[IO[bytes]]:
    # A file without a name, in the one folder that is ours.
    with tempfile.TemporaryFile(dir=str(settings.DATA_DIR)) as file:
        yield file


def _take_in(uploaded: File[Any], source: IO[bytes]) -> None:
    """Copy the bytes, counting them: what a file says about its size is not believed."""
    size = 0
    for part in uploaded.chunks():
        size += len(part)
        if size > MOST_BYTES:
            raise ValidationError(
                _("This file is too large. Choose one of at most %(most)s MB."),
                code="size",
                params={"most": MOST_BYTES // 2**20},
            )
        source.write(part)
    if not size:
        raise ValidationError(_("This file is empty. Choose another one."), code="empty")
    source.seek(0)


def kind_of(source: IO[bytes]) -> str:
    """What the first bytes say it is; only the decoder of this kind will be asked."""
    start = source.read(LONGEST_BEGINNING)
    source.seek(0)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    for beginning, kind in BEGINNINGS:
        if start.startswith(beginning):
            return kind
    raise ValidationError(
        _("We cannot take this kind of file. Choose a picture in PNG, JPEG, WebP or GIF format."), code="kind"
    )


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise ValidationError(
            _("Several pictures are being read at this moment. Wait a minute and send yours again."),
            code="busy",
        )
    try:
        yield
    finally:
        _places.release()


def _run(
    child: Path, words: list[str], limits: tuple[int, int, int], files: tuple[IO[bytes], IO[bytes]]
) -> int:
    """Have a child work from one file to the other; its answer is a number or the signal that ended it."""
    try:
        return subprocess.run(  # noqa: S603 - our own program, a word of ours and numbers
            [sys.executable, "-I", str(child), *words, *map(str, limits)],
            stdin=files[0],
            stdout=files[1],
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return picture_child.TOO_MUCH_WORK


def _write_anew(source: IO[bytes], result: IO[bytes]) -> None:
    """Have the child write a PDF anew."""
    limits = (MEMORY, CPU_SECONDS, MOST_BYTES + MOST_OUTPUT)
    ended = _run(PDF_CHILD, [str(MOST_PARTS), str(MOST_PAGES)], limits, (source, result))
    if ended == PDF_LOCKED:
        raise ValidationError(
            _("This PDF is locked with a password. Save it without one and try again."), code="locked"
        )
    if ended in {PDF_TOO_MANY_PARTS, PDF_TOO_MUCH_WORK, -SIGXCPU, -SIGKILL}:
        raise ValidationError(
            _("This PDF takes too much work to read. Print or scan the pages that matter as a new PDF."),
            code="work",
        )
    if ended:
        raise _damaged_pdf()


def _damaged_pdf() -> ValidationError:
    return ValidationError(
        _(
            "This PDF cannot be read: it is damaged or incomplete. Save it as PDF again, or send a picture of it."
        ),
        code="damaged",
    )


def _draw(kind: str, source: IO[bytes], result: IO[bytes], asked: tuple[int, int]) -> None:
    """Have the child draw."""
    limits = (MEMORY, CPU_SECONDS, MOST_OUTPUT)
    ended = _run(CHILD, [kind, *map(str, asked)], limits, (source, result))
    if ended == picture_child.TOO_MANY_PIXELS:
        raise ValidationError(
            _("This picture has too many pixels. Make it smaller, at most %(most)s megapixels."),
            code="pixels",
            params={"most": asked[0] // 10**6},
        )
    if ended in {picture_child.TOO_MUCH_WORK, -SIGXCPU, -SIGKILL}:
        raise ValidationError(
            _(
                "This picture takes too much work to read. Make it smaller, save it as PNG or JPEG, and try again."
            ),
            code="work",
        )
    if ended:
        raise _damaged()


def _damaged() -> ValidationError:
    return ValidationError(
        _("This picture cannot be read: it is damaged or incomplete. Save it as PNG or JPEG and try again."),
        code="damaged",
    )


def _taken_over(result: IO[bytes], largest_side: int) -> Picture:
    """What the child wrote, if it is what it should be: the child has read a stranger's file."""
    result.seek(0)
    sizes = result.readline(20).split()
    content = result.read(MOST_OUTPUT)
    if len(sizes) != 2 or not all(size.isdigit() for size in sizes):
        raise _damaged()
    width, height = int(sizes[0]), int(sizes[1])
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not is_webp or not (0 < width <= largest_side and 0 < height <= largest_side):
        raise _damaged()
    return Picture(content, width, height)
