"""A page as the paragraphs that somebody translates, each under a name that stays; and the page with other words.

The names are made of the ids of blocks, which a copy of a page keeps, so that they mean the same in every language.
"""

import re
from dataclasses import dataclass, field

from wagtail import blocks

from advocates.publishing.languages import marks

LINES = (
    "title", "seo_title", "summary", "search_description", "heading", "picture_alt", "place", "change_note",
)  # fmt: skip
RICH = ("lede", "correction", "thanks")
STREAMS = ("body", "sections", "related")
# What editors note for themselves, and addresses.
KEPT = frozenset({"address", "consent"})
PARAGRAPH = re.compile(r"(<(?:p|li|h[1-6])\b[^>]*>)(.*?)(?=</(?:p|li|h[1-6])>|<(?:ul|ol)\b)", re.DOTALL)

# What the editor calls a paragraph, so that it stays the same one when another is put before it.
KEY = re.compile(r'data-block-key="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The words of one place; `tags` are what its marks stand for."""

    name: str
    text: str
    tags: dict = field(default_factory=dict, compare=False)
    is_rich: bool = False
    # So many characters fit in there; None: any number.
    most: int | None = field(default=None, compare=False)


def paragraphs_of(page):
    """All of a page, in the order in which they are read."""
    found = []

    # Nothing is put in the place of what is only noted.
    _walk(page, found.append)
    return found


def with_words(page, words):
    """The page with other words, by the names of their paragraphs; what is not named stays as it is.

    Returns what could not be put in: `{name: mark}`.
    """
    wrong = {}

    def put(paragraph):
        text = words.get(paragraph.name)
        if text is None:
            return None
        if not paragraph.is_rich:
            return text
        try:
            return marks.from_marks(text, paragraph.tags)
        except ValueError as error:
            wrong[paragraph.name] = str(error)
            return None

    _walk(page, put)
    return wrong


def _walk(page, visit):
    """Visit every paragraph; what the visitor returns, other than None, is put in its place."""
    fields = {each.name: each for each in page._meta.get_fields()}
    for name in LINES:
        if name in fields:
            setattr(page, name, _line(getattr(page, name) or "", name, visit, fields[name].max_length))
    for name in STREAMS:
        if name in fields:
            _stream(page, name, visit)
    for name in RICH:
        if name in fields:
            setattr(page, name, _rich(getattr(page, name) or "", name, visit))


def _stream(page, name, visit):
    stream = getattr(page, name)
    block, prepared = stream.stream_block, stream.get_prep_value()
    new = _value(block, prepared, name, visit)
    if new != prepared:
        setattr(page, name, blocks.StreamValue(block, new, is_lazy=True))


def _line(text, name, visit, most):
    if not text.strip():
        return text
    new = visit(Paragraph(name, text, most=most))
    return text if new is None else new


def _rich(html, name, visit):
    """A paragraph or an item of a list each; what lies between them stays."""
    number = 0

    def replaced(match):
        nonlocal number
        number += 1
        text, tags = marks.to_marks(match[2])
        if not text.strip():
            return match[0]
        key = KEY.search(match[1])
        new = visit(Paragraph(f"{name}/{key[1] if key else number}", text, tags, is_rich=True))
        return match[0] if new is None else match[1] + new

    return PARAGRAPH.sub(replaced, html)


def _value(block, value, name, visit):
    """The stored value of a block with what the visitor puts in."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {
                **child,
                "value": _value(
                    block.child_blocks[child["type"]], child["value"], f"{name}/{child['id']}", visit
                ),
            }
            for child in value
        ]
    if isinstance(block, blocks.ListBlock):
        return [
            {**child, "value": _value(block.child_block, child["value"], f"{name}/{child['id']}", visit)}
            for child in value
        ]
    if isinstance(block, blocks.StructBlock):
        return {
            key: held if key in KEPT else _value(block.child_blocks[key], held, f"{name}/{key}", visit)
            for key, held in value.items()
        }
    if isinstance(block, blocks.RichTextBlock):
        return _rich(value or "", name, visit)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return _line(value or "", name, visit, block.field.max_length)
    return value
