"""What happened in the public directory, told from its history: who came, joined, confirmed, changed, ended.

Nothing is told of an entry that is not public now, of a time in which it was not, or of a field that nobody else sees:
neither in words nor by a date, an order or a gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.core.profile import profile
from advocates.core.viewer import VISITOR
from advocates.organisations.directory import index
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.models import Organisation, OrganisationChange
from advocates.organisations.presenting import place, tongues
from advocates.organisations.vocabulary import State

LISTED, MEMBER, CONFIRMED, CHANGED, CLOSED, MERGED = (
    "listed", "member", "confirmed", "changed", "closed", "merged",
)  # fmt: skip
A_BATCH = 200
TOGGLES = ("published", "unpublished")
# Fields that everybody sees, in the order in which a sentence names them. Two may have one word.
WORDS = {
    "name": pgettext_lazy("what changed", "name"),
    "local_name": pgettext_lazy("what changed", "name"),
    "acronym": pgettext_lazy("what changed", "short name"),
    "country": pgettext_lazy("what changed", "place"),
    "city": pgettext_lazy("what changed", "place"),
    "countries": pgettext_lazy("what changed", "countries served"),
    "languages": pgettext_lazy("what changed", "languages"),
    "disease_areas": pgettext_lazy("what changed", "diseases"),
    "services": pgettext_lazy("what changed", "what it offers"),
    "descriptions": pgettext_lazy("what changed", "description"),
    "website": pgettext_lazy("what changed", "website"),
    "public_email": pgettext_lazy("what changed", "e-mail address"),
    "channels": pgettext_lazy("what changed", "ways to reach it"),
    "logo": pgettext_lazy("what changed", "logo"),
    "founded_year": pgettext_lazy("what changed", "year founded"),
    "sources": pgettext_lazy("what changed", "sources"),
    "state": pgettext_lazy("what changed", "what it is to the network"),
    "member_since": pgettext_lazy("what changed", "member since"),
}
SENTENCES = {
    LISTED: gettext_lazy("%(name)s is listed now"),
    MEMBER: gettext_lazy("%(name)s is a member now"),
    CONFIRMED: gettext_lazy("%(name)s confirmed its entry"),
    CHANGED: gettext_lazy("%(name)s changed: %(fields)s"),
    CLOSED: gettext_lazy("%(name)s is no longer active"),
    MERGED: gettext_lazy("%(name)s is now part of %(other)s"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The groups that somebody wants to hear of: of a region, of a country, of both, or all."""

    region: str = ""
    country: str = ""

    def covers(self, organisation: Organisation) -> bool:
        """Whether the group is there or serves people there."""
        codes = {organisation.country, *organisation.countries}
        inside = profile().regions[self.region].countries if self.region else codes
        return not codes.isdisjoint(inside) and (not self.country or self.country in codes) if self else True

    def __bool__(self) -> bool:
        return bool(self.region or self.country)

    def narrowed(self, rows: QuerySet[OrganisationChange]) -> QuerySet[OrganisationChange]:
        """Leave out what surely lies elsewhere: a database cannot look into lists of countries."""
        if not self:
            return rows
        home = {self.country} if self.country else profile().regions[self.region].countries
        groups = index()
        bits = groups.facets["country"] if self.country else groups.facets["region"]
        served = groups.taken(bits.get(self.country or self.region, 0))
        elsewhere = [entry.id for entry in served if entry.country not in home]
        return rows.filter(Q(organisation__country__in=home) | Q(organisation_id__in=elsewhere))


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to one group, with the public fields that changed."""

    organisation: Organisation
    at: datetime
    kind: str
    fields: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """In the language that is active."""
        successor = self.organisation.merged_into
        values = {
            "name": self.organisation.name,
            "other": successor.name if successor else "",
            "fields": self.fields_in_words,
        }
        return str(SENTENCES[self.kind]) % values

    @property
    def fields_in_words(self) -> str:
        return _(", ").join(dict.fromkeys(str(WORDS[name]) for name in self.fields))

    def details(self, language: str) -> str:
        """Place and languages of the group, and what else was changed."""
        shown = self.organisation
        parts = [place(shown.city, shown.country, language)]
        if names := [tongue["name"] for tongue in tongues(shown.languages)]:
            parts.append(_(", ").join(names))
        if self.fields and self.kind not in (CHANGED, LISTED):
            parts.append(_("Also changed: %(fields)s") % {"fields": self.fields_in_words})
        return " – ".join(parts)

    @property
    def path(self) -> str:
        return reverse("organisation", args=[self.organisation.slug])


def latest(scope: Scope, most: int) -> list[Happening]:
    """What happened last, newest first."""
    return list(islice(_told(scope, OrganisationChange.objects.all()), most))


def between(scope: Scope, since: datetime, until: datetime, most: int) -> list[Happening]:
    """What happened from one moment until before another, newest first."""
    return list(islice(_told(scope, OrganisationChange.objects.filter(at__gte=since, at__lt=until)), most))


def _told(scope: Scope, rows: QuerySet[OrganisationChange]) -> Iterator[Happening]:
    seen = Organisation.objects.visible_to(VISITOR)
    found = scope.narrowed(rows).filter(organisation__in=seen).exclude(deed="unpublished")
    found = found.select_related("organisation__merged_into").order_by("-at", "-id")
    start = 0
    while batch := list(found[start : start + A_BATCH]):
        toggles = _toggles({row.organisation_id for row in batch})
        for row in batch:
            if scope.covers(row.organisation) and (told := _happening(row, toggles)):
                yield told
        start += A_BATCH


def _toggles(ids: set[int]) -> Mapping[int, Sequence[tuple[int, str]]]:
    """When these entries were published and taken back, by revision."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = OrganisationChange.objects.filter(organisation_id__in=ids, deed__in=TOGGLES)
    for organisation, revision, deed in rows.order_by("revision").values_list(
        "organisation_id", "revision", "deed"
    ):
        found.setdefault(organisation, []).append((revision, deed))
    return found


def was_public(row: OrganisationChange, toggles: Mapping[int, Sequence[tuple[int, str]]]) -> bool:
    """Whether everybody could see the entry after this change: what came next tells it, or that it is public now."""
    following = (deed for revision, deed in toggles.get(row.organisation_id, ()) if revision > row.revision)
    return next(following, "unpublished") == "unpublished"


def _happening(row: OrganisationChange, toggles: Mapping[int, Sequence[tuple[int, str]]]) -> Happening | None:
    fields = tuple(name for name in WORDS if name in row.changes)
    kind = _kind(row, fields) if was_public(row, toggles) else ""
    return Happening(row.organisation, row.at, kind, fields) if kind else None


def _kind(row: OrganisationChange, fields: tuple[str, ...]) -> str:
    """What the change was to everybody; nothing, where only private fields changed."""
    if row.deed == "published" or row.changes.get("name", [""])[0] is None:
        return LISTED
    became = row.changes.get("state", ["", ""])[1]
    if became == row.organisation.state and (told := _of_state(row.organisation)):
        return told
    if row.changes.get("confirmed_on", [None, None])[1]:
        return CONFIRMED
    return CHANGED if fields else ""


def _of_state(organisation: Organisation) -> str:
    """Only what holds still: nobody is called a member who is none any more."""
    successor = organisation.merged_into
    if organisation.state == State.MERGED and successor and successor.is_public:
        return MERGED
    return {State.MEMBER: MEMBER, State.FORMER: CLOSED, State.MERGED: CLOSED}.get(
        State(organisation.state), ""
    )


def known_country(code: str) -> str:
    """The country's code as it is stored; empty for one that there is not."""
    return code.upper() if code.upper() in COUNTRIES and code.isascii() else ""
