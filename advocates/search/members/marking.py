"""A piece of a text around what was found, with the found words marked."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from advocates.core.folding import fold
from advocates.search.members.asking import is_spaced
from advocates.search.members.questions import Term

BEFORE, LENGTH = 80, 280
# Where a found word stands after these, it is not looked for: the text is shown from its beginning.
MOST_CHARACTERS = 50_000
_ARTICLE = "(?:ال)?"


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    return fold(sign)


def snippet(text: str, terms: Sequence[Term]) -> SafeString:
    """A part of the text with `<mark>` round each word that was found; everything else is escaped."""
    spread = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    spans = _spans(spread, terms)
    start = _start(spread, spans[0][0] if spans else 0)
    end = _end(spread, start + LENGTH)
    marked = _marked(_parts(spread, spans, start, end))
    return format_html("{}{}{}", "… " if start else "", marked, " …" if end < len(spread) else "")


def whole(text: str, terms: Sequence[Term]) -> SafeString:
    """A short text, as a title, to its end."""
    spread = unicodedata.normalize("NFC", text)
    return _marked(_parts(spread, _spans(spread, terms), 0, len(spread)))


def _marked(parts: Sequence[tuple[str, bool]]) -> SafeString:
    return SafeString(  # every part is escaped
        "".join(
            format_html("<mark>{}</mark>", part) if is_marked else conditional_escape(part)
            for part, is_marked in parts
        )
    )


def _spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the found words stand in a text, without overlaps."""
    pattern = _pattern(terms)
    if pattern is None:
        return []
    signs, places = [], []
    for place, sign in enumerate(text):
        folded = _folded(sign)
        signs.append(folded)
        places.extend([place] * len(folded))
    places.append(len(text))
    found = [(places[hit.start()], places[hit.end()]) for hit in pattern.finditer("".join(signs))]
    return _joined(found)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    spelt = [part for term in terms for part in _spellings(term)]
    return re.compile("|".join(spelt)) if spelt else None


def _spellings(term: Term) -> list[str]:
    word = re.escape(term.word)
    if not is_spaced(term.word):
        # Pairs of letters overlap: each is found from its first letter on.
        return [word[0] + f"(?={word[1:]})", f"(?<={word[0]}){word[1:]}"] if len(term.word) > 1 else [word]
    end = r"\w*" if term.is_beginning else r"(?!\w)"
    alike = [rf"(?<!\w){re.escape(other)}(?!\w)" for other in term.alike]
    return [rf"(?<!\w){_ARTICLE}{word}{end}", *alike]


def _start(text: str, first: int) -> int:
    """Not in the middle of a word, where words have spaces between them."""
    if first <= BEFORE:
        return 0
    start = first - BEFORE
    gap = text.find(" ", start, first)
    return gap + 1 if gap >= 0 else start


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    gap = text.rfind(" ", end - BEFORE, end)
    return gap if gap >= 0 else end


def _parts(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[str, bool]]:
    parts, at = [], start
    for first, last in spans:
        if first >= end:
            break
        parts += [(text[at:first], False), (text[first : min(last, end)], True)]
        at = min(last, end)
    return [(part, is_marked) for part, is_marked in [*parts, (text[at:end], False)] if part]
