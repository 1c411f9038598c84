"""Which pages everybody may read, whatever kind they are: addresses, lists, search and the sitemap start here."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page


def public_pages() -> Any:
    """Live pages, without those that are for members alone."""
    return Page.objects.live().exclude(knowledgearticle__is_for_members=True)


def listed_pages() -> Any:
    """Of these, those on which there is something to read: no topic without a public article."""
    below = public_pages().filter(knowledgearticle__isnull=False, path__startswith=OuterRef("path"))
    return public_pages().filter(Q(knowledgetopic__isnull=True) | Exists(below))
