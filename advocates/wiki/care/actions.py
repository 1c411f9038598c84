"""Deeds of care: who looks after a page, and “still correct”, which needs no change."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.spaces.bylines import Author
from advocates.wiki.actions import refuse_closed, refuse_gone
from advocates.wiki.history.actions import note_check
from advocates.wiki.models import WikiPage

DAYS_OF_MONTH = 365.25 / 12


def due_after(months: int) -> date | None:
    """The day in so many months; None for never."""
    return timezone.localdate() + timedelta(days=round(months * DAYS_OF_MONTH)) if months else None


def _held(page: WikiPage) -> WikiPage:
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space", "checked")
    held = found.defer("html").get(pk=page.pk)
    refuse_closed(held.space)
    refuse_gone(held)
    return held


def care_for_page(*, actor: Person, page: WikiPage, owner: int | None, months: int) -> None:
    """Say which organisation looks after a page, and after how many months it is to be looked at again."""
    with transaction.atomic():
        held = _held(page)
        fields = {"owner_id": owner, "review_months": months, "review_on": due_after(months)}
        WikiPage.objects.filter(pk=held.pk).update(**fields)
        stream.record("wiki.page.cared_for", held, actor=actor, owner=owner or 0, months=months)


def confirm_page(*, author: Author, page: WikiPage, lang: str) -> None:
    """“Still correct”: the newest revision is checked, and the day for looking at it again moves on."""
    with transaction.atomic():
        held = _held(page)
        note_check(author, held, held.revision, lang)
        if held.review_months:
            WikiPage.objects.filter(pk=held.pk).update(review_on=due_after(held.review_months))
        stream.record("wiki.page.confirmed", held, actor=Person(pk=author.person_id), revision=held.revision)
