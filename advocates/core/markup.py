"""Markdown to clean HTML: the only place where people's text becomes markup.

Two fences: the parser knows no raw HTML, and the sanitiser keeps a short list of tags. Sources are stored, results
are stored beside them; `clean` runs again where stored HTML is shown after the rules have changed (`VERSION`).
"""

import html as entities
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore, linkify
from markdown_it.token import Token

VERSION = 1
TAGS = {
    "a", "abbr", "bdi", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "hreflang"}, "ol": {"start"}, "abbr": {"title"}}
DIRECTED = ("p", "li", "h2", "h3", "h4", "blockquote", "td", "th")
SCHEMES = {"http", "https", "mailto"}
# What is longer is no text that people wrote, and would keep the page waiting for more than a second.
MOST_CHARACTERS, MOST_LINES = 100_000, 10_000
# So many quotes and lists in one another are drawn; what stands deeper is drawn as it was typed.
DEEPEST = 14
_LONG_WORD = re.compile(r"\S{2001}")
_REFERENCE = re.compile(r"(person|organisation|post):([\w-]{1,64})")
_BLOCK = re.compile(rf"<({'|'.join(DIRECTED)})>")


BlockRule = Callable[[StateBlock, int, int, bool], bool]


def new_parser() -> MarkdownIt:
    """The parser with the rules of every text here: no HTML, no pictures from elsewhere, bounded work."""
    parser = MarkdownIt(
        "js-default", {"html": False, "linkify": True, "typographer": False, "maxNesting": DEEPEST}
    )
    # Lists add two levels, with their items.
    for name, rule, deeper, ends in (("blockquote", blockquote, 1, ["list"]), ("list", list_block, 2, [])):
        bounded = _not_too_deep(rule, deeper)
        parser.block.ruler.at(name, bounded, {"alt": ["paragraph", "reference", "blockquote", *ends]})
    # A remote picture would tell its host who reads; pictures come from the site's own files only.
    parser.disable(["image"]).enable(["table", "strikethrough"])
    # Searches all that stands before each "://" again: 25 seconds for 100 kB. The rule below finds the same links.
    parser.inline.ruler.disable("linkify")
    parser.core.ruler.at("linkify", _linkify_bounded)
    return parser


def _not_too_deep(rule: BlockRule, deeper: int) -> BlockRule:
    """Not where the parser would stop reading: it leaves out, without a word, what stands so deep."""

    def bounded(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        return state.level + deeper < DEEPEST and rule(state, first, last, silent)

    return bounded


def _linkify_bounded(state: StateCore) -> None:
    # Its expressions take the square of a word's length; no address that people write is as long as this.
    if not _LONG_WORD.search(state.src):
        linkify(state)


_markdown = new_parser()


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to something of ours by its id, `[words](kind:key)`; with a sign before, `@[…](…)`, it calls somebody."""

    kind: str
    key: str
    is_called: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What stands in the place of a reference: words of today, and where they lead; without an address only words."""

    words: str
    address: str = ""


# Told all references of a text at once, it says what each is now; what it leaves out stays as words alone.
Naming = Callable[[Sequence[Reference]], Mapping[tuple[str, str], Named]]


def render(source: str, naming: Naming | None = None) -> str:
    """Clean HTML of a Markdown source; headings start at level 2, every block finds its own direction.

    With `naming`, references get the names that it gives; the words that were written for them are never shown.
    """
    tokens = _markdown.parse("\n".join(source[:MOST_CHARACTERS].split("\n", MOST_LINES)[:MOST_LINES]))
    _lower_headings(tokens)
    if naming is not None:
        _put_names(tokens, naming)
    return clean(_markdown.renderer.render(tokens, _markdown.options, {}))


def _put_names(tokens: list[Token], naming: Naming) -> None:
    found = list(_references(tokens))
    if not found:
        return
    names = naming([reference for _inline, reference in found])
    for inline in {id(inline): inline for inline, _reference in found}.values():
        inline.children = _named(inline.children or [], names)


def _references(tokens: list[Token]) -> Iterator[tuple[Token, Reference]]:
    quotes = 0
    for token in tokens:
        quotes += token.nesting if token.type.startswith("blockquote_") else 0
        before = ""
        for child in token.children or []:
            if child.type == "link_open" and (match := _REFERENCE.fullmatch(str(child.attrGet("href")))):
                yield token, Reference(match[1], match[2].lower(), before.endswith("@"), quotes > 0)
            before = child.content if child.type == "text" else ""


def _named(children: list[Token], names: Mapping[tuple[str, str], Named]) -> list[Token]:
    """The children of a line with the names put in; the sign before a name goes into its link."""
    kept: list[Token] = []
    inside = False
    for child in children:
        match = _REFERENCE.fullmatch(str(child.attrGet("href"))) if child.type == "link_open" else None
        if match:
            inside = True
            kept.extend(_name_of(kept, names.get((match[1], match[2].lower()), Named("…"))))
        elif not inside:
            kept.append(child)
        elif child.type == "link_close":
            inside = False
    return kept


def _name_of(before: list[Token], named: Named) -> Iterator[Token]:
    sign = ""
    if before and before[-1].type == "text" and before[-1].content.endswith("@"):
        before[-1].content, sign = before[-1].content[:-1], "@"
    words = f"{sign}<bdi>{entities.escape(named.words)}</bdi>"
    if named.address:
        words = f'<a href="{entities.escape(named.address)}">{words}</a>'
    yield Token("html_inline", "", 0, content=words)


def _lower_headings(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"


def clean(markup: str) -> str:
    """Only our tags and attributes; links to other places say so to machines; `clean(clean(x)) == clean(x)`."""
    kept = nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener noreferrer",
        strip_comments=True,
    )
    return _BLOCK.sub(r'<\1 dir="auto">', kept)


def to_text(markup: str) -> str:
    """The words alone, for search, descriptions and plain mail."""
    return " ".join(entities.unescape(nh3.clean(markup, tags=set())).split())
