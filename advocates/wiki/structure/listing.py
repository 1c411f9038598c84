"""Which pages name a page, by which titles it was known, and what lies beside it."""

from typing import Any

from django.db.models import QuerySet

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.wiki.models import PageLink, PageName, WikiPage

ON_PAGE = 50
# So many titles are offered while one is typed; any other can be typed all the same.
MOST_OFFERED = 200
LINE = ("pk", "page__space_id", "page__public_id", "page__title", "page__lang")


def named_by(viewer: Viewer, page: WikiPage, after: int) -> list[Any]:
    """`LINE` of the links to a page after one of them, of those that the viewer reads; one more than are shown."""
    return _named_by(viewer, page.pk, after)


@written_once
def _named_by(viewer: Viewer, page: int, after: int) -> QuerySet[PageLink, Any]:
    links = PageLink.objects.visible_to(viewer).filter(target=page, pk__gt=after)
    return links.order_by("pk").values_list(*LINE)[: ON_PAGE + 1]


def titles_beside(viewer: Viewer, page: WikiPage) -> list[tuple[str, str]]:
    """Language and title of the other pages of its space, those that changed last."""
    found: list[tuple[str, str]] = list(_titles_beside(viewer, page.pk, page.space_id))
    return found


@written_once
def _titles_beside(viewer: Viewer, page: int, space: int) -> QuerySet[WikiPage, Any]:
    beside = WikiPage.objects.visible_to(viewer).standing().filter(space=space).exclude(pk=page)
    return beside.order_by("-changed_at", "-pk").values_list("lang", "title")[:MOST_OFFERED]


def former_titles(page: WikiPage) -> list[str]:
    """Titles that the page had in its space, of a page that the viewer reads."""
    return [key for (key,) in _former_titles(page.pk, page.space_id)]


@written_once
def _former_titles(page: int, space: int) -> QuerySet[PageName, tuple[str]]:
    former = PageName.objects.filter(page=page, space=space, is_current=False, left_as="")
    return former.values_list("key")[:ON_PAGE]
