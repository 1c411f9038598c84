"""Pausing an account of one's region for seven days: it ends by itself, and somebody else hears the appeal."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts import closing, pausing
from advocates.accounts.models import Closure, Person
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.moderation.pausing import policies
from advocates.moderation.tests.scenes import post_by, report, viewer_of
from tests.cast import CastClient, colleague_client, make_person, member_client, speak_for

pytestmark = pytest.mark.django_db
WHY = "You wrote to three people at night after they asked you to stop."
LIST = "/members/moderation/pauses/"


def region_of(client) -> str:
    return viewer_for(client.person).acting.region


def moderator_of(region: str, name: str = "near", group: str = "Near Group", country: str = "AT"):
    """Somebody of another organisation who moderates a region, or everywhere."""
    client = member_client(name, group, country, Role.MODERATOR)
    client.person.role_grants.filter(role=Role.MODERATOR).update(scope=region)
    return client


def address(person: Person) -> str:
    return f"{LIST}new/{person.public_id}/"


@pytest.fixture
def near(member):
    return moderator_of(region_of(member))


@pytest.fixture
def paused(near, member) -> Closure:
    return pausing.pause(actor=near.person, person=member.person, reason=WHY)


def mailed_to(person: Person) -> Mail:
    return Mail.objects.filter(recipient=person.email).order_by("-pk")[0]


def link_in(mail: Mail) -> str:
    return re.search(r"/link/[^\s?]+", mail.text).group()


class TestPausing:
    def test_for_seven_days_with_a_reason_that_the_person_reads(self, near, member):
        assert member.person.full_name in near.get(LIST, {"q": member.person.full_name}).text
        assert near.get(address(member.person)).status_code == 200
        assert near.post(address(member.person), {"reason": WHY}).status_code == 302
        assert member.get("/members/").status_code == 302
        member.person.refresh_from_db()
        assert not member.person.is_active
        pause = Closure.objects.get()
        assert timedelta(days=7) - (pause.ends_at - timezone.now()) < timedelta(minutes=1)
        mail = mailed_to(member.person)
        assert WHY in mail.text
        assert near.person.full_name not in mail.text
        entry = StreamEntry.objects.get(kind="accounts.person.paused")
        assert (entry.actor_id, entry.data["closure"]) == (near.person.pk, pause.pk)
        assert member.person.full_name in near.get(LIST).text

    def test_not_without_a_reason(self, near, member):
        for reason in ("", "   "):
            assert near.post(address(member.person), {"reason": reason}).status_code == 422
        assert not Closure.objects.exists()

    def test_it_ends_by_itself(self, paused, member):
        assert pausing.end_pauses() == 0
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
            assert pausing.end_pauses() == 1
            assert pausing.end_pauses() == 0
        member.person.refresh_from_db()
        assert member.person.is_active
        assert "open again" in mailed_to(member.person).text

    def test_not_again_within_thirty_days(self, paused, near, member):
        closing.restore(actor=near.person, person=member.person, reason="Enough.")
        assert near.post(address(member.person), {"reason": WHY}).status_code == 409
        with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
            member.person.refresh_from_db()
            pausing.pause(actor=near.person, person=member.person, reason=WHY)

    def test_staff_can_make_it_last(self, paused, staff, member):
        closing.suspend(actor=staff.person, person=member.person, reason="For good.")
        with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
            assert pausing.end_pauses() == 0
        member.person.refresh_from_db()
        assert not member.person.is_active

    def test_staff_see_and_end_it(self, paused, staff, member):
        page = staff.get(f"/manage/people/{member.person.public_id}/").text
        assert WHY in page
        assert "A pause that ends by itself" in page
        answer = staff.post(f"/manage/people/{member.person.public_id}/restore/", {"reason": "It was wrong."})
        assert answer.status_code == 302
        member.person.refresh_from_db()
        assert member.person.is_active

    def test_whoever_paused_may_end_it(self, paused, near, member):
        assert near.post(f"{LIST}{paused.public_id}/", {"reason": "We have talked."}).status_code == 302
        member.person.refresh_from_db()
        assert member.person.is_active

    def test_the_case_leads_there(self, near, member, other_member):
        near.person.role_grants.update(scope="")
        post = post_by(member)
        case = report(other_member, post).case
        assert address(member.person) in near.get(f"/members/moderation/{case.public_id}/").text


class TestWho:
    """Allowed and refused from one scene."""

    @pytest.mark.parametrize("role", [None, Role.EDITOR, Role.REVIEWER])
    def test_members_of_the_own_region(self, near, member, role):
        if role:
            member.person.role_grants.create(role=role)
        assert near.get(address(member.person)).status_code == 200

    def test_a_moderator_of_the_whole_network_in_every_region(self, member):
        assert moderator_of("").get(address(member.person)).status_code == 200

    @pytest.mark.parametrize("role", sorted(policies.NEVER))
    def test_never_over_staff_committee_or_who_moderates(self, near, member, role):
        scope = region_of(member) if role == Role.REGIONAL else ""
        member.person.role_grants.create(role=role, scope=scope)
        assert near.post(address(member.person), {"reason": WHY}).status_code == 403
        assert not Closure.objects.exists()

    def test_without_that_rule_they_could(self, near, member, monkeypatch):
        """Red twin."""
        member.person.role_grants.create(role=Role.STEERING)
        monkeypatch.setattr(policies, "NEVER", frozenset())
        assert near.post(address(member.person), {"reason": WHY}).status_code == 302

    def test_not_in_another_region(self, other_member, near):
        assert region_of(other_member) not in near.person.role_grants.values_list("scope", flat=True)
        assert near.get(address(other_member.person)).status_code == 403
        assert address(other_member.person) not in near.get(LIST, {"q": other_member.person.full_name}).text

    def test_without_the_region_they_could(self, other_member, near, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies.listing, "covers", lambda _viewer, _countries: True)
        assert near.get(address(other_member.person)).status_code == 200

    def test_nor_who_speaks_for_a_group_elsewhere_as_well(self, near, member, other_member):
        elsewhere = viewer_of(other_member).acting.organisation
        from_there = other_member.person.mandates.get().organisation
        assert from_there.pk == elsewhere
        speak_for(member.person, from_there, "representative")
        assert near.get(address(member.person)).status_code == 403

    def test_not_a_colleague_and_not_oneself(self, near):
        colleague = colleague_client("colleague", "Near Group", "representative")
        near.person.role_grants.update(scope="")
        assert near.get(address(colleague.person)).status_code == 403
        assert near.get(address(near.person)).status_code == 403

    def test_not_somebody_without_a_mandate(self, near):
        assert near.get(address(make_person("nobody"))).status_code == 403

    @pytest.mark.parametrize("role", [None, Role.REGIONAL, Role.STEERING, Role.REVIEWER])
    def test_for_others_there_is_no_such_page(self, member, role):
        other = member_client("other", "Other Near Group", "AT")
        if role:
            other.person.role_grants.create(
                role=role, scope=region_of(member) if role == Role.REGIONAL else ""
            )
        assert not policies.pauses_somewhere(viewer_of(other))
        assert not policies.can_pause(viewer_of(other), member.person)

    def test_a_moderator_whose_mandate_ended_pauses_nobody(self, near, member):
        now = timezone.now()
        near.person.mandates.update(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
        assert near.post(address(member.person), {"reason": WHY}).status_code == 302
        assert not Closure.objects.exists()


class TestTheAppeal:
    @pytest.fixture
    def asked(self, paused, member) -> Closure:
        link = link_in(mailed_to(member.person))
        assert WHY in CastClient().get(link).text
        assert CastClient().post(link, {"text": "It was <b>once</b>."}).status_code == 200
        paused.refresh_from_db()
        return paused

    @pytest.fixture
    def other(self, near):
        """Another who moderates there."""
        return moderator_of(near.person.role_grants.get().scope, "second", "Second Near Group", "CH")

    def test_it_waits_for_somebody_else(self, asked, near, other):
        assert "Somebody asks to look at a pause again" in other.get("/members/").text
        assert "Somebody asks to look at a pause again" not in near.get("/members/").text
        page = other.get(f"{LIST}{asked.public_id}/").text
        assert "It was &lt;b&gt;once&lt;/b&gt;." in page

    def test_staff_read_of_it_on_their_board(self, asked, staff, moderator, member):
        link = f"/manage/people/{member.person.public_id}/"
        assert link in staff.get("/manage/moderation/").text
        assert "It was &lt;b&gt;once&lt;/b&gt;." in staff.get(link).text
        assert link not in moderator.get("/manage/moderation/").text

    def test_that_one_opens_the_account(self, asked, other, member):
        sent = {"outcome": "end", "reason": "Once is not three times."}
        assert other.post(f"{LIST}{asked.public_id}/", sent).status_code == 302
        member.person.refresh_from_db()
        assert member.person.is_active

    def test_or_lets_it_stand_and_says_why(self, asked, other, member):
        sent = {"outcome": "stand", "reason": "Three people say so."}
        assert other.post(f"{LIST}{asked.public_id}/", {"reason": "x"}).status_code == 422
        assert other.post(f"{LIST}{asked.public_id}/", sent).status_code == 302
        mail = mailed_to(member.person)
        assert "Three people say so." in mail.text
        assert "/link/" not in mail.text
        member.person.refresh_from_db()
        assert not member.person.is_active
        assert StreamEntry.objects.filter(kind="accounts.person.pause_upheld", actor=other.person).exists()

    def test_who_paused_does_not_answer_it_nor_a_colleague(self, asked, near, member):
        colleague = colleague_client("colleague", "Near Group", "representative", Role.MODERATOR)
        for client in (near, colleague):
            assert not policies.can_answer(viewer_of(client), asked)
        sent = {"outcome": "stand", "reason": "I said so."}
        near.post(f"{LIST}{asked.public_id}/", sent)
        asked.refresh_from_db()
        assert asked.answered_at is None

    def test_without_that_rule_they_would(self, asked, near, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "can_answer", lambda _viewer, _pause: True)
        near.post(f"{LIST}{asked.public_id}/", {"outcome": "stand", "reason": "I said so."})
        asked.refresh_from_db()
        assert asked.answered_by == near.person

    def test_once(self, asked, member):
        link = link_in(mailed_to(member.person))
        assert CastClient().post(link, {"text": "Again."}).status_code == 409
        asked.refresh_from_db()
        assert "once" in asked.appeal

    @pytest.mark.parametrize("text", ["", " ", "x" * 4001])
    def test_not_without_words(self, paused, member, text):
        assert CastClient().post(link_in(mailed_to(member.person)), {"text": text}).status_code == 422

    def test_nothing_that_cannot_be_stored_is_an_error(self, paused, member):
        answer = CastClient().post(link_in(mailed_to(member.person)), {"text": "a\0b"})
        assert answer.status_code in {200, 422}

    def test_when_it_has_ended_the_link_leads_nowhere(self, paused, near, member):
        link = link_in(mailed_to(member.person))
        closing.restore(actor=near.person, person=member.person, reason="Enough.")
        assert CastClient().get(link).status_code == 404
