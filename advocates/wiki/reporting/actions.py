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
from advocates.wiki.carrying.packing import apart
from advocates.wiki.filing import pictures
from advocates.wiki.models import PageFile, PageName, PageRevision, WikiPage
from advocates.wiki.showing import trusted
from advocates.wiki.structure.actions import bring_back, lift_branch
from advocates.wiki.talk.actions import keep_talks

PAGE = "page"


def id_of(page: WikiPage, number: int) -> str:
    """By which a case names a revision."""
    return f"{page.public_id}-{number}"


def fetch(viewer: Viewer, id: str) -> Target | None:
    """A revision of a page that the viewer may read."""
    return target_of(PAGE, PageRevision.objects.visible_to(viewer), id)


def describe(id: str) -> Target | None:
    """Also of a page that is hidden; for whoever may see the case."""
    return described(PAGE, id)


def described(kind: str, id: str) -> Target | None:
    """A revision in whatever state, for whoever may see the case."""
    return target_of(kind, PageRevision.objects.all(), id)


def held(id: str) -> QuerySet[PageRevision]:
    """A revision with its page, while nobody else changes it. Call it in a transaction."""
    return with_page(PageRevision.objects.select_for_update(of=("self",)), *read_id(id))


def with_page(revisions: QuerySet[PageRevision], public_id: str, number: int) -> QuerySet[PageRevision]:
    """A revision of a page with its page."""
    found = revisions.select_related("page__space").defer("page__html")
    return found.filter(page__public_id=public_id, number=number)


def target_of(kind: str, revisions: QuerySet[PageRevision], id: str) -> Target | None:
    """A revision as a case speaks of it: of its page, or of itself."""
    public_id, number = read_id(id)
    found = with_page(revisions, public_id, number)
    revision = found.select_related("page__space", "person", "mandate__organisation").first()
    if revision is None:
        return None
    page = revision.page
    return Target(
        kind=kind,
        id=id_of(page, revision.number),
        space=page.space,
        author_id=revision.person_id,
        organisation_id=revision.mandate.organisation_id if revision.mandate is not None else None,
        byline=signature_of(revision, page.space.kind).line,
        title=revision.title,
        has_own_title=True,
        html=trusted(_html(revision)),
        lang=revision.lang,
        url=link_to(id),
        is_hidden=page.is_deleted or (kind != PAGE and revision.hidden_at is not None),
    )


def _html(revision: PageRevision) -> str:
    """The text with its pictures; the signs by which headings are linked lead nowhere here."""
    page = revision.page
    shown = pictures.of_files(PageFile.hung_at(page.pk, revision.number), revision.lang)
    html = apart(rendering.draw(revision.source, page.space, revision.lang).html, page.public_id)
    return pictures.placed(html, shown)[0]


def read_id(id: str) -> tuple[str, int]:
    """The page's id and the revision's number."""
    public_id, _dash, number = id.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return public_id, int(number) if is_number else 0


def link_to(id: str) -> str:
    public_id, number = read_id(id)
    return f"/members/wiki/{public_id}/r/{number}/"


def hide(id: str) -> None:
    """Nobody reads the page any more; pages below it move up. Part of the transaction of the decision."""
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    page = found.filter(public_id=read_id(id)[0]).standing().first()
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
    page = found.filter(public_id=read_id(id)[0]).first()
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
    return sum(move_cases(kind, named.values("key"), space) for kind in (PAGE, "revision"))


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
