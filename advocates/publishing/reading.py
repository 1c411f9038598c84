"""Which pages everybody may read, whatever kind they are: addresses, lists, search and the sitemap start here."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from advocates.core.asking import written_once


def public_pages() -> Any:
    """Live pages, without those that are for members alone."""
    return Page.objects.live().exclude(knowledgearticle__is_for_members=True)


def listed_pages() -> Any:
    """Of these, those on which there is something to read: no topic without a public article."""
    below = public_pages().filter(knowledgearticle__isnull=False, path__startswith=OuterRef("path"))
    return public_pages().filter(Q(knowledgetopic__isnull=True) | Exists(below))


def specific_of(page: Any) -> Any:
    """The page as what it is (an article, a list, …), with the locale that was read with it."""
    specific = next(iter(_specific(page.pk, kind=page.specific_class)))
    specific.locale = page.locale
    return specific


@written_once
def _specific(pk: int, *, kind: Any) -> Any:
    return kind.objects.filter(pk=pk).order_by()
