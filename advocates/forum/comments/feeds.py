"""The comments of one thing as a feed: what stands in public, and nothing else."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.content_languages import language_of_content
from advocates.core.packed import tag_of
from advocates.core.profile import profile
from advocates.forum.comments import drawing, reading
from advocates.forum.comments.hosts import Commented
from advocates.forum.comments.reading import Row
from advocates.forum.comments.views import about_slug
from advocates.syndication import formats
from advocates.syndication.feeds import MOST, Feed, Item, stable_id


@audience(Audience.PUBLIC)
@require_safe
@about_slug
def comments_atom(request: HttpRequest, about: Commented) -> HttpResponse:
    """Atom, never kept: a comment that was hidden is gone with the next asking."""
    language = language_of_content()
    url = settings.SITE_URL + request.path
    body = formats.as_atom(_feed(about), url=url, language=language, author=profile().name)
    answer: Any = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer.headers["ETag"], answer.headers["Cache-Control"] = f'"{tag_of(body)}"', "no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer


def _feed(about: Commented) -> Feed:
    return Feed(
        title=_("Comments on “%(title)s”") % {"title": about.title},
        subtitle="",
        home_url=settings.SITE_URL + about.comments_address,
        items=[_item(row, about) for row in reading.newest(about.key, MOST)],
    )


def _item(row: Row, about: Commented) -> Item:
    place = f"?after={reading.before(row.root, row.number)}#c{row.number}"
    return Item(
        id=stable_id("comment", row.public_id),
        at=row.written_at,
        title=drawing.signed(row).line,
        text=strip_tags(row.html),
        url=settings.SITE_URL + about.comments_address + place,
        kind="comment",
    )
