"""A part of a text: a heading with all below it, until the next one of its rank. Put back, the rest is as it was."""

from dataclasses import dataclass

from advocates.core import documents


@dataclass(frozen=True, slots=True)
class Part:
    """From which line until before which one; `rank` by the signs that were typed."""

    start: int
    end: int
    rank: int


def parts(source: str) -> list[Part | None]:
    """One for each heading of the text; None for one inside a list or a quotation, which is no part by itself."""
    found: list[tuple[int, int] | None] = []
    for token in documents.read(source).tokens:
        if token.type == "heading_open":
            is_whole = token.level == 0 and token.map is not None
            found.append((token.map[0], _rank(token.markup)) if is_whole and token.map else None)
    last = source.count("\n") + 1
    made: list[Part | None] = []
    for number, line in enumerate(found):
        if line is None:
            made.append(None)
            continue
        later = (each[0] for each in found[number + 1 :] if each is not None and each[1] <= line[1])
        made.append(Part(line[0], next(later, last), line[1]))
    return made


def _rank(markup: str) -> int:
    """`##` and so on, or a line below the words."""
    return {"=": 1, "-": 2}.get(markup[:1], len(markup))


def part_at(source: str, number: int) -> Part | None:
    """The part of the heading with this number, counted from 0."""
    found = parts(source)
    return found[number] if 0 <= number < len(found) else None


def text_of(source: str, part: Part) -> str:
    """The text of a part alone."""
    return "\n".join(source.split("\n")[part.start : part.end]).strip("\n")


def with_text(source: str, part: Part, text: str) -> str:
    """The whole text with another one in the place of a part; the empty lines after it stay, and one is there."""
    lines = source.split("\n")
    old, after = lines[part.start : part.end], lines[part.end :]
    empty = len(old) - len("\n".join(old).rstrip("\n").split("\n"))
    gap = [""] * max(empty, 1) if after else []
    return "\n".join([*lines[: part.start], *text.strip("\n").split("\n"), *gap, *after])


def swallows(source: str, part: Part, text: str) -> bool:
    """Whether a text would take what comes after it into itself, as a block of code that is not closed."""
    later = _below(source, part)
    return bool(later) and _headings(with_text(source, part, text))[-len(later) :] != later


def _below(source: str, part: Part) -> list[str]:
    """The headings after a part."""
    return _headings("\n".join(source.split("\n")[part.end :]))


def _headings(source: str) -> list[str]:
    return [each.text for each in documents.read(source).headings]
