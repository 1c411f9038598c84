"""The list of people: who fits, a page of them, and how it is drawn."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocates.accounts.introductions import Expertise
from advocates.accounts.models import Person
from advocates.core.asking import written_once
from advocates.core.drawings import tile
from advocates.core.paging import Page, page_number
from advocates.core.patterns import Like, anywhere, exactly
from advocates.core.profile import profile
from advocates.core.rows import Counted
from advocates.core.stencils import stencil
from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate
from advocates.organisations.presenting import place, tongues

PAGE_SIZE = 30
# A longer list says “more than”: to count all would cost more than to show any page of it.
MOST_COUNTED = 300


class Listed(NamedTuple):
    """What the directory shows of somebody."""

    public_id: UUID
    person: int
    name: str
    language: str
    reads: list[str]
    role: str
    organisation: str
    slug: str
    city: str
    country: str
    expertise: list[str] | None
    told: str | None
    told_in: str | None
    shows_languages: bool | None
    shows_address: bool | None
    address: str


COLUMNS = (
    "public_id", "person", "person__full_name", "person__language", "person__reads", "role", "organisation__name",
    "organisation__slug", "organisation__city", "organisation__country", "person__introduction__expertise",
    "person__introduction__text", "person__introduction__lang", "person__introduction__shows_languages",
    "person__introduction__shows_address", "person__email",
)  # fmt: skip


def page_of(viewer: Viewer, asked: dict[str, Any], number_text: str) -> Page[Listed]:
    """One page of the people who fit."""
    number, now = page_number(number_text), timezone.now()
    words = asked.get("q", "")
    wanted = {name: value for name, value in asked.items() if value and name != "q"}
    given = (anywhere(words), exactly(words)) if words else (None, None)
    rows = [Listed(*row) for row in written_once_list(viewer, now, *given, number=number, **wanted)]
    (count,) = written_once_count(viewer, now, *given, **wanted)
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages and not rows:
        raise Http404
    return Page(rows[:PAGE_SIZE], number, max(pages, number + (len(rows) > PAGE_SIZE)), count)


def list_of(
    viewer: Viewer, now: datetime, within: str | None, whole: str | None, *, number: int, **asked: str
) -> QuerySet[Mandate, Any]:
    """A page by country and name, and the first of the next."""
    wanted = condition(**asked) & named(within, whole)
    found = Mandate.objects.listed_for(viewer, now).filter(wanted).values_list(*COLUMNS)
    ordered = found.order_by("organisation__country", "organisation__name", "person__full_name", "id")
    return ordered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1]


def count_of(
    viewer: Viewer, now: datetime, within: str | None, whole: str | None, **asked: str
) -> QuerySet[Person, Any]:
    """How many there are, up to one more than the most that are counted."""
    wanted = condition(**asked) & named(within, whole)
    found = Mandate.objects.listed_for(viewer, now).filter(wanted).order_by()
    own = Person.objects.filter(pk=getattr(viewer.person, "pk", 0))
    return own.values_list(Counted(found[: MOST_COUNTED + 1]), flat=True)


written_once_list, written_once_count = written_once(list_of), written_once(count_of)


def named(within: str | None, whole: str | None) -> Q:
    """Whose name, group or words hold what somebody looks for; both are patterns."""
    if within is None or whole is None:
        return Q()
    return (
        Q(Like(F("person__full_name"), within))
        | Q(Like(F("organisation__name"), within))
        | Q(Like(F("organisation__local_name"), within))
        | Q(Like(F("organisation__acronym"), whole))
        | Q(Like(F("person__introduction__text"), within))
    )


def condition(*, region: str = "", country: str = "", language: str = "", expertise: str = "") -> Q:
    """Whom somebody looks for by a choice of the form."""
    wanted = Q()
    if region:
        wanted &= Q(organisation__country__in=profile().regions[region].countries)
    if country:
        wanted &= Q(organisation__country=country)
    # Ids and codes in quotation marks are found in the stored list and nowhere else.
    if language:
        reads = Q(person__language=language) | Q(person__reads__icontains=f'"{language}"')
        # What somebody does not show finds nobody either.
        wanted &= reads & ~Q(person__introduction__shows_languages=False)
    if expertise:
        wanted &= Q(person__introduction__expertise__icontains=f'"{expertise}"')
    return wanted


def drawn(viewer: Viewer, rows: Sequence[Listed]) -> SafeString:
    """The rows as the page shows them; nobody is offered to write to themselves."""
    language, own = get_language() or "en", getattr(viewer.person, "pk", None)
    roles = {role.value: str(role.label) for role in Mandate.Role}
    holes = ("tile", "name", "organisation", "place", "role", "tongues", "told", "message")
    person = stencil("organisations/members/_person.html", holes)
    message = stencil("organisations/members/_message_to.html", ["mandate"])
    lines = [
        person.fill(
            {
                "tile": tile(row.slug),
                "name": row.name,
                "organisation": row.organisation,
                "place": place(row.city, row.country, language),
                "role": roles.get(row.role, row.role),
                "tongues": "" if row.shows_languages is False else _tongues((row.language, *row.reads)),
                "told": _told(row),
                "message": "" if row.person == own else message.fill({"mandate": row.public_id}),
            }
        )
        for row in rows
    ]
    return SafeString("".join(lines))


def _told(row: Listed) -> SafeString:
    """What somebody tells of themselves, each part where there is one."""
    known = dict(Expertise.choices)
    expertise = " · ".join(str(known[each]) for each in row.expertise or () if each in known)
    folder, parts = "organisations/members", []
    if expertise:
        parts.append(stencil(f"{folder}/_expertise.html", ["expertise"]).fill({"expertise": expertise}))
    if row.told:
        words = {"lang": row.told_in, "text": row.told}
        parts.append(stencil(f"{folder}/_told.html", tuple(words)).fill(words))
    if row.shows_address:
        parts.append(stencil(f"{folder}/_address.html", ["address"]).fill({"address": row.address}))
    return SafeString("".join(parts))


@lru_cache(maxsize=1000)
def _tongues(codes: tuple[str, ...]) -> SafeString:
    line = stencil("organisations/members/_tongue.html", ["code", "dir", "name"])
    return SafeString("".join(line.fill(each) for each in tongues(list(dict.fromkeys(codes)))))
