"""Deeds on families: two pages that exist say the same in two languages, or do not after all."""

from django.db import transaction
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.spaces.models import Space
from advocates.wiki.actions import LanguageThere, refuse_closed, refuse_gone
from advocates.wiki.models import FamilyPage, PageFamily, WikiPage
from advocates.wiki.translations.actions import family_of, look_at


class OtherSpace(Refused):
    """The two are read by different people."""


class OneAlready(Refused):
    """It is the same page, or the two are translations of one another already."""


def join_pages(*, actor: Person, page: WikiPage, other: WikiPage) -> None:
    """Make two pages, with what each was joined with before, translations of one another; texts stay as they are.

    From which paragraph each was translated nobody knows, so that none counts as older until it is translated anew.
    Raises `OneAlready`, `OtherSpace`, `LanguageThere`, `PageGone`, `SpaceClosed`.
    """
    with transaction.atomic():
        one, two = _held(page, other)
        if one.space_id != two.space_id:
            raise OtherSpace(_("The other page is in another space. Move one of the two first."))
        ours, theirs = family_of(one), family_of(two)
        if ours.pk == theirs.pk:
            raise OneAlready(_("These two are translations of one another already."))
        spoken = [_languages(family) for family in (ours, theirs)]
        if spoken[0] & spoken[1]:
            raise LanguageThere(
                _("Both have a page in the same language. Of a page there is only one in each language.")
            )
        FamilyPage.objects.filter(family=theirs).update(family=ours, older=0, marked="", marked_revision=0)
        theirs.delete()
        stream.record("wiki.translation.joined", one, actor=actor, space=one.space_id, other=two.pk)
        look_at(one.pk)


def _held(page: WikiPage, other: WikiPage) -> list[WikiPage]:
    """Both, in this order, while nobody else changes them."""
    if page.pk == other.pk:
        raise OneAlready(_("This is the same page."))
    refuse_closed(Space.objects.select_for_update().get(pk=page.space_id))
    found = WikiPage.objects.select_for_update(of=("self",)).defer("html").order_by("pk")
    both = {each.pk: each for each in found.filter(pk__in=[page.pk, other.pk])}
    for each in both.values():
        refuse_gone(each)
    return [both[page.pk], both[other.pk]]


def _languages(family: PageFamily) -> set[str]:
    found = FamilyPage.objects.filter(family=family, page__deleted_at=None)
    return set(found.values_list("page__lang", flat=True))


def part_page(*, actor: Person, page: WikiPage) -> bool:
    """A page is no translation of the others; it stays as it is. False where it was none."""
    with transaction.atomic():
        held = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
        current = held.get(pk=page.pk)
        refuse_closed(current.space)
        others = FamilyPage.objects.filter(family__members__page=page.pk).exclude(page=page.pk)
        left = list(others.values_list("page", flat=True))
        if not left:
            return False
        FamilyPage.objects.filter(page=page.pk).delete()
        stream.record("wiki.translation.parted", current, actor=actor, space=current.space_id)
        look_at(left[0])
    return True
