"""The audit trail of one organisation as its people read it: sentences made from the stream, with today's names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.models import StreamEntry
from advocates.core.paging import Page
from advocates.core.rows import Counted
from advocates.core.stencils import stencil
from advocates.core.viewer import Viewer
from advocates.organisations.models import Invitation, Mandate, Organisation

PAGE_SIZE = 50
NETWORK = gettext_lazy("The network")
# Each names who did it; deeds on mandates also whom they are about.
SENTENCES: dict[str, Any] = {
    "organisations.organisation.created": gettext_lazy("%(who)s added the entry."),
    "organisations.organisation.imported": gettext_lazy("%(who)s loaded the entry from a file."),
    "organisations.organisation.changed": gettext_lazy("%(who)s changed the entry."),
    "organisations.organisation.taken": gettext_lazy("%(who)s took over what the organisation had proposed."),
    "organisations.organisation.published": gettext_lazy("%(who)s published the entry."),
    "organisations.organisation.unpublished": gettext_lazy("%(who)s took the entry out of the directory."),
    "organisations.organisation.confirmed": gettext_lazy("%(who)s confirmed that the entry is right."),
    "organisations.organisation.asked": gettext_lazy("%(who)s asked whether the entry is right."),
    "organisations.organisation.second_asked": gettext_lazy("%(who)s asked by mail for a second person."),
    "organisations.organisation.merged": gettext_lazy("%(who)s made one entry of two."),
    "organisations.organisation.unmerged": gettext_lazy("%(who)s made two entries of one again."),
    "organisations.organisation.split": gettext_lazy(
        "%(who)s made two organisations of one; the other one is %(other)s."
    ),
    "organisations.organisation.unsplit": gettext_lazy(
        "%(who)s made one organisation of two again; the other one was %(other)s."
    ),
    "organisations.organisation.accepted": gettext_lazy("%(who)s accepted the organisation as a member."),
    "organisations.organisation.suspended": gettext_lazy("%(who)s suspended the membership."),
    "organisations.organisation.restored": gettext_lazy("%(who)s restored the membership."),
    "organisations.organisation.left": gettext_lazy("%(who)s noted that the organisation has left."),
    "organisations.organisation.protected": gettext_lazy("%(who)s protected the organisation."),
    "organisations.organisation.unprotected": gettext_lazy("%(who)s ended the protection of the organisation."),
    "organisations.mandate.granted": gettext_lazy("%(who)s gave %(whom)s a mandate."),
    "organisations.mandate.announced": gettext_lazy("%(who)s announced %(whom)s as an administrator to come."),
    "organisations.mandate.ended": gettext_lazy("%(who)s ended the mandate of %(whom)s."),
    "organisations.mandate.handed_over": gettext_lazy("%(whom)s handed over."),
    "organisations.invitation.sent": gettext_lazy("%(who)s invited somebody."),
    "organisations.invitation.link_made": gettext_lazy("%(who)s made a link that invites somebody."),
    "organisations.invitation.revoked": gettext_lazy("%(who)s took an invitation back."),
    "organisations.invitation.asked": gettext_lazy("%(who)s asked to accept an invitation with another account."),
    "organisations.invitation.accepted": gettext_lazy("%(who)s accepted an invitation."),
    "organisations.proposal.made": gettext_lazy("%(who)s proposed a change of the entry."),
    "organisations.proposal.withdrawn": gettext_lazy("%(who)s took a proposal back."),
    "organisations.proposal.refused": gettext_lazy("%(who)s did not take over a proposal."),
}  # fmt: skip
# What a link in the group's mail did is the group's own doing, though nobody is known by name.
BY_THE_GROUP = frozenset(
    {
        "organisations.organisation.confirmed",
        "organisations.proposal.made",
        "organisations.proposal.withdrawn",
    }
)
COLUMNS = ("at", "kind", "target_id", "actor", "data")
Entry = tuple[datetime, str, str, int | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the trail, and when it became true."""

    at: datetime
    sentence: str


def page_of(viewer: Viewer, organisation: Organisation, number: int) -> Page[Line]:
    """One page of the trail; the same number of queries for ten lines and for ten thousand."""
    # Stream entries name what they are about by text.
    named = str(organisation.pk)
    (count,) = _count(viewer, organisation, named)
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    shown = _entries(viewer, organisation, named, number=number)
    return Page(list(_lines(viewer, organisation, shown)), number, pages, count)


@written_once
def _count(viewer: Viewer, organisation: Organisation, named: str) -> QuerySet[Organisation, Any]:
    entries = Counted(entries_of(viewer, organisation, named).order_by())
    return Organisation.objects.visible_to(viewer).filter(pk=organisation.pk).values_list(entries, flat=True)


@written_once
def _entries(
    viewer: Viewer, organisation: Organisation, named: str, *, number: int
) -> QuerySet[StreamEntry, Any]:
    entries = entries_of(viewer, organisation, named)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return entries.values_list(*COLUMNS)


def entries_of(viewer: Viewer, organisation: Organisation, named: str) -> QuerySet[StreamEntry]:
    """What is recorded of the organisation itself, of its mandates, invitations and proposals."""
    parts = (
        ("organisations.mandate", Mandate.objects.visible_to(viewer)),
        ("organisations.invitation", Invitation.objects.visible_to(viewer)),
        ("organisations.proposal", organisation.proposals.all()),
    )
    about = Q(target_type="organisations.organisation", target_id=named)
    for kind, rows in parts:
        of_ours = rows.filter(organisation=organisation).order_by()
        ids = of_ours.annotate(as_text=Cast("pk", CharField())).values("as_text")
        about |= Q(target_type=kind, target_id__in=ids)
    found = StreamEntry.objects.filter(about, kind__in=SENTENCES)
    return found.order_by("-at", "-id")


@written_once
def _mandates(viewer: Viewer, organisation: Organisation) -> QuerySet[Mandate]:
    found = Mandate.objects.visible_to(viewer).filter(organisation=organisation)
    return found.select_related("person")


def _lines(viewer: Viewer, organisation: Organisation, entries: Sequence[Entry]) -> Iterable[Line]:
    mandates = _mandates(viewer, organisation)
    for mandate in mandates:
        # It is at hand.
        mandate.organisation = organisation
    # Who of the office did something is the network's affair; the organisation's own people stand by name.
    names = {mandate.person_id: mandate.speaker for mandate in mandates}
    whom = {str(mandate.pk): mandate.speaker for mandate in mandates}
    others = _others(viewer, entries)
    for at, kind, target, actor, data in entries:
        words = {
            "who": _apart(_who(kind, actor, names)),
            "whom": _apart(whom.get(target, "")),
            "other": _apart(others.get(data.get("other", 0)) or _("another organisation")),
        }
        yield Line(at, str(SENTENCES[kind]) % words)


def _others(viewer: Viewer, entries: Sequence[Entry]) -> dict[int, str]:
    """The names of organisations that lines speak of; a protected one has none here, but for its own people."""
    ids = {data["other"] for *_others, data in entries if "other" in data}
    if not ids:
        return {}
    return dict(Organisation.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", "name"))


def _apart(name: str) -> str:
    """A name of any script inside a sentence of another direction, kept together by Unicode's isolates."""
    return f"\u2068{name}\u2069"


def _who(kind: str, actor: int | None, names: dict[int, str]) -> str:
    if actor is None and kind in BY_THE_GROUP:
        return _("Somebody of the organisation")
    return names.get(actor or 0) or str(NETWORK)


@lru_cache(maxsize=5_000)
def _in_words(at: datetime, _language: str | None) -> str:
    """A local time to the minute: equal moments of two zones are told in other words."""
    return date_format(at, "DATETIME_FORMAT")


def drawn(lines: Iterable[Line]) -> SafeString:
    """The sentences as the page shows them, in the reader's time zone."""
    row, found = stencil("organisations/members/_line.html", ["sentence", "at", "when"]), []
    for line in lines:
        at = timezone.localtime(line.at).replace(second=0, microsecond=0)
        when = _in_words(at.replace(tzinfo=None), get_language())
        found.append(row.fill({"sentence": line.sentence, "at": at.isoformat(), "when": when}))
    return SafeString("".join(found))
