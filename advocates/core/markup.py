"""Markdown to clean HTML: the only place where people's text becomes markup.

Two fences: the parser knows no raw HTML, and the sanitiser keeps a short list of tags. Sources are stored, results
are stored beside them; `clean` runs again where stored HTML is shown after the rules have changed (`VERSION`).
"""

import html as entities
import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, linkify
from markdown_it.token import Token

VERSION = 1
TAGS = {
    "a", "abbr", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "hreflang"}, "ol": {"start"}, "abbr": {"title"}}
DIRECTED = ("p", "li", "h2", "h3", "h4", "blockquote", "td", "th")
SCHEMES = {"http", "https", "mailto"}
# What is longer is no text that people wrote, and would keep the page waiting for more than a second.
MOST_CHARACTERS, MOST_LINES = 100_000, 10_000
_LONG_WORD = re.compile(r"\S{2001}")
_BLOCK = re.compile(rf"<({'|'.join(DIRECTED)})>")


def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "js-default", {"html": False, "linkify": True, "typographer": False, "maxNesting": 14}
    )
    # A remote picture would tell its host who reads; pictures come from the site's own files only.
    parser.disable(["image"]).enable(["table", "strikethrough"])
    # Searches all that stands before each "://" again: 25 seconds for 100 kB. The rule below finds the same links.
    parser.inline.ruler.disable("linkify")
    parser.core.ruler.at("linkify", _linkify_bounded)
    return parser


def _linkify_bounded(state: StateCore) -> None:
    # Its expressions take the square of a word's length; no address that people write is as long as this.
    if not _LONG_WORD.search(state.src):
        linkify(state)


_markdown = _parser()


def render(source: str) -> str:
    """Clean HTML of a Markdown source; headings start at level 2, every block finds its own direction."""
    tokens = _markdown.parse("\n".join(source[:MOST_CHARACTERS].split("\n", MOST_LINES)[:MOST_LINES]))
    _lower_headings(tokens)
    return clean(_markdown.renderer.render(tokens, _markdown.options, {}))


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
