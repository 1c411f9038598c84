"""What can be searched of a page."""

from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing


def body_texts(page: Page) -> list[str]:
    """What stands in a page's blocks."""
    stream = getattr(page, "body", None) or getattr(page, "sections", None)
    if stream is None:
        return []
    return [get_text_for_indexing(str(text)) for text in stream.stream_block.get_searchable_content(stream)]
