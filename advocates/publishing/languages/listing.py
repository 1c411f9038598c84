"""What there is, is missing, or is older in each language."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from wagtail.models import Locale, Page

from advocates.core.languages import direction
from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages.freshness import changes_since
from advocates.publishing.models import (
    DonatePage,
    EventIndex,
    EventPage,
    KnowledgeArticle,
    KnowledgeIndex,
    KnowledgeTopic,
    LaunchTick,
    NewsArticle,
    NewsIndex,
    PrivacyPage,
    PublishedChange,
    Significance,
    StandardPage,
)

KINDS = (
    NewsArticle,
    KnowledgeArticle,
    StandardPage,
    KnowledgeTopic,
    NewsIndex,
    KnowledgeIndex,
    PrivacyPage,
    DonatePage,
    EventPage,
    EventIndex,
)
MOST = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A page in one language: the translation with its newest draft, and how it stands to its source."""

    language: str
    name: str
    direction: str
    locale_id: int
    page: Any = None
    state: str = "missing"
    is_ticked: bool = False


def older_ones(viewer, locale_id=None):
    """Published translations whose source has changed since in a way that matters; medical ones first."""
    found = [page for kind in KINDS for page in _older(kind, viewer, locale_id)[:MOST]]
    return sorted(found, key=lambda page: (not page.has_medical_change, page.changed_at), reverse=False)[
        :MOST
    ]


def _older(kind, viewer, locale_id):
    newer = PublishedChange.objects.filter(
        page=OuterRef("translated_from"),
        revision__gt=OuterRef("translated_revision"),
        significance__in=Significance.outdating(),
    )
    rows = kind.objects.listed_for(viewer) if kind is KnowledgeArticle else kind.objects
    rows = rows.filter(live=True, translated_from__isnull=False)
    if locale_id is not None:
        rows = rows.filter(locale=locale_id)
    newest = newer.order_by().values("page").annotate(at=Max("published_at")).values("at")
    return (
        rows.filter(Exists(newer))
        .annotate(
            changed_at=Subquery(newest),
            has_medical_change=Exists(newer.filter(significance=Significance.MEDICAL)),
        )
        .select_related("locale")
        .order_by("changed_at", "pk")
    )


def missing_in(locale_id):
    """Published pages that are in no way in a language, the newest first."""
    there = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale_id)
    # What has a page in a language stands under it by its draft.
    pages = Page.objects.filter(live=True, depth__gt=2, alias_of=None).exclude(locale=locale_id)
    own = Q(**{f"{kind._meta.model_name}__translated_from": None for kind in KINDS})
    rows = pages.filter(own, ~Exists(there)).select_related("locale")
    return rows.order_by(F("first_published_at").desc(nulls_last=True), "-pk")[:MOST]


def drafts_in(locale_id):
    """Translations that nobody has published yet, or in which a newer version waits."""
    own = Q()
    for kind in KINDS:
        own |= Q(**{f"{kind._meta.model_name}__translated_from__isnull": False})
    rows = Page.objects.filter(own, locale=locale_id).filter(Q(live=False) | Q(has_unpublished_changes=True))
    return rows.select_related("locale").order_by("-latest_revision_created_at", "-pk")[:MOST]


def standings_of(source):
    """A page in every language but its own."""
    pages = {page.locale_id: page for page in source.get_translations().select_related("locale")}
    ticked = set(LaunchTick.objects.filter(page=source.pk).values_list("locale", flat=True))
    newest = source.get_latest_revision()
    return [
        standing_of(locale, pages.get(locale.pk), newest, locale.pk in ticked)
        for locale in Locale.objects.exclude(pk=source.locale_id).order_by("language_code")
    ]


def standing_of(locale, page, newest, is_ticked=False):
    """One language of it. A text that nobody made from the source is its own and is not measured."""
    code = locale.language_code
    return Standing(
        code, language_own_name(code), direction(code), locale.pk, page, _state(page, newest), is_ticked
    )


def _state(page, newest):
    if page is None:
        return "missing"
    draft = page.get_latest_revision_as_object()
    if draft.translated_from_id is None or draft.translated_revision is None:
        return "own"
    found = changes_since(draft.translated_from_id, draft.translated_revision)
    if found["at"] is not None:
        return "medical" if found["medical"] else "older"
    if not page.live or page.has_unpublished_changes:
        return "ready" if newest is not None and draft.translated_revision == newest.pk else "draft"
    return "current"
