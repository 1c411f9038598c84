"""A ZIP that somebody sends, read without unpacking it: what is no harmless text file stays outside, and is named."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core import markup, uploads
from advocates.core.mailable import storable
from advocates.wiki.actions import MOST_CHARACTERS
from advocates.wiki.models import DEEPEST

# A part of an archive that was taken out here comes in again as it is (`packing.MOST_OF_PART`).
MOST_BYTES = 24 * 2**20
MOST_ENTRIES = 2000
MOST_PAGES = 500
# Of one text, in bytes: four for each letter that a page may have.
MOST_OF_TEXT = 4 * MOST_CHARACTERS
MOST_UNPACKED = 30 * 2**20
# What grows more than so many times, and beyond so many bytes, was made to do harm.
MOST_GROWTH, HARMLESS = 100, 100_000
MOST_FILES = 1000
MARKDOWN = (".md", ".markdown")
# What may be a picture or a document; what it is, its bytes say when it is read.
FILES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError)
_END, _END_SIZE = b"PK\x05\x06", 22


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: its text, or why it is not taken; `is_left` where that is only because it is no text.

    Pictures and documents are only named (`is_file`); `file_of` reads them.
    """

    path: str
    text: str = ""
    refusal: str = ""
    is_left: bool = False
    is_file: bool = False


def read(content: bytes) -> list[Entry]:
    """The texts in their order. Raises `ValidationError` with a sentence where the archive itself cannot be read."""
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("This archive is too large. It may have at most %(most)s MB.") % {"most": MOST_BYTES // 2**20}
        )
    _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(_entries(archive))
    except BROKEN as error:
        raise _damaged() from error


def _damaged() -> ValidationError:
    return ValidationError(_("This is no ZIP archive, or it is damaged. Make it again and send that one."))


def _check_end(content: bytes) -> None:
    """How many files there are is read at the end, before a list of them is made."""
    at = content.rfind(_END, -(_END_SIZE + 2**16))
    if at < 0 or at + _END_SIZE > len(content):
        raise _damaged()
    count, size = struct.unpack("<10xHI", content[at : at + 16])
    if count > MOST_ENTRIES or size > 2**20:
        raise ValidationError(
            _("This archive has too many files, more than %(most)s. Send it in parts.")
            % {"most": MOST_ENTRIES}
        )


def _entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    seen: set[str] = set()
    unpacked = pages = files = 0
    for info in archive.infolist():
        path = storable(info.filename)
        if info.is_dir() or _is_of_the_system(path):
            continue
        refusal = _refusal(info, path, seen)
        seen.add(path.casefold())
        if refusal:
            yield Entry(path, refusal=refusal)
        elif path.casefold().endswith(FILES):
            entry = _file(info, path)
            unpacked, files = unpacked + (0 if entry.refusal else info.file_size), files + 1
            if unpacked > MOST_UNPACKED or files > MOST_FILES:
                raise ValidationError(
                    _(
                        "This archive holds too much: at most %(most)s files come in at once. Send it in parts."
                    )
                    % {"most": MOST_FILES}
                )
            yield entry
        elif not path.casefold().endswith(MARKDOWN):
            yield Entry(path, refusal=_("It is no Markdown file."), is_left=True)
        else:
            entry = _text(archive, info, path)
            unpacked, pages = unpacked + len(entry.text), pages + 1
            if unpacked > MOST_UNPACKED or pages > MOST_PAGES:
                raise ValidationError(
                    _(
                        "This archive holds too much: at most %(most)s pages come in at once. Send it in parts."
                    )
                    % {"most": MOST_PAGES}
                )
            yield entry


def _file(info: zipfile.ZipInfo, path: str) -> Entry:
    if info.file_size > uploads.MOST_BYTES:
        why = _("This file is too large. Choose one of at most %(most)s MB.")
        return Entry(path, refusal=why % {"most": uploads.MOST_BYTES // 2**20}, is_file=True)
    return Entry(path, is_file=True)


def file_of(content: bytes, path: str) -> bytes:
    """A picture or document of the archive, read no further than one may be long. Raises `ValidationError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if storable(info.filename) == path]
            with archive.open(infos[0]) as file:
                return file.read(uploads.MOST_BYTES + 1)
    except (*BROKEN, zlib.error, IndexError) as error:
        raise ValidationError(_("It is damaged.")) from error


def _is_of_the_system(path: str) -> bool:
    """What computers add by themselves."""
    return path.startswith("__MACOSX/") or PurePosixPath(path).name.startswith(".")


def _refusal(info: zipfile.ZipInfo, path: str, seen: set[str]) -> str:
    if refusal := _refused_path(path):
        return refusal
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("It is a link to another file.")
    if info.flag_bits & 1:
        return _("It is locked with a password.")
    if info.file_size > HARMLESS and info.file_size > MOST_GROWTH * max(1, info.compress_size):
        return _("It grows without measure when it is unpacked.")
    if path.casefold() in seen:
        return _("Another file of the archive has the same path.")
    return ""


def _refused_path(path: str) -> str:
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in parts[0] or ".." in parts:
        return _("Its path leads out of the folder.")
    if len(parts) > DEEPEST:
        return _("It lies too deep: at most %(most)s folders can be above one another.") % {
            "most": DEEPEST - 1
        }
    return ""


def _text(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> Entry:
    """One text, read no further than a page may be long, whatever the archive says about its size."""
    too_long = Entry(path, refusal=_("It is too long for a page. Divide it in two."))
    try:
        with archive.open(info) as file:
            content = file.read(MOST_OF_TEXT + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        return Entry(path, refusal=_("It is damaged."))
    if len(content) > MOST_OF_TEXT:
        return too_long
    try:
        text = storable(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Entry(
            path, refusal=_("It is not written in UTF-8. Save it in this encoding and send it again.")
        )
    is_long = len(text) > MOST_CHARACTERS + 2000 or text.count("\n") > markup.MOST_LINES
    return too_long if is_long else Entry(path, text)
