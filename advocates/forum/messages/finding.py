"""Whom somebody may write to: everybody in the directory of people; who is protected is not found there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.forum.messages.forms import MOST_FOUND
from advocates.organisations.models import Mandate
from advocates.organisations.models.mandates import MandateQuerySet


def reachable(viewer: Viewer) -> MandateQuerySet:
    """The mandates of all others who are listed."""
    found = Mandate.objects.listed_for(viewer, timezone.now()).exclude(person=viewer.person)  # type: ignore[misc]
    return found.select_related("person", "organisation")


def looked_for(viewer: Viewer, text: str, skip: Iterable[Mandate] = ()) -> list[Mandate]:
    """The first people who fit a part of a name, one line for each person."""
    text = text.replace("\0", "").strip()[:100]
    if not text:
        return []
    wanted = (
        Q(person__full_name__icontains=text)
        | Q(organisation__name__icontains=text)
        | Q(organisation__local_name__icontains=text)
        | Q(organisation__acronym__iexact=text)
    )
    rows = reachable(viewer).filter(wanted).exclude(person__in=[each.person_id for each in skip])
    return once_each(rows.order_by("person__full_name", "organisation__name", "pk")[: 2 * MOST_FOUND])[
        :MOST_FOUND
    ]


def chosen(viewer: Viewer, ids: Sequence[str]) -> list[Mandate]:
    """Those that an address or a form names; what is no such person is left out."""
    known = [text for text in ids[:50] if _is_id(text)]
    rows = reachable(viewer).filter(public_id__in=known) if known else []
    return once_each(rows)


def once_each(mandates: Iterable[Mandate]) -> list[Mandate]:
    """Who speaks for two groups is one person."""
    return list({each.person_id: each for each in mandates}.values())


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
