"""The forum's first page and its tabs, and a category."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from advocates.core.moments import moment_of
from advocates.core.profile import in_language
from advocates.core.stencils import open_holes, stencil
from advocates.forum.listing import Row, TopicPage
from advocates.forum.models import Category
from advocates.forum.reading.state import Counts
from advocates.spaces.models import Kind

TOPIC = (
    "public_id", "lang", "title", "new", "category", "starter", "day", "answers", "word", "iso", "short",
)  # fmt: skip
SHELF = ("public_id", "name", "new", "about", "kind", "topics")
FORUM = ("shelves", "topics", "older", "csrf_token", "new")
CATEGORY = ("name", "about", "space", "category", "pinned", "topics", "older", "csrf_token")


def draw_tab(
    request: HttpRequest,
    tab: str,
    page: TopicPage,
    counts: Counts,
    shelves: Sequence[Category],
    *,
    may_undo: bool,
) -> SafeString:
    """A tab of the forum; the shelves stand on the first page of the first tab."""
    kind = stencil(
        "forum/_forum_body.html",
        FORUM,
        tab=tab,
        is_first=bool(shelves),
        has_topics=bool(page.topics),
        has_new=counts.total > 0,
        may_undo=may_undo,
    )
    return kind.fill(
        {
            "shelves": _joined(_shelf(each, counts.by_category.get(each.pk, 0)) for each in shelves),
            "topics": draw_topics(page.topics, has_category=True),
            "older": _older(page),
            "csrf_token": get_token(request),
            "new": counts.text,
        }
    )


def draw_category(
    request: HttpRequest, shelf: Category, pinned: Sequence[Row], page: TopicPage, **may: bool
) -> SafeString:
    """A category: what is pinned, then what was written last."""
    kind = stencil(
        "forum/_category_body.html",
        CATEGORY,
        always={"within": {"public_id": open_holes(CATEGORY)["category"]}},
        has_about=bool(shelf.about),
        has_pinned=bool(pinned),
        has_topics=bool(page.topics),
        **may,
    )
    return kind.fill(
        {
            "name": shelf.name,
            "about": shelf.about,
            "space": shelf.space.public_id,
            "category": shelf.public_id,
            "pinned": draw_topics(pinned, has_category=False),
            "topics": draw_topics(page.topics, has_category=False),
            "older": _older(page),
            "csrf_token": get_token(request),
        }
    )


def draw_topics(rows: Iterable[Row], *, has_category: bool) -> SafeString:
    """The rows of a list."""
    return _joined(_topic(row, has_category=has_category and row.category is not None) for row in rows)


def _joined(drawn: Iterable[str]) -> SafeString:
    return SafeString("".join(drawn))


def _topic(row: Row, *, has_category: bool) -> str:
    answers, last = max(0, row.posts_count - 1), moment_of(row.last_post_at)
    kind = stencil(
        "forum/_topic.html",
        TOPIC,
        is_new=row.is_unread and row.how > 0,
        is_begun=row.known_number > 0,
        is_room=row.kind == Kind.ROOM,
        is_pinned=row.is_pinned,
        is_locked=row.locked_at is not None,
        is_unanswered=row.posts_count < 2,
        has_category=has_category,
    )
    return kind.fill(
        {
            "public_id": row.public_id,
            "lang": row.lang,
            "title": row.title,
            "new": ngettext("%(count)s new", "%(count)s new", row.new_count) % {"count": row.new_count},
            "category": in_language(row.category) if row.category is not None else "",
            "starter": row.starter,
            "day": moment_of(row.started_at).day,
            "answers": answers,
            "word": ngettext("answer", "answers", answers),
            "iso": last.iso,
            "short": last.short,
        }
    )


def _shelf(shelf: Category, new: int) -> str:
    count: Any = shelf.topics_count
    is_narrow = shelf.space.kind != Kind.MEMBERS
    kind = stencil(
        "forum/_shelf.html", SHELF, has_new=new > 0, has_about=bool(shelf.about), is_narrow=is_narrow
    )
    return kind.fill(
        {
            "public_id": shelf.public_id,
            "name": shelf.name,
            "new": new,
            "about": shelf.about,
            "kind": shelf.space.get_kind_display() if is_narrow else "",
            "topics": ngettext("%(count)s topic", "%(count)s topics", count) % {"count": count},
        }
    )


def _older(page: TopicPage) -> SafeString:
    if not page.older:
        return SafeString("")
    return stencil("forum/_older.html", ("older",)).fill({"older": quote(page.older)})
