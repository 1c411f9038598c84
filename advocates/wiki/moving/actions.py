"""The deed that gives a page with its branch another space, and what goes along."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.spaces.models import Space
from advocates.spaces.policies import widens
from advocates.wiki import rendering
from advocates.wiki.actions import TitleTaken, claim_name, put_under, refuse_closed, refuse_gone
from advocates.wiki.carrying.actions import forget_taken_out
from advocates.wiki.drawing import actions as drawing
from advocates.wiki.filing.actions import take_along
from advocates.wiki.models import Editing, PageDeed, PageLink, PageName, WikiPage
from advocates.wiki.reporting.actions import move_reports
from advocates.wiki.structure.actions import note_deed, refuse_depth
from advocates.wiki.talk.actions import keep_talks
from advocates.wiki.translations.actions import part_families

# Pages of a branch: their links are drawn anew in the deed, so that no reader of the new space sees the old titles.
MOST_AT_ONCE = 100


class MovesWider(Refused):
    """People would read it who could not before; nobody has said yet that this is meant."""


class StandsThere(Refused):
    """It is in this space already."""


class TooManyPages(Refused):
    """The branch is too large to be moved at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page goes. `is_understood`: the actor has read that more people will read it."""

    space: Space
    parent: WikiPage | None = None
    is_understood: bool = False


def move_to_space(*, actor: Person, page: WikiPage, place: Place, mandate: int | None = None) -> int:
    """Give a page with its branch another space, which says from then on who reads it; returns how many pages went.

    Addresses stay, and lead whoever may read there; in the old space links keep the title of this moment. History,
    talks, files and reports go along; deleted pages of the branch stay, and so do translations that do not lie in it.
    Raises `MovesWider`, `StandsThere`, `TitleTaken`, `TooDeep`, `TooManyPages`, `PageGone`, `SpaceClosed`.
    """
    with transaction.atomic():
        held, old = _held(page, place)
        branch = [
            held,
            *WikiPage.objects.under(held).standing().select_for_update(of=("self",)).defer("html"),
        ]
        if len(branch) > MOST_AT_ONCE:
            raise TooManyPages(
                _(
                    "At most %(most)s pages are moved at once. Move the pages below this one first, part by part."
                )
                % {"most": MOST_AT_ONCE}
            )
        refuse_depth(held, place.parent)
        _leave_deleted(held)
        _put(branch, place)
        _rename(branch, old)
        _take_along(branch, place.space)
        forget_taken_out(old)
        for each in branch:
            ids = {"space": place.space.pk, "from_space": old.pk}
            stream.record("wiki.page.changed_space", each, actor=actor, **ids)
            both = {"old_space": old, "new_space": place.space}
            note_deed(PageDeed.Kind.CHANGED_SPACE, each, actor, mandate, **both)
        _draw(branch)
    return len(branch)


def _held(page: WikiPage, place: Place) -> tuple[WikiPage, Space]:
    """The page and its space, while nobody else changes the tree of either space."""
    both = Space.objects.select_for_update().filter(pk__in=[page.space_id, place.space.pk]).order_by("pk")
    for space in both:
        refuse_closed(space)
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    held = found.get(pk=page.pk)
    refuse_gone(held)
    if held.space_id == place.space.pk:
        raise StandsThere(_("This page is there already."))
    if widens(held.space, place.space) and not place.is_understood:
        raise MovesWider(_("People would read this page who could not read it before. Say that you mean it."))
    return held, held.space


def _leave_deleted(top: WikiPage) -> None:
    """Who restores one finds it on the first level of the old space."""
    gone = WikiPage.objects.under(top).exclude(deleted_at=None)
    gone.update(parent=None, path="")


def _put(branch: Sequence[WikiPage], place: Place) -> None:
    """Each below the nearest page above it that goes along."""
    top = branch[0]
    there = {each.pk: each for each in branch}
    top.space = place.space
    put_under(top, place.parent)
    for each in sorted(branch[1:], key=lambda one: one.path.count("/")):
        parent = next(there[pk] for pk in reversed(each.above) if pk in there)
        each.space, each.parent, each.path = place.space, parent, parent.path_below
        each.save(update_fields=["space", "parent", "path"])


def _rename(branch: Sequence[WikiPage], old: Space) -> None:
    for each in branch:
        try:
            claim_name(each)
        except TitleTaken as taken:
            sentence = _("Another page there has the title “%(title)s”. Change one of the two first.")
            raise TitleTaken(sentence % {"title": each.title}) from taken
        PageName.objects.filter(page=each, space=old).update(is_current=False, left_as=each.title)


def _take_along(branch: Sequence[WikiPage], space: Space) -> None:
    ids = [each.pk for each in branch]
    take_along(ids, space)
    move_reports(ids, space)
    keep_talks(*branch)
    part_families(branch, space)
    Editing.objects.filter(page__in=ids).delete()


def _draw(branch: Sequence[WikiPage]) -> None:
    """Texts that name pages of the old space show no title of theirs any more; wishes are wishes of the new space."""
    ids = {each.pk for each in branch}
    links = PageLink.objects.filter(page__in=ids).exclude(target__in=ids)
    changed = set(links.values_list("page", flat=True))
    for each in branch:
        if each.pk in changed and each.current is not None:
            source = each.current.source
            drawn = rendering.draw(source, each.space, each.lang, each.headings, each.last_anchor)
            each.html, each.headings, each.last_anchor = drawn.html, drawn.headings, drawn.last_anchor
            each.save(update_fields=["html", "headings", "last_anchor"])
            drawing.store_links(each, drawn)
        drawing.redraw_wishes(each)
