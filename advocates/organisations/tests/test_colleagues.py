"""People of one organisation look after each other: stolen phones, changed names, deaths."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts import actions as accounts
from advocates.accounts import closing
from advocates.accounts.mails import may_receive
from advocates.accounts.models import Closure
from advocates.core import outbox
from advocates.core.models import Mail, StreamEntry, Suppression
from advocates.core.viewer import Role, viewer_for
from advocates.organisations.colleagues import policies
from advocates.organisations.models import Mandate, Organisation
from tests.cast import PASSWORD, CastClient, cast_client, colleague_client, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(member) -> CastClient:
    return colleague_client("colleague", "Own Group")


def mandate_of(client) -> Mandate:
    return Mandate.objects.filter(person=client.person).first()


def sign_out(client, other):
    return client.post(f"/members/organisation/mandates/{mandate_of(other).public_id}/sign-out/")


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


class TestStolenPhone:
    def test_a_colleague_signs_somebody_out_who_is_told(self, member, colleague):
        assert sign_out(colleague, member).status_code == 302
        assert not is_in(member)
        assert is_in(colleague)
        assert Mail.objects.get(recipient=member.person.email).subject.startswith("You were signed out")
        entry = StreamEntry.objects.get(kind="accounts.sessions.ended", is_audit=True)
        assert (entry.actor, entry.target_id) == (colleague.person, str(member.person.pk))

    def test_looking_ends_nothing(self, member, colleague):
        address = f"/members/organisation/mandates/{mandate_of(member).public_id}/sign-out/"
        assert colleague.get(address).status_code == 200
        assert is_in(member)

    def test_the_page_of_people_offers_it(self, member, colleague):
        organisation = Organisation.objects.get(name="Own Group")
        page = colleague.get(f"/members/organisation/{organisation.public_id}/").content.decode()
        assert page.count("/sign-out/") == 1

    def test_nobody_of_another_group(self, member, other_member):
        assert sign_out(other_member, member).status_code == 404
        assert is_in(member)

    def test_not_oneself_here(self, member):
        assert sign_out(member, member).status_code == 403

    def test_whose_own_mandate_has_ended(self, member, colleague):
        Mandate.objects.filter(person=colleague.person).update(ends_at=timezone.now())
        assert sign_out(colleague, member)["Location"] == "/account/"
        assert is_in(member)

    def test_it_takes_a_confirmation(self, member, colleague, time_machine):
        colleague.get("/account/")
        time_machine.move_to(time.time() + 360)
        assert "/account/reauthenticate/" in sign_out(colleague, member)["Location"]
        assert is_in(member)

    def test_the_representative_of_the_region(self, member, other_member):
        accounts.grant_role(
            actor=None, person=other_member.person, role=Role.REGIONAL, scope="western-europe"
        )
        sign_in(other_member, other_member.person, second_factor=True)
        page = other_member.get("/members/organisation/region/").content.decode()
        assert member.person.full_name in page
        assert sign_out(other_member, member)["Location"] == "/members/organisation/region/"
        assert not is_in(member)

    def test_of_another_region_there_is_nobody(self, member, other_member):
        accounts.grant_role(
            actor=None, person=other_member.person, role=Role.REGIONAL, scope="middle-east-africa"
        )
        sign_in(other_member, other_member.person, second_factor=True)
        assert (
            member.person.full_name not in other_member.get("/members/organisation/region/").content.decode()
        )
        assert sign_out(other_member, member).status_code == 404

    def test_who_represents_no_region_has_no_such_page(self, member):
        assert member.get("/members/organisation/region/").status_code == 404

    def test_a_representative_of_the_region_ends_no_mandate(self, member, other_member):
        accounts.grant_role(
            actor=None, person=other_member.person, role=Role.REGIONAL, scope="western-europe"
        )
        sign_in(other_member, other_member.person, second_factor=True)
        address = f"/members/organisation/mandates/{mandate_of(member).public_id}/end/"
        assert other_member.post(address, {"ending": "left"}).status_code == 403

    def test_the_twin_without_the_rule_it_would_be_anybody(self, member, monkeypatch):
        monkeypatch.setattr(policies, "can_end_sessions", lambda _viewer, _mandate: True)
        assert sign_out(member, member).status_code == 302


class TestDetail10Names:
    VALUES = {"language": "en", "reads": [], "time_zone": "UTC"}

    def rename(self, client, name):
        return client.post("/account/languages/", {"full_name": name, **self.VALUES})

    def test_a_new_name_is_shown_to_the_administrators_and_recorded(self, member, colleague):
        old = colleague.person.full_name
        assert self.rename(colleague, "Rosa Example").status_code == 302
        mail = Mail.objects.get(recipient=member.person.email)
        assert old in mail.text
        assert "Rosa Example" in mail.text
        assert StreamEntry.objects.filter(kind="accounts.person.renamed", is_audit=True).count() == 1

    def test_the_same_name_tells_nobody(self, member, colleague):
        self.rename(colleague, colleague.person.full_name)
        assert not Mail.objects.exists()

    def test_nobody_else_is_told(self, member, colleague, other_member):
        self.rename(colleague, "Rosa Example")
        assert {mail.recipient for mail in Mail.objects.all()} == {member.person.email}

    def test_an_only_administrator_is_seen_by_the_region(self, member, other_member):
        accounts.grant_role(
            actor=None, person=other_member.person, role=Role.REGIONAL, scope="western-europe"
        )
        self.rename(member, "Rosa Example")
        assert Mail.objects.get().recipient == other_member.person.email

    def test_a_new_address_is_confirmed_first(self, colleague):
        accounts.ask_for_address(person=colleague.person, address="new@example.org")
        colleague.person.refresh_from_db()
        assert colleague.person.email != "new@example.org"


class TestSuspending:
    def deed(self, client, person, what, reason="A reason"):
        return client.post(f"/manage/people/{person.public_id}/{what}/", {"reason": reason})

    def test_and_restoring(self, staff, member):
        assert self.deed(staff, member.person, "suspend").status_code == 302
        assert not is_in(member)
        assert not viewer_for(type(member.person).objects.get(pk=member.person.pk)).is_signed_in
        page = staff.get(f"/manage/people/{member.person.public_id}/").content.decode()
        assert "Suspended" in page
        assert "A reason" in page
        assert self.deed(staff, member.person, "restore", "It was wrong").status_code == 302
        client = CastClient()
        answer = client.post("/account/login/", {"login": member.person.email, "password": PASSWORD})
        assert answer["Location"] == "/account/2fa/authenticate/"
        kinds = StreamEntry.objects.filter(kind__startswith="accounts.person", actor=staff.person)
        assert [kind.rpartition(".")[2] for kind in kinds.order_by("id").values_list("kind", flat=True)] == [
            "suspended",
            "restored",
        ]

    def test_without_a_reason_nothing_happens(self, staff, member):
        assert self.deed(staff, member.person, "suspend", "").status_code == 422
        assert is_in(member)

    def test_twice(self, staff, member):
        self.deed(staff, member.person, "suspend")
        assert self.deed(staff, member.person, "suspend").status_code == 409
        assert Closure.objects.count() == 1

    def test_looking_does_nothing(self, staff, member):
        assert staff.get(f"/manage/people/{member.person.public_id}/suspend/").status_code == 200
        assert is_in(member)

    def test_not_oneself(self, staff):
        cast_client("second", Role.STAFF)
        assert self.deed(staff, staff.person, "suspend").status_code == 404

    @pytest.mark.parametrize("who", ["editor", "member", "moderator"])
    def test_only_staff(self, request, who, pending):
        assert self.deed(request.getfixturevalue(who), pending.person, "suspend").status_code in {302, 404}
        assert is_in(pending)


class TestMemorial:
    @pytest.fixture
    def gone(self, staff, member, colleague) -> CastClient:
        answer = staff.post(
            f"/manage/people/{member.person.public_id}/memorial/", {"reason": "Told by a friend"}
        )
        assert answer.status_code == 302
        return member

    def test_no_sign_in_and_no_session(self, gone):
        assert not is_in(gone)
        client = CastClient()
        client.post("/account/login/", {"login": gone.person.email, "password": PASSWORD})
        assert not is_in(client)

    def test_no_mail_at_all(self, gone):
        assert not may_receive(gone.person)
        mail = outbox.queue(gone.person.email.upper(), subject="A digest", text="Text")
        outbox.deliver(mail.pk)
        mail.refresh_from_db()
        assert mail.state == Mail.State.DROPPED

    def test_nor_what_was_waiting_already(self, staff, member, colleague):
        mail = outbox.queue(member.person.email, subject="A digest", text="Text")
        closing.begin_memorial(actor=staff.person, person=member.person)
        outbox.deliver(mail.pk)
        mail.refresh_from_db()
        assert mail.state == Mail.State.DROPPED

    def test_the_twin_without_the_suppression_it_would_leave(self, staff, member, monkeypatch):
        monkeypatch.setattr(closing.outbox, "suppress", lambda *_all: None)
        closing.begin_memorial(actor=staff.person, person=member.person)
        assert may_receive(member.person)

    def test_mandates_end_with_the_reason_and_words_stay(self, gone):
        mandate = mandate_of(gone)
        assert mandate.ending == Mandate.Ending.DIED
        assert not mandate.is_running()
        assert type(gone.person).objects.get(pk=gone.person.pk).full_name == gone.person.full_name

    def test_tasks_end(self, staff, moderator):
        closing.begin_memorial(actor=staff.person, person=moderator.person)
        assert not moderator.person.role_grants.open_at(timezone.now()).exists()

    def test_the_others_are_told_gently_and_the_person_is_not(self, gone, colleague):
        mail = Mail.objects.get(subject__contains="has died")
        assert mail.recipient == colleague.person.email
        assert "You do not have to do anything" in mail.text
        assert not Mail.objects.filter(recipient=gone.person.email).exists()

    def test_it_can_be_undone(self, staff, gone, colleague):
        answer = staff.post(f"/manage/people/{gone.person.public_id}/memorial/undo/", {"reason": "A mistake"})
        assert answer.status_code == 302
        assert may_receive(gone.person)
        person = type(gone.person).objects.get(pk=gone.person.pk)
        (held,) = viewer_for(person).mandates
        assert held.is_administrator
        assert Mail.objects.filter(recipient=colleague.person.email, subject__contains="lives").exists()

    @pytest.mark.parametrize("days", [10, 400])
    def test_a_mandate_begins_anew_to_its_old_end(self, staff, member, days):
        until = timezone.now() + timedelta(days=days)
        Mandate.objects.filter(person=member.person).update(ends_at=until)
        closing.begin_memorial(actor=staff.person, person=member.person)
        closing.undo_memorial(actor=staff.person, person=member.person)
        again = Mandate.objects.filter(person=member.person).open_at(timezone.now()).get()
        assert again.ends_at == until

    def test_one_whose_time_is_over_meanwhile_does_not_begin_anew(self, staff, member, time_machine):
        Mandate.objects.filter(person=member.person).update(ends_at=timezone.now() + timedelta(days=10))
        closing.begin_memorial(actor=staff.person, person=member.person)
        time_machine.move_to(time.time() + 11 * 86400)
        closing.undo_memorial(actor=staff.person, person=member.person)
        assert not Mandate.objects.filter(person=member.person).open_at(timezone.now()).exists()

    def test_for_thirty_days(self, staff, gone, time_machine):
        time_machine.move_to(time.time() + 31 * 86400)
        sign_in(staff, staff.person, second_factor=True)
        answer = staff.post(f"/manage/people/{gone.person.public_id}/memorial/undo/", {"reason": "A mistake"})
        assert answer.status_code == 409
        assert not may_receive(gone.person)
        assert Closure.objects.get().lifted_at is None

    def test_an_address_that_bounced_before_stays_silent(self, staff, member):
        outbox.suppress(member.person.email, "", Suppression.Reason.BOUNCED)
        closing.begin_memorial(actor=staff.person, person=member.person)
        closing.undo_memorial(actor=staff.person, person=member.person)
        assert not may_receive(member.person)

    def test_somebody_suspended_who_died_is_suspended_after_the_undoing(self, staff, member):
        closing.suspend(actor=staff.person, person=member.person)
        closing.begin_memorial(actor=staff.person, person=member.person)
        closing.undo_memorial(actor=staff.person, person=member.person)
        assert not type(member.person).objects.get(pk=member.person.pk).is_active


class TestPeople:
    def test_somebody_is_found_by_name_or_address(self, staff, member):
        for text in (member.person.full_name, member.person.email, member.person.email.upper()[:6]):
            assert member.person.full_name in staff.get("/manage/people/", {"q": text}).content.decode()
        assert "0 people" in staff.get("/manage/people/", {"q": "nobody-like-this"}).content.decode()

    @pytest.mark.parametrize("text", ["\x00", "%", "'\"", "\ud800", "x" * 5000, "\u202e"])
    def test_odd_questions(self, staff, text):
        assert staff.get("/manage/people/", {"q": text.encode(errors="replace").decode()}).status_code == 200

    def test_the_state_of_an_account(self, staff, member):
        page = staff.get(f"/manage/people/{member.person.public_id}/").content.decode()
        assert "Own Group" in page
        assert "Second factor" in page
        assert member.totp_secret not in page

    def test_the_last_use_is_a_day(self, staff, member, time_machine):
        time_machine.move_to(time.time() + 2 * 86400)
        sign_in(member, member.person, second_factor=True)
        client = CastClient()
        person = make_person("rosa")
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        person.refresh_from_db()
        assert person.last_used_on == timezone.now().date()

    def test_nobody_can_act_as_somebody_else(self, staff, member):
        page = staff.get(f"/manage/people/{member.person.public_id}/").content.decode()
        for word in ("login", "impersonate", "password"):
            assert f"/{word}/" not in page.split("<main", 1)[-1].split("nice-padding", 1)[-1]

    def test_staff_sign_somebody_out(self, staff, member):
        assert staff.post(f"/manage/people/{member.person.public_id}/sign-out/").status_code == 302
        assert not is_in(member)

    def test_many_cost_as_many_queries_as_few(self, staff, django_assert_max_num_queries):
        for number in range(30):
            make_person(f"many{number}")
        with django_assert_max_num_queries(40):
            assert staff.get("/manage/people/").status_code == 200
        assert staff.get("/manage/people/", {"page": "2"}).status_code == 200
        assert staff.get("/manage/people/", {"page": "9"}).status_code == 404
