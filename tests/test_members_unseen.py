"""What members are and do changes nothing outside: the same site, byte for byte, with sixty of them and with none.

`tests/test_leaks.py` looks for words; this one for anything at all: a count, an order, a link that is there or not.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from advocates.accounts import actions as accounts
from advocates.accounts import closing
from advocates.accounts.models import Person
from advocates.core.viewer import Role, viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.organisations.enquiries import reach
from advocates.organisations.invitations.actions import Asked, invite, revoke
from advocates.organisations.mandates import actions as mandates
from advocates.organisations.models import (
    FactorLoss,
    HandOver,
    Invitation,
    Mandate,
    Organisation,
    OrganisationQuerySet,
    Seat,
)
from advocates.organisations.people.actions import set_group_protection, set_protection
from advocates.organisations.recovery.actions import ask_for_removal, vouch
from advocates.organisations.tests.applying import decide, sent, sit
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.models import Kind
from tests.cast import CastClient, give_second_factor, make_person, sign_in, speak_for
from tests.crawling import MACHINES, STARTS, Answer, ask, crawl, near, near_or_own
from tests.private_words import Words
from tests.test_leaks import NOW, _still, forget, publish  # noqa: F401 - a fixture

PEOPLE, GROUPS = 60, 8
LATER = NOW + timedelta(days=9)
# Names of people and of what they wrote, what they have in common with public words, and typing errors.
SEARCHES = ("vorlun", "vorlum", "vor", "member", "membre", "harbour", "open", "blue folder", "example.org")
PAGES, LANGUAGES = ("search", "directory"), ("", "/es", "/ar")
CLOSED = ("/members/", "/members/people/", "/manage/", "/join/unknown/", "/link/unknown/")


def public_groups() -> list[Organisation]:
    """Members of the network, as everybody reads them; one of them is protected."""
    made = []
    for at in range(GROUPS):
        group = make_organisation(
            f"Member Group {at}",
            country=("DE", "KE", "JP", "FR")[at % 4],
            state=State.MEMBER,
            languages=["en"],
            website=f"https://member{at}.example/",
        )
        Organisation.objects.filter(pk=group.pk).update(public_id=uuid5(NAMESPACE_URL, group.name))
        made.append(group)
    set_group_protection(actor=make_person("office"), organisation=made[-1], is_protected=True)
    return made


class Members:
    """Sixty people in eight groups, and everything that people of a network do, and that happens to them."""

    def __init__(self, groups: list[Organisation]) -> None:
        self.groups = groups
        self.people = [make_person("member", full_name=f"Vorlun {at}") for at in range(PEOPLE)]
        # The last group has nobody.
        self.mandates = [
            speak_for(
                person, groups[at % (GROUPS - 1)], "administrator" if at < GROUPS - 1 else "representative"
            )
            for at, person in enumerate(self.people[:-4])
        ]

    def live(self) -> None:
        self.tasks()
        self.invitations()
        self.leaving()
        self.emergencies()
        self.applications()
        self.conversations()

    def tasks(self) -> None:
        for at, role in enumerate(Role):
            scope = "africa" if role is Role.REGIONAL else ""
            accounts.grant_role(actor=None, person=self.people[at], role=role, scope=scope)
        for person in self.people[:20]:
            give_second_factor(person)
            sign_in(CastClient(), person, second_factor=True)
        for person in self.people[20:30]:
            set_protection(person=person, is_protected=True)
        for person in self.people[30:33]:
            Person.objects.filter(pk=person.pk).update(reads=["de", "ar"], language="es")

    def invitations(self) -> None:
        for at, mandate in enumerate(self.mandates[: GROUPS - 1]):
            asked = Asked(f"vorlun{at}@example.org", "Vorlun", "en", "representative", mandate)
            made = invite(actor=mandate.person, organisation=mandate.organisation, asked=asked)
            if at % 3 == 1:
                revoke(actor=mandate.person, invitation=made)
            if at % 3 == 2:
                Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())

    def leaving(self) -> None:
        """A hand-over, an end, a deputy, somebody suspended, somebody who has died, one who speaks for two."""
        first, second, third, fourth, fifth = self.mandates[GROUPS : GROUPS + 5]
        successor = Mandate.objects.filter(organisation=first.organisation).exclude(pk=first.pk)[0].person
        mandates.hand_over(
            actor=first.person,
            mandate=first,
            leaving=mandates.Leaving(successor, "In the blue folder.", "en"),
        )
        mandates.end_mandate(actor=None, mandate=second, ending=Mandate.Ending.LEFT)
        until = timezone.now() + timedelta(days=20)
        mandates.name_deputy(
            actor=None, mandate=third, person=fourth.person, starts_at=timezone.now(), until=until
        )
        closing.suspend(actor=None, person=fourth.person, reason="Vorlun")
        closing.begin_memorial(actor=None, person=fifth.person)
        speak_for(self.people[40], self.groups[(40 + 1) % (GROUPS - 1)], "representative")

    def emergencies(self) -> None:
        lost = self.mandates[GROUPS + 6]
        near_by = Mandate.objects.filter(organisation=lost.organisation).exclude(pk=lost.pk)[0]
        vouch(actor=near_by.person, loss=ask_for_removal(person=lost.person))
        accounts.ask_for_address(person=self.people[50], address="vorlun-new@example.org")

    def applications(self) -> None:
        """One that waits with a question, one that was refused; drafts of groups with the names of public ones."""
        _token, waiting = sent(CastClient(), "vorlun-a@example.net")
        _token, refused = sent(CastClient(), "vorlun-b@example.net")
        reviewers = [self.reviewer(at) for at in (50, 51)]
        sit(reviewers[0], waiting)
        reviewers[0].post(f"/members/reviews/{waiting.public_id}/question/", {"text": "Vorlun?"})
        decide(refused, "refuse", *reviewers, reasons="It is a project with an end.")

    def conversations(self) -> None:
        """Among all members and in a region: asked, answered, thanked."""
        asks, answers = self.people[41], self.people[43]
        for shelf in (make_shelf(), make_shelf(Kind.REGION, region=viewer_for(asks).acting.region)):
            topic = begin(asks, "Vorlun asks", "In the blue folder?", category=shelf)
            if topic.category.space_id in viewer_for(answers).spaces:
                forum.thank(actor=asks, post=reply(answers, topic, "Vorlun says so."))

    def reviewer(self, at: int) -> CastClient:
        client = CastClient()
        client.person = self.people[at]
        accounts.grant_role(actor=None, person=client.person, role=Role.REVIEWER)
        give_second_factor(client.person)
        sign_in(client, client.person, second_factor=True)
        return client


Seen = dict[str, Answer]


def everything(client: CastClient, who: str) -> Iterator[tuple[str, Answer]]:
    """What links lead to, what is asked for, what is closed; and the own account of who has one."""
    own = ("/account/",) if who == "pending" else ()
    yield from crawl(client, (*STARTS, *MACHINES, *own), follow=near_or_own if own else near).items()
    searches = [f"{prefix}/{page}/?q={text}" for prefix in LANGUAGES for page in PAGES for text in SEARCHES]
    for at in (*CLOSED, *searches, *(f"/api/v1/organisations?q={text}" for text in SEARCHES)):
        yield at, ask(client, at)


def one_group(client: CastClient, _who: str) -> Iterator[tuple[str, Answer]]:
    """A small part, for the twins."""
    for at in ("/directory/ke/", "/organisations/member-group-1/", "/organisations/member-group-1/write/"):
        yield at, ask(client, at)


Look = Callable[[CastClient, str], Iterable[tuple[str, Answer]]]


def walk(clients: dict[str, CastClient], look: Look, *, has_members: bool) -> Seen:
    """What each of them is answered; what was made for it is undone afterwards."""
    with transaction.atomic():
        publish(Words())
        groups = public_groups()
        if has_members:
            Members(groups).live()
        with time_machine.travel(LATER, tick=False):
            forget()
            reach.forget()
            pages = {
                f"{who} {at}": answer for who, client in clients.items() for at, answer in look(client, who)
            }
        transaction.set_rollback(True)
    forget()
    reach.forget()
    return pages


def differing(clients: dict[str, CastClient], look: Look) -> list[str]:
    """Where the site is another one with members than without."""
    without, with_members = (walk(clients, look, has_members=has) for has in (False, True))
    every = without.keys() | with_members.keys()
    return sorted(at for at in every if without.get(at) != with_members.get(at))


@pytest.fixture
def clients(visitor, pending) -> dict[str, CastClient]:
    return {"visitor": visitor, "pending": pending}


def answered_by_members(organisation: Organisation) -> Iterator[str]:
    """The mistake that is nearest: a message to a group goes to whoever speaks for it."""
    yield from (mandate.person.email for mandate in organisation.mandates.all())


@pytest.mark.django_db
class TestNobodyOutside:
    def test_can_tell_whether_there_are_members(self, clients):
        assert differing(clients, everything) == []

    def test_the_walk_is_long_and_the_account_open(self, clients):
        """Else it would compare nothing with nothing."""
        pages = walk({"pending": clients["pending"]}, everything, has_members=True)
        assert len(pages) > 300
        assert pages["pending /account/"].status == 200
        assert pages["pending /members/"].status == 302
        assert pages["pending /organisations/member-group-0/"].status == 200
        assert pages["pending /directory/?q=member"].body.count("Member Group") >= GROUPS - 1

    def test_what_depends_on_a_mandate_is_noticed(self, clients, monkeypatch):
        """The twin."""
        assert differing(clients, one_group) == []
        monkeypatch.setattr(reach, "addresses_of", answered_by_members)
        assert "visitor /organisations/member-group-1/write/" in differing(clients, one_group)

    def test_so_is_an_entry_that_waits_for_its_people(self, clients, monkeypatch):
        """The twin for lists: a group that nobody speaks for is left out."""
        whole = OrganisationQuerySet.in_directory
        monkeypatch.setattr(
            OrganisationQuerySet,
            "in_directory",
            lambda rows: whole(rows).exclude(Q(state=State.MEMBER, mandates=None)),
        )
        assert "visitor /directory/ke/" in differing(clients, one_group)

    def test_the_members_are_there(self, db):
        publish(Words())
        Members(public_groups()).live()
        assert Mandate.objects.valid_at(timezone.now()).count() > 50
        assert Person.objects.filter(is_protected=True).count() == 10
        for model in (HandOver, FactorLoss, Invitation, Seat, Topic):
            assert model.objects.exists(), model
