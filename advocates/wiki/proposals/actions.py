"""Deeds on proposals: make one, take it back, review it; and what editors do with one that was accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.personal import Subject
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Author, author_of
from advocates.wiki.carrying.packing import source_url
from advocates.wiki.models import PageProposal, PageRevision, WikiPage
from advocates.wiki.proposals import kept, policies

DEEDS = ("proposed", "withdrawn", "accepted", "refused", "taken", "published")
State = PageProposal.State


class AlreadyProposed(Refused):
    """A revision of the page waits for a review, or this one is public."""


class NotOpen(Refused):
    """It was reviewed or taken back in the meantime."""


class OwnWork(Refused):
    """Only another organisation may review it."""


def propose(*, author: Author, page: WikiPage, number: int, note: str, lang: str) -> PageProposal:
    """Propose a revision to be read by everybody, as it is drawn today.

    Raises `AlreadyProposed`, and `NotOpen` where moderators have hidden the revision.
    """
    revision = PageRevision.objects.get(page=page, number=number)
    _refuse_hidden(revision)
    as_it_is = kept.keeping(page, revision)
    try:
        with transaction.atomic():
            there = PageProposal.objects.filter(page=page, number=number)
            if there.filter(state__in=[State.ACCEPTED, State.TAKEN, State.PUBLIC]).exists():
                raise AlreadyProposed(_("This revision was accepted before."))
            made = PageProposal.objects.create(
                page=page, number=number, note=note, lang=lang, **as_it_is, **author.fields()
            )
            ids = {"space": page.space_id, "page": page.pk, "revision": number}
            stream.record("wiki.proposal.proposed", made, actor=Person(pk=author.person_id), **ids)
    except IntegrityError as error:
        raise AlreadyProposed(_("A revision of this page waits for its review already.")) from error
    return made


def _held(proposal: PageProposal, *states: str) -> PageProposal:
    found = (
        PageProposal.objects.select_for_update(of=("self",)).select_related("page__space").get(pk=proposal.pk)
    )
    if found.state not in states:
        raise NotOpen(_("This was decided in the meantime. Look at it once more."))
    return found


def withdraw(*, actor: Person, proposal: PageProposal) -> None:
    """Take it back. Raises `NotOpen`."""
    with transaction.atomic():
        held = _held(proposal, State.OPEN)
        PageProposal.objects.filter(pk=held.pk).update(state=State.WITHDRAWN)
        stream.record("wiki.proposal.withdrawn", held, actor=actor, page=held.page_id)


def review(*, viewer: Viewer, proposal: PageProposal, is_accepted: bool, reasons: str) -> None:
    """Accept or refuse, with reasons. Raises `NotOpen`, and `OwnWork` for whose organisation had a hand in it."""
    author = author_of(viewer)
    with transaction.atomic():
        held = _held(proposal, State.OPEN)
        if not policies.can_review(viewer, held):
            raise OwnWork(_("Only somebody of another organisation may review this."))
        state = State.ACCEPTED if is_accepted else State.REFUSED
        PageProposal.objects.filter(pk=held.pk).update(
            state=state,
            reasons=reasons,
            reviewer=author.person_id,
            reviewer_mandate=author.mandate_id,
            reviewed_at=timezone.now(),
        )
        ids = {"page": held.page_id, "space": held.page.space_id}
        stream.record(f"wiki.proposal.{state}", held, actor=Person(pk=author.person_id), **ids)


@dataclass(frozen=True, slots=True)
class Source:
    """What editors make an article of: the text as people type it, and where it comes from. No names of people."""

    title: str
    lang: str
    text: str
    url: str
    revision: int
    organisation: str


def _refuse_hidden(revision: PageRevision) -> None:
    if revision.hidden_at is not None:
        raise NotOpen(_("A moderator has hidden the text of this revision."))


def source_of(proposal: PageProposal) -> Source:
    """Of a proposal that its caller may see. Raises `NotOpen` where moderators have hidden its revision since."""
    page = WikiPage.objects.only("public_id").get(pk=proposal.page_id)
    revision = PageRevision.objects.select_related("mandate__organisation").get(
        page=page, number=proposal.number
    )
    _refuse_hidden(revision)
    return Source(
        revision.title,
        revision.lang,
        kept.text_of(proposal, revision),
        source_url(page.public_id),
        revision.number,
        revision.mandate.organisation.name if revision.mandate else "",
    )


def take_over(*, actor: Person, proposal: PageProposal) -> Source:
    """The editors have it from now on: what they make an article of. Raises `NotOpen`.

    Call it in the transaction in which the article, or what it will be made of, is stored.
    """
    with transaction.atomic():
        held = _held(proposal, State.ACCEPTED)
        PageProposal.objects.filter(pk=held.pk).update(state=State.TAKEN, taken_at=timezone.now())
        stream.record("wiki.proposal.taken", held, actor=actor, page=held.page_id)
        return source_of(held)


def mark_public(*, actor: Person, proposal: PageProposal, address: str) -> None:
    """Everybody reads it from now on, at an address of this site; the page says so. Raises `NotOpen`."""
    with transaction.atomic():
        held = _held(proposal, State.TAKEN, State.PUBLIC)
        fields = {"state": State.PUBLIC, "public_at": timezone.now(), "public_address": address[:300]}
        PageProposal.objects.filter(pk=held.pk).update(**fields)
        stream.record("wiki.proposal.published", held, actor=actor, page=held.page_id)


def proposals_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """What somebody has proposed, and why."""
    found = PageProposal.objects.filter(person=subject.person.pk).order_by("proposed_at")
    for each in found.values("page__public_id", "number", "proposed_at", "note", "state"):
        yield {
            "page": each["page__public_id"],
            "revision": each["number"],
            "proposed_at": each["proposed_at"].isoformat(),
            "note": each["note"],
            "state": each["state"],
        }


def reviews_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """What somebody has reviewed, with the reasons they gave."""
    found = PageProposal.objects.filter(reviewer=subject.person.pk).order_by("reviewed_at")
    for each in found.values("page__public_id", "number", "reviewed_at", "reasons", "state"):
        yield {
            "page": each["page__public_id"],
            "revision": each["number"],
            "reviewed_at": each["reviewed_at"].isoformat() if each["reviewed_at"] else "",
            "reasons": each["reasons"],
            "state": each["state"],
        }
