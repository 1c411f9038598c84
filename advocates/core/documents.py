"""Longer texts that people write together: Markdown with notes, links between pages, and headings that have addresses.

`core.markup` cleans what comes out; what is put in after that is made of numbers and of names of our own.
"""

import html as entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from advocates.core import markup
from advocates.core.markup import Named

# A change of these rules makes stored pages old.
VERSION = 3
LONGEST_LINK = 400
MOST_NOTES = 500
# Around the number of a link while the text is parsed. People have no use for these signs; theirs are taken out.
_OPEN, _CLOSE = "\ue000", "\ue001"
_LINK = re.compile(rf"\[\[([^\[\]\n]{{1,{LONGEST_LINK}}})\]\]")
_HELD = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
# Around the number of a picture until the HTML was cleaned: the sanitiser lets none of anybody else's pass.
_FROM, _TO = "\ue004", "\ue005"
_SHOWN = re.compile(f"{_FROM}([0-9]+){_TO}")
_OURS = str.maketrans("", "", _OPEN + _CLOSE + _FROM + _TO)
# A picture as it is stored: by the name of a file, without an address. Whoever shows the page knows its files.
PICTURE = re.compile(r'<img data-file="([^"]*)" alt="([^"]*)">')
_NOTE = re.compile(r"\[\^([^\s\[\]]{1,40})\](:?)")
_HEADING = re.compile(r'<(h[234]) dir="auto">(.*?)</\1>', re.DOTALL)
_NOTE_LINK = re.compile(r'<sup><a href="#note-([0-9]+)"[^>]*>')
_TABLE = re.compile(r"<(/?)table>")
_SIGN = re.compile(r'<a class="anchor" [^>]*>#</a>')


@dataclass(frozen=True, slots=True)
class Link:
    """`[[target]]` or `[[target|words]]`, as it stands in a text."""

    target: str
    words: str = ""

    @property
    def source(self) -> str:
        return f"[[{self.target}|{self.words}]]" if self.words else f"[[{self.target}]]"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level in the page, 2 to 4."""

    level: int
    text: str


@dataclass
class Document:
    """A text that was parsed once; `written` makes HTML of it."""

    tokens: list[Token]
    env: dict[str, Any]
    links: list[Link]
    headings: list[Heading] = field(default_factory=list)
    # What links that were drawn name; what stands in code is none.
    used: dict[str, None] = field(default_factory=dict)
    # Pictures as they are stored, in the order in which they were drawn.
    pictures: list[str] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        """What the links name, each once, in the order of the text."""
        return list(dict.fromkeys(link.target for link in self.links))

    def written(self, names: Mapping[str, Named], anchors: Sequence[str]) -> str:
        """Clean HTML. A link that `names` does not know stays words; the headings have the anchors, in their order."""
        body = self._cleaned(self.tokens, names)
        notes = self._notes(names)
        body = _with_places(body)
        ids = iter(anchors)
        body = _HEADING.sub(lambda match: _with_address(match, next(ids, "")), body)
        return _TABLE.sub(_in_a_box, body) + notes

    def _cleaned(self, tokens: list[Token], names: Mapping[str, Named]) -> str:
        for token in tokens:
            if token.children:
                token.children = [self._named(child, names) for child in token.children]
        drawn = _markdown.renderer.render(tokens, _markdown.options, self.env)
        # What is left stands in code, where a link is what was typed.
        cleaned = markup.clean(_HELD.sub(lambda match: entities.escape(self._link(match).source), drawn))
        return _SHOWN.sub(lambda match: self.pictures[int(match[1])], cleaned) if self.pictures else cleaned

    def _named(self, child: Token, names: Mapping[str, Named]) -> Token:
        if child.type == "image":
            return Token("html_inline", "", 0, content=self._pictured(child))
        if child.type != "text" or _OPEN not in child.content:
            return child
        parts = _HELD.split(child.content)
        drawn = [
            self._drawn(int(part), names) if number % 2 else entities.escape(part)
            for number, part in enumerate(parts)
        ]
        return Token("html_inline", "", 0, content="".join(drawn))

    def _pictured(self, image: Token) -> str:
        """A file by its name is a picture; an address elsewhere is a link, for a picture would tell who reads here."""
        source, words = str(image.attrGet("src") or ""), _HELD.sub("", image.content)
        if not (name := file_name_of(source)):
            shown = f"<bdi>{entities.escape(words or source)}</bdi>"
            return f'<a href="{entities.escape(source)}">{shown}</a>' if source else shown
        self.pictures.append(f'<img data-file="{entities.escape(name)}" alt="{entities.escape(words)}">')
        return f"{_FROM}{len(self.pictures) - 1}{_TO}"

    def _link(self, match: re.Match[str]) -> Link:
        number = int(match[1])
        return self.links[number] if number < len(self.links) else Link("")

    def _drawn(self, number: int, names: Mapping[str, Named]) -> str:
        if number >= len(self.links):
            return ""
        link = self.links[number]
        self.used.setdefault(link.target)
        named = names.get(link.target, Named(link.words or link.target))
        words = f"<bdi>{entities.escape(link.words or named.words)}</bdi>"
        return f'<a href="{entities.escape(named.address)}">{words}</a>' if named.address else words

    def _notes(self, names: Mapping[str, Named]) -> str:
        """The notes that the text refers to, numbered as they come in it."""
        order, drawn, number = self.env["order"], [], 0
        # A note may refer to another one.
        while number < len(order):
            text = self.env["notes"][order[number]]
            number += 1
            inside = self._cleaned(_markdown.parseInline(text, self.env), names)
            inside = _NOTE_LINK.sub(r'<sup><a href="#note-\1">', inside)
            drawn.append(
                f'<li id="note-{number}" dir="auto">{inside} <a href="#ref-{number}">↑ {number}</a></li>'
            )
        return f'<hr><ol class="notes">{"".join(drawn)}</ol>' if drawn else ""


def _with_places(body: str) -> str:
    """Where the text refers to a note for the first time, the note leads back to."""
    seen: set[str] = set()

    def place(match: re.Match[str]) -> str:
        is_first = match[1] not in seen
        seen.add(match[1])
        mark = f' id="ref-{match[1]}"' if is_first else ""
        return f'<sup{mark}><a href="#note-{match[1]}">'

    return _NOTE_LINK.sub(place, body)


def _with_address(match: re.Match[str], anchor: str) -> str:
    if not anchor:
        return match[0]
    link = f'<a class="anchor" href="#{anchor}" aria-labelledby="{anchor}">#</a>'
    return f'<{match[1]} dir="auto" id="{anchor}">{match[2]} {link}</{match[1]}>'


def _in_a_box(match: re.Match[str]) -> str:
    return "</table></div>" if match[1] else '<div class="table-box" tabindex="0"><table class="table">'


def read(source: str) -> Document:
    """Parse a text, whose links are then known; nothing is looked up."""
    links: list[Link] = []
    bounded = "\n".join(source[: markup.MOST_CHARACTERS].split("\n", markup.MOST_LINES)[: markup.MOST_LINES])
    plain = bounded.translate(_OURS)

    def hold(match: re.Match[str]) -> str:
        link = link_of(match[1])
        if not link.target:
            return match[0]
        links.append(link)
        return f"{_OPEN}{len(links) - 1}{_CLOSE}"

    env: dict[str, Any] = {"notes": {}, "order": []}
    tokens = _markdown.parse(_LINK.sub(hold, plain), env)
    _rank_headings(tokens)
    return Document(tokens, env, links, list(_headings(tokens, links)))


def file_name_of(source: str) -> str:
    """The name of a file, where a picture is named by one; empty for addresses."""
    name = " ".join(unquote(source).translate(_OURS).split())
    return "" if "/" in name or ":" in name or "\\" in name else name


def link_of(inside: str) -> Link:
    """What stands between the brackets."""
    target, _bar, words = inside.partition("|")
    return Link(" ".join(target.replace("\\", "").split()), " ".join(words.split()))


def replace_links(source: str, other: Mapping[str, str]) -> str:
    """The text with other targets in its links; a link without words of its own stays so."""

    def put(match: re.Match[str]) -> str:
        link = link_of(match[1])
        return Link(other[link.target], link.words).source if link.target in other else match[0]

    return _LINK.sub(put, source)


def links_as_words(source: str, words: Mapping[str, str]) -> str:
    """The text in which links that `words` knows have lost their targets: left are their own words, or the given."""

    def put(match: re.Match[str]) -> str:
        link = link_of(match[1])
        return Link(link.words or words[link.target]).source if link.target in words else match[0]

    return _LINK.sub(put, source)


def links_in(source: str) -> list[Link]:
    """All that looks like a link, also in code: without parsing."""
    return [link for match in _LINK.finditer(source) if (link := link_of(match[1])).target]


def _rank_headings(tokens: list[Token]) -> None:
    """Below the page's title no level is left out, with however many signs people begin: 2, at most 4."""
    above: list[str] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            above = [tag for tag in above if tag < token.tag] + [token.tag]
            # What opens is followed by its line and by what closes it.
            token.tag = tokens[number + 2].tag = f"h{min(len(above) + 1, 4)}"


def _headings(tokens: list[Token], links: list[Link]) -> Any:
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            children = tokens[number + 1].children or []
            text = "".join(child.content for child in children if child.type in {"text", "code_inline"})
            words = _HELD.sub(lambda match: links[int(match[1])].words or links[int(match[1])].target, text)
            yield Heading(int(token.tag[1]), " ".join(words.split()))


def _define_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[^1]: text`, until the next empty line or the next note."""
    if state.is_code_block(start):
        return False
    match = _note_at(state, start)
    if match is None or not match[2]:
        return False
    if silent:
        return True
    lines, line = [state.src[match.end() : state.eMarks[start]]], start + 1
    while line < end and not state.isEmpty(line) and not ((_note_at(state, line) or [""] * 3)[2]):
        lines.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
        line += 1
    notes = state.env["notes"]
    if len(notes) < MOST_NOTES:
        notes.setdefault(match[1], " ".join(lines).strip())
    state.line = line
    return True


def _note_at(state: StateBlock, line: int) -> re.Match[str] | None:
    return _NOTE.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _refer_to_note(state: StateInline, silent: bool) -> bool:
    """`[^1]`, where there is such a note."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE.match(state.src, state.pos)
    if match is None or match[1] not in state.env.get("notes", {}):
        return False
    if not silent:
        order: list[str] = state.env["order"]
        if match[1] not in order:
            order.append(match[1])
        number = order.index(match[1]) + 1
        token = state.push("html_inline", "", 0)
        token.content = f'<sup><a href="#note-{number}">{number}</a></sup>'
    state.pos = match.end(1) + 1
    return True


def _parser() -> MarkdownIt:
    parser = markup.new_parser().enable("image")
    parser.block.ruler.before("reference", "note", _define_note, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "note", _refer_to_note)
    return parser


_markdown = _parser()


def to_text(html: str) -> str:
    """The words of a document that was written here; the signs that link to its headings are none."""
    return markup.to_text(_SIGN.sub("", html))
