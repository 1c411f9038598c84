"""The export holds what somebody wrote; the erasure keeps it, under “Former representative of …”."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, OuterRef, Subquery

from advocates.core.personal import Subject
from advocates.wiki.models import Editing, PageRevision
from advocates.wiki.paragraphs import key_of, pieces


def revisions_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """What somebody has put into pages, paragraph by paragraph: the rest of a page is others'."""
    before = PageRevision.objects.filter(page=OuterRef("page"), number=OuterRef("number") - 1)
    found = PageRevision.objects.filter(person=subject.person.pk, restored=None).annotate(
        before=Subquery(before.values("source")[:1]), drawn_id=F("page__public_id")
    )
    for revision in found.order_by("saved_at").iterator():
        values = vars(revision)
        there = {key_of(each) for each in pieces(values["before"] or "")}
        yield {
            "page": values["drawn_id"],
            "title": revision.title if revision.number == 1 else "",
            "revision": revision.number,
            "saved_at": revision.saved_at.isoformat(),
            "lang": revision.lang,
            "summary": revision.summary,
            "text": "\n\n".join(
                key for each in pieces(revision.source) if (key := key_of(each)) not in there
            ),
        }


def erase(subject: Subject) -> None:
    """That a form is open goes. What was written under a mandate is the organisation's, and stays."""
    Editing.objects.filter(person=subject.person.pk).delete()
