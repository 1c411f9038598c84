"""Deeds on revisions: bring an old text back, say that one is right."""

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.spaces.bylines import Author
from advocates.wiki.actions import Saved, Written, refuse_closed, refuse_gone, save_page
from advocates.wiki.filing.actions import Filing
from advocates.wiki.filing.changes import between
from advocates.wiki.models import PageCheck, PageRevision, WikiPage


def restore_revision(
    *, author: Author, revision: PageRevision, summary: str, base: int, sending: str
) -> Saved:
    """Bring text and files of a revision back as a new one; nothing of the history changes.

    Raises as `save_page` does.
    """
    page = revision.page
    has_other_files = bool(between(page.pk, page.revision, revision.number))
    written = Written(
        revision.source,
        revision.lang,
        summary,
        base=base,
        sending=sending,
        restored=revision.number,
        filing=Filing(as_at=revision.number if has_other_files else 0),
    )
    return save_page(author=author, page=page, written=written)


def check_revision(*, author: Author, page: WikiPage, number: int, lang: str) -> bool:
    """Say that a revision is right, once; False where the person has said so. Raises `PageGone`, `SpaceClosed`."""
    with transaction.atomic():
        held = (
            WikiPage.objects.select_for_update(of=("self",))
            .select_related("space", "checked")
            .defer("html")
            .get(pk=page.pk)
        )
        refuse_closed(held.space)
        refuse_gone(held)
        return note_check(author, held, number, lang)


def note_check(author: Author, held: WikiPage, number: int, lang: str) -> bool:
    """In the transaction of a deed that holds the page."""
    check, is_new = PageCheck.objects.get_or_create(
        page=held,
        number=number,
        person_id=author.person_id,
        defaults={"mandate_id": author.mandate_id, "lang": lang},
    )
    if not is_new:
        PageCheck.objects.filter(pk=check.pk).update(at=timezone.now(), mandate=author.mandate_id)
    if held.checked is None or held.checked.number <= number:
        WikiPage.objects.filter(pk=held.pk).update(checked=check)
    if is_new:
        stream.record("wiki.page.checked", held, actor=Person(pk=author.person_id), revision=number)
    return is_new
