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
    known = {
        str(name): (_table(font), 2 if font.get("/Subtype") == "/Type0" else 1)
        for name, font in fonts.items()
    }
    now, parts = "", []
    # For each marked piece that is open, whether it says itself which letters its shapes stand for.
    said: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                now = str(operands[0])
            case "BDC" | "BMC":
                actual = _said(operands)
                parts.append("" if actual is None or any(said) else actual)
                said.append(actual is not None)
            case "EMC":
                said.pop()
            case "Tj" | "TJ" as how if not any(said):
                table, width = known.get(now, ({}, 1))
                strings = [each for each in (operands[0] if how == "TJ" else operands) if _is_string(each)]
                parts.extend(_drawn(bytes(each), table, width) for each in strings)
    return "".join(parts)


def _said(operands: Any) -> str | None:
    """The letters of a marked piece, where it names them: shapes of Devanagari or Thai stand in another order."""
    given = operands[1] if len(operands) > 1 else None
    actual = given.get("/ActualText") if isinstance(given, pikepdf.Dictionary) else None
    return None if actual is None else str(actual)


def _is_string(thing: Any) -> bool:
    return isinstance(thing, pikepdf.String)


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
