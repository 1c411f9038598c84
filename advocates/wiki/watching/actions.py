"""Deeds of watching; the worker tells people of what was recorded in the stream; seeing a page reads its notices."""

from copy import copy
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_of
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing
from advocates.notifications.models import Urgency
from advocates.wiki.models import How, PageRevision, Watching, WatchWish, WikiPage
from advocates.wiki.watching.watchers import Watched, watchers_of

PAGE = "wiki.page"
BEGUN, CHANGED, DELETED = "wiki.begun", "wiki.changed", "wiki.deleted"


def watch_page(*, person: Person, page: WikiPage, how: int, with_branch: bool = False) -> None:
    """Somebody watches a page from now on, perhaps with its branch, or does not want to know of it."""
    Watching.objects.update_or_create(
        person=person,
        page=page,
        defaults={"how": how, "with_branch": with_branch and how > How.NONE},
        create_defaults={"how": how, "with_branch": with_branch and how > How.NONE, "seen": page.revision},
    )


def watch_own(*, person: Person, watches_own: bool) -> None:
    """Whether somebody watches from now on what they change; what they watch already stays."""
    WatchWish.objects.update_or_create(person=person, defaults={"watches_own": watches_own})


def stop(person_id: int, page_id: int) -> None:
    """No more mail about a page, whatever is watched above it."""
    Watching.objects.update_or_create(
        person_id=person_id, page_id=page_id, defaults={"how": How.NONE, "with_branch": False}
    )


def tell_of_beginning(entry: StreamEntry) -> None:
    """A page was begun: whoever watches a branch in which it lies hears of it."""
    _tell_of_revision(int(entry.target_id), 1, BEGUN)


def tell_of_change(entry: StreamEntry) -> None:
    """A page was changed: whoever watches it or a branch above it hears of it. Small changes are nobody's news."""
    if not entry.data.get("minor"):
        _tell_of_revision(int(entry.target_id), entry.data["revision"], CHANGED)


def tell_of_deletion(entry: StreamEntry) -> None:
    """A page was deleted, and still is."""
    page = WikiPage.objects.filter(pk=entry.target_id).exclude(deleted_at=None).defer("html").first()
    if page is not None:
        news = News(DELETED, PAGE, page.pk, entry.pk, number=page.revision, space=page.space_id)
        telling.tell(news, _urgencies(page, entry.actor_id))


def _tell_of_revision(page_id: int, number: int, kind: str) -> None:
    page = WikiPage.objects.filter(pk=page_id).standing().defer("html").first()
    revision = PageRevision.objects.filter(page=page_id, number=number).defer("source").first()
    if page is None or revision is None:
        # What was taken away before anybody was told is nobody's news.
        return
    _watch_saved(page, revision)
    news = News(kind, PAGE, page.pk, revision.pk, number=number, space=page.space_id)
    telling.tell(news, _urgencies(page, revision.person_id))


def _urgencies(page: WikiPage, but: int | None) -> dict[int, Urgency]:
    return {
        person: Urgency.AT_ONCE if how == How.AT_ONCE else Urgency.WISH
        for person, how in watchers_of(page).items()
        if person != but
    }


def _watch_saved(page: WikiPage, revision: PageRevision) -> None:
    """Who saves a page watches it from then on, unless they said otherwise of it or of all that they change."""
    person = revision.person_id
    if person is None or WatchWish.objects.filter(person=person, watches_own=False).exists():
        return
    row = Watching(person_id=person, page=page, how=How.WATCHED, seen=revision.number)
    Watching.objects.bulk_create([row], ignore_conflicts=True)


def seen(request: HttpRequest, page: WikiPage, watched: Watched, number: int | None = None) -> None:
    """The viewer has a page before them, as of a revision: what they were told of it is read. Two writes, if any."""
    number = page.revision if number is None else number
    if watched.is_own and watched.seen < number:
        Watching.objects.filter(person=person_of(request), page=page).update(seen=number)
    if not is_ringing(request, PAGE, page.pk):
        return
    telling.read_about(person=person_of(request), about=PAGE, about_id=page.pk, number=number)
    # A request's viewer is a promise of one; its copy is the viewer itself.
    viewer: Any = copy(viewer_of(request))
    bell = frozenset(ring for ring in viewer.bell if ring[:2] != (PAGE, page.pk))
    request.viewer = replace(viewer, bell=bell)  # type: ignore[attr-defined]


def levels_of(public_id: str) -> list[tuple[int, int]]:
    """Who wants to know what is said about a page, and how closely."""
    page = WikiPage.objects.filter(public_id=public_id).only("pk", "path").first()
    return list(watchers_of(page).items()) if page is not None else []
