"""Documents of office programs: what they are, without unpacking more than their table of contents.

They are kept as downloads: nothing of them is ever drawn here. What they tell of their makers goes (`properties`). What
holds programs, is locked, or is packed so that it grows without end, is refused.
"""

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ENTRIES = 3000
MOST_DIRECTORY = 2**20
MOST_UNPACKED = 200 * 2**20
MOST_TABLE = 2**20
END = b"PK\x05\x06"
LONGEST_END = 22 + 2**16
MICROSOFT = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# What the first document of such a file says of itself, the type under which it is sent, and its ending.
BY_TABLE = {
    f"{MICROSOFT}wordprocessingml.document.main+xml": (f"{MICROSOFT}wordprocessingml.document", "docx"),
    f"{MICROSOFT}spreadsheetml.sheet.main+xml": (f"{MICROSOFT}spreadsheetml.sheet", "xlsx"),
    f"{MICROSOFT}presentationml.presentation.main+xml": (
        f"{MICROSOFT}presentationml.presentation",
        "pptx",
    ),
}
BY_MIMETYPE = {f"{OPEN}text": "odt", f"{OPEN}spreadsheet": "ods", f"{OPEN}presentation": "odp"}
# Parts that programs, or things of other programs, stand in.
ACTING = (
    "vbaproject", "vbadata", "/activex/", "macrosheets/", "basic/", "scripts/", ".bin", ".exe", ".dll", ".js", ".vbs",
    ".class", ".jar", ".swf", ".html", ".htm", ".svg",
)  # fmt: skip
HARMLESS_BIN = "printersettings"


@dataclass(frozen=True, slots=True)
class Office:
    content_type: str
    ending: str


def office(source: IO[bytes]) -> Office:
    """What kind of document this is; raises `ValidationError` with a sentence for whoever sent it."""
    _check_end(source)
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            return _kind(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise damaged() from error
    finally:
        source.seek(0)


def _check_end(source: IO[bytes]) -> None:
    """The table of contents is small, before anything reads it."""
    size = source.seek(0, 2)
    source.seek(max(0, size - LONGEST_END))
    tail = source.read()
    source.seek(0)
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise damaged()
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_ENTRIES or directory > MOST_DIRECTORY:
        raise _too_much()


def _check_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_much()
    # One and the same piece under many names unpacks to what no table of contents tells.
    if len({part.header_offset for part in parts}) < len(parts):
        raise damaged()
    for part in parts:
        name = f"/{part.filename}".lower()
        if ".." in name.split("/") or "\\" in name or name.startswith("//"):
            raise damaged()
        if part.flag_bits & 1:
            raise ValidationError(
                _("This document is locked with a password. Save it without one and try again."),
                code="locked",
            )
        if any(mark in name for mark in ACTING) and HARMLESS_BIN not in name:
            raise _acting()


def _kind(archive: zipfile.ZipFile, names: set[str]) -> Office:
    if "mimetype" in names:
        said = read_part(archive, "mimetype").decode("ascii", "replace").strip()
        if said in BY_MIMETYPE:
            return Office(said, BY_MIMETYPE[said])
    elif "[Content_Types].xml" in names:
        table = read_part(archive, "[Content_Types].xml").decode("utf-8", "replace")
        if "macroenabled" in table.lower():
            raise _acting()
        for said, (content_type, ending) in BY_TABLE.items():
            if f'"{said}"' in table or f"'{said}'" in table:
                return Office(content_type, ending)
    raise ValidationError(
        _(
            "We cannot take this kind of file. Choose a picture, a PDF, or a document in one of the formats docx, "
            "xlsx, pptx, odt, ods or odp."
        ),
        code="kind",
    )


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small piece, unpacked; raises `ValidationError` where it is none."""
    with archive.open(name) as part:
        content = part.read(MOST_TABLE + 1)
    if len(content) > MOST_TABLE:
        raise _too_much()
    return content


def damaged() -> ValidationError:
    """What is said of a document whose pieces are not what it says."""
    return ValidationError(
        _("This document cannot be read: it is damaged or incomplete. Save it again and try once more."),
        code="damaged",
    )


def _too_much() -> ValidationError:
    return ValidationError(
        _("This document takes too much work to read. Save it as PDF, and send that."), code="work"
    )


def _acting() -> ValidationError:
    return ValidationError(
        _("This document holds a program (macros) or another file. Save it without them, or as PDF."),
        code="acting",
    )
