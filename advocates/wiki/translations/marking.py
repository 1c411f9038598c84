"""A page with its older paragraphs marked, each with the newer original below it; drawn by the worker."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it.token import Token

from advocates.core import documents
from advocates.core.languages import direction
from advocates.organisations.geo.countries import language_name
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.models import PageRevision
from advocates.wiki.paragraphs import pieces

# Around a number or a language while the text is drawn; theirs who write are taken out.
OPEN, CLOSE = "\ue002", "\ue003"
_PLACE = re.compile(rf"<p[^>]*>{OPEN}(begin|end)([0-9]+){CLOSE}</p>\n?")
_LANGUAGE = re.compile(rf"{OPEN}(newer|gone)([A-Za-z0-9-]+){CLOSE}")


@dataclass(frozen=True, slots=True)
class Newer:
    """What a paragraph was made from reads now; empty: it is there no more."""

    text: str
    lang: str


def marked(revision: PageRevision, space: Space, anchors: Sequence[str], newer: Mapping[int, Newer]) -> str:
    """The HTML of a revision in which some paragraphs, by their number, are older than their originals."""
    clean = revision.source.replace(OPEN, "").replace(CLOSE, "")
    document = documents.read(clean)
    blocks = _with_places(document.tokens, _lines(clean), sorted(newer))
    document.tokens[:] = blocks.tokens
    found = linking.find(space, document.targets)
    names = linking.names_for(space, document.targets, found, revision.lang)
    html = document.written(names, anchors)

    def put(match: re.Match[str]) -> str:
        if match[1] == "begin":
            return '<div class="older">'
        return "".join(_note(newer[number]) for number in blocks.inside[int(match[2])]) + "</div>"

    return _PLACE.sub(put, html)


def _note(newer: Newer) -> str:
    mark = f"{OPEN}{'newer' if newer.text else 'gone'}{newer.lang}{CLOSE}"
    text = documents.read(newer.text).written({}, [])
    said = f'<div class="older__new" lang="{escape(newer.lang)}" dir="{direction(newer.lang)}">{text}</div>'
    return f'<div class="older__note"><p class="older__mark">{mark}</p>{said if newer.text else ""}</div>'


def worded(html: str, icon: str) -> str:
    """Marked HTML with the marks in the reader's language."""
    shown = get_language() or "en"

    def put(match: re.Match[str]) -> str:
        name = escape(language_name(match[2], shown))
        if match[1] == "gone":
            words = _("This is no longer in the original (%(language)s).") % {"language": name}
        else:
            words = _("The original (%(language)s) is newer here and says:") % {"language": name}
        return f"{icon}{words}"

    return _LANGUAGE.sub(put, html)


def _lines(source: str) -> list[int]:
    """In which line each paragraph begins."""
    found, line = [], -1
    for piece in pieces(source):
        gap = len(piece) - len(piece.lstrip("\n"))
        found.append(line + gap)
        line += piece.count("\n") + 1
    return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """The tokens with places put in, and which paragraphs lie in the block of each place."""

    tokens: list[Token]
    inside: list[list[int]]


def _with_places(tokens: Sequence[Token], lines: Sequence[int], wanted: Sequence[int]) -> Blocks:
    found = Blocks([], [])
    closing = None
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and closing is None:
            first, last = token.map or (0, 0)
            inside = [number for number in wanted if number < len(lines) and first <= lines[number] < last]
            if inside:
                found.inside.append(inside)
                found.tokens.extend(_place("begin", len(found.inside) - 1))
                closing = len(found.inside) - 1
                if token.nesting == 0:
                    found.tokens.extend([token, *_place("end", closing)])
                    closing = None
                    continue
        found.tokens.append(token)
        if closing is not None and token.level == 0 and token.nesting < 0:
            found.tokens.extend(_place("end", closing))
            closing = None
    return found


def _place(word: str, number: int) -> list[Token]:
    text = f"{OPEN}{word}{number}{CLOSE}"
    inline = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)], level=1)
    return [
        Token("paragraph_open", "p", 1, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]
