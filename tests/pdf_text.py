"""The words of a PDF that a browser has printed, read back by the tables that it writes for whoever copies them."""

import io
import re
import unicodedata
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(_PAIR.pattern + rb"\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


def words_of(content: bytes) -> str:
    """All letters in the order in which they are drawn; no spaces, each sign in its plain form."""
    with pikepdf.open(io.BytesIO(content)) as file:
        found = "".join(_page(page) for page in file.pages)
    return squeezed(found)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _page(page: Any) -> str:
    fonts = page.resources.get("/Font", {})
    tables = {name: _table(font) for name, font in fonts.items()}
    widths = {name: 2 if font.get("/Subtype") == "/Type0" else 1 for name, font in fonts.items()}
    now, parts = "", []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            now = str(operands[0])
        elif str(operator) in {"Tj", "TJ"}:
            for each in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(each, pikepdf.String):
                    parts.append(_drawn(bytes(each), tables.get(now, {}), widths.get(now, 1)))
    return "".join(parts)


def _drawn(codes: bytes, table: dict[int, str], width: int) -> str:
    return "".join(
        table.get(int.from_bytes(codes[at : at + width], "big"), "") for at in range(0, len(codes), width)
    )


def _table(font: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    for kind, block in _BLOCK.findall(font["/ToUnicode"].read_bytes()):
        if kind == b"bfchar":
            found |= {int(code, 16): _letters(letters) for code, letters in _PAIR.findall(block)}
            continue
        for first, last, third in _RANGE.findall(block):
            start, end = int(first, 16), int(last, 16)
            if third.startswith(b"["):
                each = re.findall(rb"<([0-9A-Fa-f]+)>", third)
                found |= {start + number: _letters(letters) for number, letters in enumerate(each)}
            else:
                base = int(third.strip(b"<>"), 16)
                found |= {code: chr(base + code - start) for code in range(start, end + 1)}
    return found


def _letters(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "ignore")
