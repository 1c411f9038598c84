"""A text as paragraphs: the pieces that people see as one thing, and that are compared and merged as one.

A heading, an item of a list, a row of a table, a block of code and a note are pieces of their own. Put together again
they are the same text, letter by letter.
"""

import re
from collections.abc import Iterable, Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_NOTE = re.compile(r" {0,3}\[\^[^\s\[\]]{1,40}\]:")
_BLANKS = re.compile(r"^[ \t]+$", re.MULTILINE)
_ROW = re.compile(r"[ \t]*\|")


def canonical(text: str) -> str:
    """One sign for the end of a line, empty lines empty and none around: what is stored."""
    return _BLANKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def kind_of(piece: str) -> str:
    """What a piece is: heading, item, row, note, code, or plain."""
    line = piece.lstrip("\n").partition("\n")[0]
    for kind, mark in (
        ("code", _FENCE),
        ("heading", _HEADING),
        ("item", _ITEM),
        ("note", _NOTE),
        ("row", _ROW),
    ):
        if mark.match(line):
            return kind
    return "plain"


def key_of(piece: str) -> str:
    """What makes two pieces the same: their text, without the empty lines before it."""
    return piece.strip("\n")


def pieces(text: str) -> list[str]:
    """The paragraphs of a canonical text. Each begins with as many line ends as there are empty lines before it."""
    return list(_pieces(text)) if text else []


def _pieces(text: str) -> Iterator[str]:
    piece: list[str] = []
    # Before the first one there might as well have been something.
    gap, fence = 1, ""
    for line in text.split("\n"):
        if fence:
            piece.append(line)
            fence = "" if _closes(line, fence) else fence
        elif not line:
            gap += 1
        else:
            opening = _FENCE.match(line)
            if piece and (gap or opening or not _goes_on(piece, line)):
                yield "\n".join(piece)
                piece = []
            piece.append("\n" * gap + line)
            gap, fence = 0, opening[1] if opening else ""
    if piece:
        yield "\n".join(piece)


def _closes(line: str, fence: str) -> bool:
    closing = _FENCE.match(line)
    return closing is not None and closing[1].startswith(fence) and not line.strip(" \t").strip(fence[0])


def _goes_on(piece: list[str], line: str) -> bool:
    """Whether a line belongs to the piece before it."""
    return kind_of("\n".join(piece)) in {"plain", "item", "note"} and kind_of(line) == "plain"


def together(parts: Iterable[str]) -> str:
    """The text of pieces. What would melt with the piece before it, because another one is gone, keeps its distance."""
    kept: list[str] = []
    for part in parts:
        melts = bool(kept) and not part.startswith("\n") and kind_of(part) == "plain"
        needs_room = melts and kind_of(kept[-1]) in {"plain", "item", "note"}
        kept.append(f"\n{part}" if needs_room else part)
    return "\n".join(kept).strip("\n")
