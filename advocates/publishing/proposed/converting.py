"""A text of the wiki as the blocks of an article: headings, and text in which only what editors can edit is left."""

import re

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from advocates.core import markup
from advocates.publishing.blocks import TEXT_FEATURES

HEADING = re.compile(r"<h([2-4])[^>]*>(.*?)</h\1>", re.DOTALL)
MOST = 120


def body_of(source):
    """Blocks of Markdown; tables and code become plain text, for editors to make anew."""
    parts = HEADING.split(markup.render(source))
    blocks, highest = text_block(parts[0]), min(parts[1::3], default="")
    for level, heading, html in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        words = " ".join(markup.to_text(heading).split())[:MOST]
        if words:
            blocks.append(("heading", {"text": words, "level": "2" if level == highest else "3"}))
        blocks += text_block(html)
    return blocks


def text_block(html):
    converter = ContentstateConverter(features=TEXT_FEATURES)
    kept = converter.to_database_format(converter.from_database_format(html))
    return [("text", kept)] if markup.to_text(kept).strip() else []
