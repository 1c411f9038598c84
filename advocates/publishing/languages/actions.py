"""Deeds on translations."""

from django.db import transaction

from advocates.core import stream
from advocates.publishing.models import PublishedChange


def note_published(page, revision):
    """Called after each publication: from now on older translations of the page are known to be older."""
    if page.live and page.live_revision_id == revision.pk:
        PublishedChange.objects.get_or_create(
            page_id=page.pk, revision=revision.pk, defaults={"significance": page.significance}
        )


def begun_from(source, translation):
    """Called when a page was copied for another language: the copy knows of which revision it is one."""
    revision = source.live_revision_id if source.live else source.latest_revision_id
    fields = {"translated_from_id": source.pk, "translated_revision": revision}
    type(translation).objects.filter(pk=translation.pk).update(**fields)
    translation.translated_from_id, translation.translated_revision = source.pk, revision
    if draft := translation.get_latest_revision():
        draft.content.update(translated_from=source.pk, translated_revision=revision)
        draft.save(update_fields=["content"])
