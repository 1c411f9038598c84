"""What waits for a translator: pages that are not there, or older, in a language that somebody reads."""

from typing import Any

from django.db.models import Q

from advocates.core.viewer import Viewer
from advocates.wiki import policies
from advocates.wiki.models import FamilyPage, WikiPage

# Of the pages that changed last, so many are looked through, and so many lines shown.
LOOKED_AT, SHOWN = 300, 60


def languages_of(viewer: Viewer) -> list[str]:
    """Those that the viewer reads, their own first."""
    person: Any = viewer.person
    return list(dict.fromkeys([person.language, *person.reads])) if person is not None else []


def missing(viewer: Viewer) -> list[dict[str, Any]]:
    """Pages in a language that the viewer reads, with the other ones of those in which nobody has them yet."""
    reads = languages_of(viewer)
    if len(reads) < 2:
        return []
    found = (
        WikiPage.objects.visible_to(viewer)
        .standing()
        .filter(lang__in=reads, space__kind__in=policies.WITH_PAGES, space__closed_at=None)
    )
    columns = ("pk", "public_id", "title", "lang", "changed_at", "space__kind", "in_family__family")
    rows = list(found.order_by("-changed_at", "-pk").values(*columns)[:LOOKED_AT])
    families = {row["in_family__family"] for row in rows} - {None}
    there: dict[int, set[str]] = {}
    members = FamilyPage.objects.visible_to(viewer).filter(family__in=families)
    for family, lang in members.values_list("family", "page__lang"):
        there.setdefault(family, set()).add(lang)
    lines: list[dict[str, Any]] = []
    seen: set[int] = set()
    for row in rows:
        family = row["in_family__family"]
        into = [code for code in reads if code not in there.get(family, {row["lang"]})]
        if into and family not in seen:
            lines.append({**row, "into": into})
            seen |= {family} - {None}
    return lines[:SHOWN]


def behind(viewer: Viewer) -> list[FamilyPage]:
    """Pages in a language that the viewer reads, with paragraphs that are older than their originals."""
    found = FamilyPage.objects.visible_to(viewer).filter(
        Q(older__gt=0), page__lang__in=languages_of(viewer), page__space__closed_at=None
    )
    return list(
        found.select_related("page", "page__space")
        .defer("page__html", "marked")
        .order_by("-older", "pk")[:SHOWN]
    )
