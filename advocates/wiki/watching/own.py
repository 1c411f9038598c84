"""What somebody watches, in their export; it goes with their account."""

from collections.abc import Iterator, Mapping
from typing import Any

from advocates.core.personal import Subject
from advocates.wiki.models import How, Watching, WatchWish


def watched_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """Ids of pages: their titles are others' words."""
    rows = Watching.objects.filter(person=subject.person.pk).select_related("page").order_by("pk")
    for row in rows.only("how", "with_branch", "seen", "page__public_id"):
        yield {
            "page": row.page.public_id,
            "how": How(row.how).name.lower(),
            "with_branch": row.with_branch,
            "seen": row.seen,
        }
    for wish in WatchWish.objects.filter(person=subject.person.pk):
        yield {"watches_own": wish.watches_own}


def erase(subject: Subject) -> None:
    """Nobody watches any more."""
    Watching.objects.filter(person=subject.person.pk).delete()
    WatchWish.objects.filter(person=subject.person.pk).delete()
