"""A feed as Atom (RFC 4287), as RSS 2.0 and as JSON Feed 1.1."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from advocates.syndication.feeds import Feed

# Signs that XML 1.0 forbids, and those that could turn the text of the rest of a reader's list round.
_UNFIT = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


def clean(text: str) -> str:
    """The text with nothing in it that a feed may not hold; line breaks become spaces."""
    return " ".join(_UNFIT.sub(" ", text).split())


class _Dated:
    def __init__(self, *arguments: Any, updated_at: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.updated_at = updated_at

    def latest_post_date(self) -> datetime:
        """Also where nothing has happened yet: the library would say that it was now."""
        return self.updated_at


class _Atom(_Dated, Atom1Feed):
    pass


class _Rss(_Dated, Rss201rev2Feed):
    pass


def as_atom(feed: Feed, *, url: str, language: str, author: str) -> bytes:
    """The whole document; `url` is its own address."""
    return _as_xml(_Atom, feed, url=url, language=language, author=author)


def as_rss(feed: Feed, *, url: str, language: str, author: str) -> bytes:
    """The whole document; `url` is its own address."""
    return _as_xml(_Rss, feed, url=url, language=language, author=author)


def _as_xml(
    kind: Callable[..., SyndicationFeed], feed: Feed, *, url: str, language: str, author: str
) -> bytes:
    document = kind(
        clean(feed.title),
        feed.home_url,
        clean(feed.subtitle) if kind is _Rss else "",
        language=language,
        author_name=clean(author),
        subtitle=clean(feed.subtitle),
        feed_url=url,
        feed_guid=url,
        updated_at=feed.updated_at,
    )
    for item in feed.items:
        document.add_item(
            clean(item.title),
            item.url,
            escape(clean(item.text)),
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.at,
            updateddate=item.updated_at,
            categories=[item.kind],
        )
    return document.writeString("utf-8").encode()


def as_json(feed: Feed, *, url: str, language: str, author: str) -> bytes:
    """The whole document; `url` is its own address."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "description": clean(feed.subtitle),
        "home_page_url": feed.home_url,
        "feed_url": url,
        "language": language,
        "authors": [{"name": clean(author)}],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": clean(item.title),
                "content_text": clean(item.text),
                "date_published": item.at.isoformat(),
                "date_modified": item.updated_at.isoformat(),
                "tags": [item.kind],
            }
            for item in feed.items
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
