"""Deeds on titles and places: rename, move, delete with a reason, restore. The page's history says who did what.

`mandate` is the one under which the actor acts, for the byline.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.spaces.models import Space
from advocates.wiki.actions import TooDeep, claim_name, has_language, put_under, refuse_closed, refuse_gone
from advocates.wiki.drawing import actions as drawing
from advocates.wiki.models import DEEPEST, FamilyPage, PageDeed, PageName, WikiPage
from advocates.wiki.talk.actions import keep_talks


class UnderItself(Refused):
    """A page cannot lie below itself, or below a page that lies below it."""


class HasBranch(Refused):
    """Other pages lie below it."""


def _held(page: WikiPage) -> WikiPage:
    """The page, while nobody else changes the tree of its space. Call it in a transaction."""
    space = Space.objects.select_for_update().get(pk=page.space_id)
    refuse_closed(space)
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    return found.get(pk=page.pk)


def note_deed(
    kind: PageDeed.Kind, page: WikiPage, actor: Person, mandate: int | None, **before_and_after: Any
) -> None:
    """For the history of the page, in the transaction of the deed."""
    PageDeed.objects.create(
        page=page,
        number=page.revision,
        kind=kind,
        person_id=actor.pk,
        mandate_id=mandate,
        **before_and_after,
    )


def rename_page(*, actor: Person, page: WikiPage, title: str, mandate: int | None = None) -> bool:
    """Give a page another title; links and searches by the one before lead to it. False where it has this title.

    Raises `TitleTaken`, `PageGone`, `SpaceClosed`. Pages that name it show the new title soon.
    """
    with transaction.atomic():
        held = _held(page)
        refuse_gone(held)
        if held.title == title:
            return False
        before, held.title = held.title, title
        claim_name(held)
        held.save(update_fields=["title"])
        note_deed(PageDeed.Kind.RENAMED, held, actor, mandate, old_title=before, new_title=title)
        stream.record("wiki.page.renamed", held, actor=actor, space=held.space_id)
        drawing.redraw_linking(held)
        drawing.redraw_wishes(held)
        keep_talks(held)
    return True


def move_page(
    *,
    actor: Person,
    page: WikiPage,
    parent: WikiPage | None,
    after: WikiPage | None = None,
    mandate: int | None = None,
) -> None:
    """Put a page with its branch below another one, or among the first; after a page there, or at the end.

    The history tells of another page above it, and not of another order beside its neighbours.

    Raises `UnderItself`, `TooDeep`, `PageGone`, `SpaceClosed`.
    """
    with transaction.atomic():
        held = _held(page)
        refuse_gone(held)
        if parent is not None:
            parent = WikiPage.objects.defer("html").get(pk=parent.pk)
            if held.pk in (parent.pk, *parent.above):
                raise UnderItself(_("A page cannot lie below itself. Choose a page outside of its branch."))
        old_path, above = held.path_below, held.parent_id
        refuse_depth(held, parent)
        put_under(held, parent)
        if old_path != held.path_below:
            branch = WikiPage.objects.filter(space=held.space_id, path__startswith=old_path)
            branch.update(path=Concat(Value(held.path_below), Substr("path", len(old_path) + 1)))
            note_deed(PageDeed.Kind.MOVED, held, actor, mandate, old_parent_id=above, new_parent=parent)
        if after is not None:
            _put_after(held, after)
        stream.record("wiki.page.moved", held, actor=actor, parent=parent.pk if parent else 0)


def refuse_depth(page: WikiPage, parent: WikiPage | None) -> None:
    """Raises `TooDeep` where a page with its branch would lie too far down."""
    paths = WikiPage.objects.under(page).values_list("path", flat=True)
    below = max((path.count("/") for path in paths.iterator()), default=len(page.above)) - len(page.above)
    depth = len(parent.above) + 1 if parent is not None else 0
    if depth + below >= DEEPEST:
        raise TooDeep(_("There are too many pages above one another here. Choose a place further up."))


def _put_after(page: WikiPage, after: WikiPage) -> None:
    """Behind a page that lies at the same place; one that does not is left alone."""
    beside = WikiPage.objects.filter(space=page.space_id, parent=page.parent_id)
    found = beside.filter(pk=after.pk).exclude(pk=page.pk).first()
    if found is None:
        return
    later = beside.exclude(pk=page.pk).filter(position__gte=found.position).exclude(pk=found.pk)
    later.update(position=F("position") + 2)
    WikiPage.objects.filter(pk=page.pk).update(position=found.position + 1)


def delete_page(*, actor: Person, page: WikiPage, reason: str, mandate: int | None = None) -> bool:
    """Take a page away; its place says when, why and who did it, and its title is free. False where it was deleted.

    Raises `HasBranch` as long as other pages lie below it.
    """
    with transaction.atomic():
        held = _held(page)
        if held.is_deleted:
            return False
        if WikiPage.objects.filter(parent=held).standing().exists():
            raise HasBranch(_("Other pages lie below this one. Move or delete them first."))
        held.deleted_at, held.deleted_reason = timezone.now(), reason
        held.save(update_fields=["deleted_at", "deleted_reason"])
        PageName.objects.filter(page=held).update(is_current=False)
        note_deed(PageDeed.Kind.DELETED, held, actor, mandate)
        stream.record("wiki.page.deleted", held, actor=actor, space=held.space_id)
        keep_talks(held)
    return True


def restore_page(*, actor: Person, page: WikiPage, mandate: int | None = None) -> bool:
    """Bring a page back, to its place or the nearest one above that stands. False where it stands.

    Raises `TitleTaken` where another page has its title now.
    """
    with transaction.atomic():
        held = _held(page)
        if not held.is_deleted:
            return False
        bring_back(held)
        note_deed(PageDeed.Kind.RESTORED, held, actor, mandate)
        stream.record("wiki.page.restored", held, actor=actor, space=held.space_id)
    return True


def bring_back(page: WikiPage) -> None:
    """A deleted page stands again, with its title and its talk. Part of the transaction of the deed.

    Where it was translated into its language meanwhile, it is no translation of the others any more.
    """
    page.deleted_at, page.deleted_reason = None, ""
    above = {each.pk: each for each in WikiPage.objects.filter(pk__in=page.above).standing().defer("html")}
    put_under(page, next((above[pk] for pk in reversed(page.above) if pk in above), None))
    if has_language(page, page.lang):
        FamilyPage.objects.filter(page=page).delete()
    claim_name(page)
    keep_talks(page)
    drawing.redraw_wishes(page)


def lift_branch(page: WikiPage) -> None:
    """What lies below a page lies beside it from now on. Part of the transaction of the deed."""
    old = page.path_below
    branch = WikiPage.objects.filter(space=page.space_id, path__startswith=old)
    branch.filter(parent=page).update(parent=page.parent_id)
    branch.update(path=Concat(Value(page.path), Substr("path", len(old) + 1)))
