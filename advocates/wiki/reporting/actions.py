"""What moderation does with pages. A case is about a revision; what is hidden is the page, whose place says so."""

from typing import Any

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core import stream
from advocates.core.viewer import Viewer
from advocates.moderation import kinds
from advocates.moderation.actions import move_cases
from advocates.moderation.kinds import Target
from advocates.spaces.bylines import signature_of
from advocates.spaces.models import Space
from advocates.wiki import rendering
from advocates.wiki.models import PageName, PageRevision, WikiPage
from advocates.wiki.showing import trusted
from advocates.wiki.structure.actions import bring_back, lift_branch
from advocates.wiki.talk.actions import keep_talks

PAGE = "page"


def id_of(page: WikiPage, number: int) -> str:
    """By which a case names a revision."""
    return f"{page.public_id}-{number}"


def fetch(viewer: Viewer, id: str) -> Target | None:
    """A revision of a page that the viewer may read."""
    return _target(PageRevision.objects.visible_to(viewer), id)


def describe(id: str) -> Target | None:
    """Also of a page that is hidden; for whoever may see the case."""
    return _target(PageRevision.objects.all(), id)


def _target(revisions: QuerySet[PageRevision], id: str) -> Target | None:
    public_id, number = _read(id)
    related = ("page__space", "person", "mandate__organisation")
    found = revisions.select_related(*related).defer("page__html")
    revision = found.filter(page__public_id=public_id, number=number).first()
    if revision is None:
        return None
    page = revision.page
    return Target(
        kind=PAGE,
        id=id_of(page, revision.number),
        space=page.space,
        author_id=revision.person_id,
        organisation_id=revision.mandate.organisation_id if revision.mandate is not None else None,
        byline=signature_of(revision, page.space.kind).line,
        title=revision.title,
        has_own_title=True,
        html=trusted(rendering.draw(revision.source, page.space).html),
        lang=revision.lang,
        url=link_to(id),
        is_hidden=page.is_deleted,
    )


def _read(id: str) -> tuple[str, int]:
    public_id, _dash, number = id.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return public_id, int(number) if is_number else 0


def link_to(id: str) -> str:
    public_id, number = _read(id)
    return f"/members/wiki/{public_id}/r/{number}/"


def hide(id: str) -> None:
    """Nobody reads the page any more; pages below it move up. Part of the transaction of the decision."""
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    page = found.filter(public_id=_read(id)[0]).standing().first()
    if page is None:
        return
    lift_branch(page)
    # Why it is hidden is told in the statement of reasons, and not in its place.
    page.deleted_at, page.deleted_reason = timezone.now(), ""
    page.save(update_fields=["deleted_at", "deleted_reason"])
    PageName.objects.filter(page=page).update(is_current=False)
    stream.record("wiki.page.deleted", page, space=page.space_id)
    keep_talks(page)


def restore(id: str) -> None:
    """It is read again. Raises `TitleTaken` where another page has its title now."""
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    page = found.filter(public_id=_read(id)[0]).first()
    if page is not None and page.is_deleted:
        with transaction.atomic():
            bring_back(page)
            stream.record("wiki.page.restored", page, space=page.space_id)


def move_reports(pages: list[int], space: Space) -> int:
    """Pages went to another space: whoever runs that one decides. Part of the transaction of the deed."""
    number: Any = Cast("number", CharField())
    named = PageRevision.objects.filter(page__in=pages).annotate(
        key=Concat(F("page__public_id"), Value("-"), number, output_field=CharField())
    )
    return move_cases(PAGE, named.values("key"), space)


def register_all() -> None:
    """Called when the app is ready."""
    kinds.register(
        kinds.Kind(
            name=PAGE,
            label=pgettext_lazy("what was reported", "A page of the wiki"),
            link=link_to,
            fetch=fetch,
            describe=describe,
            hide=hide,
            restore=restore,
        )
    )
