"""What waits for a translator: wishes in languages that somebody reads, which nobody else has taken."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.forum.models import TranslationWish
from advocates.forum.models.translating import CLAIM_HOLDS, TranslationWishQuerySet
from advocates.forum.translating.beside import languages_of

MOST_SHOWN = 50


def wishes_for(viewer: Viewer) -> TranslationWishQuerySet:
    """From a language and into a language that the viewer reads; the oldest first."""
    return wishes_between(viewer, languages_of(viewer), timezone.now() - CLAIM_HOLDS)


def wishes_between(viewer: Viewer, reads: list[str], since: datetime) -> TranslationWishQuerySet:
    """From one of these languages and into one of them, taken by nobody else since a moment."""
    if len(reads) < 2:
        return TranslationWish.objects.visible_to(viewer).none()
    known = TranslationWish.objects.visible_to(viewer).filter(into__in=reads, post__lang__in=reads)
    free = TranslationWish.objects.visible_to(viewer).unclaimed_since(since).values("pk")
    return known.filter(Q(claimed_by=viewer.person) | Q(pk__in=free)).order_by("wished_at", "pk")
