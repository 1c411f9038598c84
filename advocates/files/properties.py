"""Documents of office programs without what they tell of their makers: the pieces stay packed as they came.

Only what a document says of itself is put in anew, empty: its properties, and in the archive comments, times and
extra fields. What stands in the text stays: comments, tracked changes, pictures. Nothing is unpacked for it but the
table of types, which `office` has read already.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import IO

from advocates.files.office import MICROSOFT, damaged, read_part

LOCAL, CENTRAL, LAST = (struct.Struct(form) for form in ("<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"))
# The first day that the format knows, the version that it needs, and the mark of names with all letters.
DAY, VERSION, UTF8 = 33, 20, 0x800
SPACE = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE = f'{_HEAD}<cp:coreProperties xmlns:cp="{SPACE}/package/2006/metadata/core-properties"/>'
EXTENDED = f'{_HEAD}<Properties xmlns="{SPACE}/officeDocument/2006/extended-properties"/>'
CUSTOM = f'{_HEAD}<Properties xmlns="{SPACE}/officeDocument/2006/custom-properties"/>'
OPEN_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta office:version="1.3" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:meta/></office:document-meta>'
)
BY_NAME = {"docprops/core.xml": CORE, "docprops/app.xml": EXTENDED, "docprops/custom.xml": CUSTOM}
BY_TYPE = {
    "application/vnd.openxmlformats-package.core-properties+xml": CORE,
    f"{MICROSOFT}extended-properties+xml": EXTENDED,
    f"{MICROSOFT}custom-properties+xml": CUSTOM,
}
_TAG = re.compile(r"<(?:\w+:)?(?:Override|Default)\b([^>]*)>")
_FIELD = re.compile(r"""(PartName|Extension|ContentType)\s*=\s*["']([^"']*)["']""")


def without_properties(source: IO[bytes]) -> bytes:
    """The document, which `office` has looked at; raises `ValidationError` where its pieces are not where it says."""
    content = source.read()
    source.seek(0)
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
        empty = _emptied(archive, parts)
    source.seek(0)
    # Pieces that lie in one another would grow with each copy.
    if sum(part.compress_size for part in parts) > len(content):
        raise damaged()
    body, table = bytearray(), bytearray()
    for part in parts:
        name = part.filename.encode()
        told, packed = _piece(content, part, empty)
        fields = (VERSION, 0 if name.isascii() else UTF8, *told, len(name), 0)
        table += CENTRAL.pack(b"PK\x01\x02", VERSION, *fields, 0, 0, 0, 0, len(body)) + name
        body += LOCAL.pack(b"PK\x03\x04", *fields) + name + packed
    end = LAST.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(table), len(body), 0)
    return bytes(body + table + end)


def _piece(content: bytes, part: zipfile.ZipInfo, empty: Mapping[str, str]) -> tuple[tuple[int, ...], bytes]:
    """What both tables say of a piece (how it is packed, when, its sum and sizes), and the piece as it is packed."""
    if part.filename in empty:
        plain = empty[part.filename].encode()
        return (zipfile.ZIP_STORED, 0, DAY, zlib.crc32(plain), len(plain), len(plain)), plain
    at = part.header_offset
    if content[at : at + 4] != b"PK\x03\x04" or len(content) < at + LOCAL.size:
        raise damaged()
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged()
    *_before, name, extra = LOCAL.unpack_from(content, at)
    start = at + LOCAL.size + name + extra
    packed = content[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise damaged()
    return (part.compress_type, 0, DAY, part.CRC, part.compress_size, part.file_size), packed


def _emptied(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> dict[str, str]:
    """What stands in the place of the pieces that tell of makers, by name."""
    names = [part.filename for part in parts]
    if "mimetype" in names:
        return {name: OPEN_META for name in names if name.lower().rpartition("/")[2] == "meta.xml"}
    by_end = _by_end(read_part(archive, "[Content_Types].xml").decode("utf-8", "replace"))
    found = {}
    for name in names:
        low = name.lower()
        told = by_end.get(f"/{low}") or by_end.get(low.rpartition(".")[2]) or BY_NAME.get(low)
        if told:
            found[name] = told
    return found


def _by_end(table: str) -> dict[str, str]:
    """By whole names and by endings, as the table of types says which pieces are properties."""
    found = {}
    for tag in _TAG.finditer(table):
        told = dict(_FIELD.findall(tag[1]))
        end = told.get("PartName") or told.get("Extension") or ""
        if end and (empty := BY_TYPE.get(told.get("ContentType", ""))):
            found[end.lower()] = empty
    return found
