"""Whether a translation says what its source says now. Counted in published changes, not in days."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from advocates.organisations.geo.countries import language_name
from advocates.publishing import addresses
from advocates.publishing.models.translating import PublishedChange, Significance
from advocates.publishing.reading import public_pages


@dataclass(frozen=True, slots=True)
class Older:
    """What a reader of an older translation is told. Without address where the source is not public."""

    changed_at: datetime
    is_medical: bool
    language: str = ""
    language_name: str = ""
    url: str = ""


def older(page):
    """None as long as the translation is up to date; no query is made for a page that is no translation."""
    if page.translated_from_id is None or page.translated_revision is None:
        return None
    found = changes_since(page.translated_from_id, page.translated_revision)
    if found["at"] is None:
        return None
    source = public_pages().filter(pk=page.translated_from_id).select_related("locale").first()
    if source is None:
        return Older(found["at"], bool(found["medical"]))
    code = source.locale.language_code
    return Older(
        found["at"],
        bool(found["medical"]),
        code,
        language_name(code, get_language()),
        addresses.address_of(source),
    )


def changes_since(source_id, revision):
    """Of the source's publications after a revision, those that matter: `at` of the newest, how many are `medical`."""
    newer = PublishedChange.objects.filter(
        page=source_id, revision__gt=revision, significance__in=Significance.outdating()
    )
    return newer.aggregate(
        at=Max("published_at"), medical=Count("pk", filter=Q(significance=Significance.MEDICAL))
    )


def newest_changes(source_id):
    """Of the source's publications that matter the newest revision: of `any`, and of `medical` ones; None for none."""
    matter = PublishedChange.objects.filter(page=source_id, significance__in=Significance.outdating())
    return matter.aggregate(
        any=Max("revision"), medical=Max("revision", filter=Q(significance=Significance.MEDICAL))
    )
