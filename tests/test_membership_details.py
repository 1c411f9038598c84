"""What people expect of membership and first versions forget, each with its test.

The numbers are those of a list of twenty-five. Of the others, 2 and 7 and 19 to 25 are about pages, posts and votes.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from advocates.accounts import closing
from advocates.accounts.models import Person, RoleGrant
from advocates.core import links, visitorforms
from advocates.core.models import Mail
from advocates.core.retention import purge
from advocates.organisations.applications.review.tasks import look_after_reviews
from advocates.organisations.mandates.actions import Leaving, end_mandate, hand_over
from advocates.organisations.models import FactorLoss, HandOver, Invitation, Mandate, Organisation, Task
from advocates.organisations.office import actions as office
from advocates.organisations.recovery import actions as recovery
from advocates.organisations.recovery import mails as recovery_mails
from advocates.organisations.tests.applying import (
    begin,
    decide,
    fill_in,
    recommend,
    reviewer,
    send,
    sent,
    sit,
    upload,
)
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.tests.mailbox import letters, text_of  # noqa: F401 - a fixture
from advocates.organisations.vocabulary import State
from tests.cast import (
    PASSWORD,
    CastClient,
    colleague_client,
    make_person,
    sign_in,
    speak_for,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = {"address": "new@example.org", "name": "Noor", "role": "representative", "language": "en"}
ACCOUNT = {"full_name": "Noor Lind", "password": PASSWORD, "language": "en"}


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(visitorforms, "COST", 1)


@pytest.fixture
def group(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


@pytest.fixture
def colleague(member) -> CastClient:
    return colleague_client("colleague", "Own Group")


@pytest.fixture
def reviewers(db) -> list[CastClient]:
    return [reviewer("first", "DE"), reviewer("second", "KE")]


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def at(client, what: str) -> str:
    mandate = Mandate.objects.filter(person=client.person).order_by("pk").first()
    return f"/members/organisation/mandates/{mandate.public_id}/{what}/"


def people_of(group: Organisation, what: str = "") -> str:
    return f"/members/organisation/{group.public_id}/{what}"


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


class TestDetail01TheEndOfARole:
    def test_of_a_mandate_closes_every_door_at_once(self, member, colleague, other_member):
        assert colleague.person.full_name in page(other_member, "/members/people/")
        member.post(at(colleague, "end"), {"ending": "left"})
        for address in ("/members/", "/members/people/", "/members/organisation/"):
            assert colleague.get(address)["Location"] == "/account/"
        assert colleague.person.full_name not in page(other_member, "/members/people/")

    def test_of_a_task_shuts_the_office_with_the_next_request(self, staff, editor):
        assert editor.get("/manage/").status_code == 200
        grant = RoleGrant.objects.get(person=editor.person)
        assert staff.post(f"/manage/roles/{grant.public_id}/end/").status_code == 302
        for address in ("/manage/", "/manage/pages/", "/manage/documents/"):
            assert editor.get(address).status_code == 404

    def test_links_that_were_sent_die_with_it(self, member, colleague, group, visitor, letters):  # noqa: F811
        member.post(people_of(group, "invite/"), NEW)
        invitation = letters.link(NEW["address"])
        loss = recovery.ask_for_removal(person=colleague.person)
        stop = f"/link/{links.token_of(recovery_mails.STOP, [loss.pk, member.person.pk])}/"
        assert (visitor.get(invitation).status_code, visitor.get(stop).status_code) == (200, 200)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=member.person), ending="network")
        assert (visitor.get(invitation).status_code, visitor.get(stop).status_code) == (409, 404)


class TestDetail03NobodyLeft:
    def test_the_group_is_flagged_and_its_entry_stays(self, staff, member, group, visitor):
        end_mandate(actor=None, mandate=Mandate.objects.get(person=member.person), ending="network")
        assert Task.objects.open().get(organisation=group).kind == Task.Kind.ADMINISTRATOR
        assert "Own Group" in page(staff, "/manage/tasks/")
        assert "Own Group" in page(visitor, group.get_absolute_url())


class TestDetail04TwoPeople:
    def test_who_is_alone_is_asked_for_a_second_until_there_is_one(self, member, group):
        assert "You are the only one who speaks for Own Group" in page(member, "/members/")
        assert people_of(group, "invite/") in page(member, "/members/")
        colleague_client("colleague", "Own Group")
        assert "You are the only one" not in page(member, "/members/")


class TestDetail05TwoMandates:
    def test_both_groups_are_named_and_kept_apart(self, member, group):
        second = make_organisation("Second Group", country="KE", state=State.MEMBER)
        speak_for(member.person, second, "representative")
        assert people_of(second) in page(member, people_of(group))
        assert member.get(people_of(second)).status_code == 200
        # An administrator of the one is none of the other.
        assert member.get(people_of(group, "invite/")).status_code == 200
        assert member.get(people_of(second, "invite/")).status_code == 403


class TestDetail06OldNames:
    def edit(self, staff, group, **fields) -> None:
        address = reverse("organisation_admin:edit", args=[group.pk])
        form = staff.get(address).context["form"]
        values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        assert staff.post(address, {**values, **fields}).status_code == 302

    def test_a_rename_keeps_people_history_and_address(self, staff, member, colleague, group, visitor):
        old = group.get_absolute_url()
        hand_over_of(colleague, member)
        self.edit(staff, group, name="New Name", slug="new-name")
        assert visitor.get(old)["Location"] == "/organisations/new-name/"
        assert "New Name" in page(member, "/members/")
        assert "The blue folder" in page(member, sheet())
        history = page(staff, reverse("organisation_admin:history", args=[group.pk]))
        assert "Own Group" in history
        assert "New Name" in history

    def test_a_merge_leads_on_and_keeps_the_name(self, staff, member, group, visitor):
        gone = make_organisation("Old Circle", country="DE")
        office.merge_organisations(
            actor=staff.person, pair=office.Pair(group, gone, group.revision, gone.revision), choices={}
        )
        answer = visitor.get(gone.get_absolute_url(), follow=True)
        assert "Own Group" in answer.content.decode()
        assert "Old Circle" in page(staff, reverse("organisation_admin:history", args=[group.pk]))
        assert member.get("/members/").status_code == 200

    def test_a_merge_throws_nobody_out(self, staff, member, group):
        """An entry for which people speak does not go; it can be the one that stays."""
        other = make_organisation("Other Circle", country="DE")
        address = f"/manage/merges/{other.pk}/with/{group.pk}/"
        form = {"kept_revision": other.revision, "gone_revision": group.revision}
        answer = staff.post(address, form)
        assert answer.status_code == 409, answer.content.decode()
        assert member.get("/members/").status_code == 200


def hand_over_of(leaver, successor) -> None:
    mandate = Mandate.objects.get(person=leaver.person)
    hand_over(
        actor=leaver.person, mandate=mandate, leaving=Leaving(successor.person, "The blue folder", "en")
    )


def sheet() -> str:
    return f"/members/organisation/hand-overs/{HandOver.objects.get().public_id}/"


class TestDetail08Words:
    def test_they_stay_when_their_writer_is_gone(self, staff, member, colleague):
        name = colleague.person.full_name
        hand_over_of(colleague, member)
        closing.begin_memorial(actor=staff.person, person=colleague.person)
        text = page(member, sheet())
        assert "The blue folder" in text
        assert name in text

    def test_and_no_row_goes_with_the_person(self, colleague):
        with pytest.raises(ProtectedError):
            Person.objects.get(pk=colleague.person.pk).delete()


class TestDetail10Changes:
    def test_a_new_address_is_proved_before_it_counts(self, pending):
        old = pending.person.email
        form = {"email": "new@example.org", "password": PASSWORD, "action_add": ""}
        assert pending.post("/account/email/", form).status_code == 302
        person = Person.objects.get(pk=pending.person.pk)
        assert person.email == old
        key = re.search(
            r"/account/confirm-email/([^/]+)/", Mail.objects.get(recipient="new@example.org").text
        )
        pending.post(f"/account/confirm-email/{key[1]}/")
        person.refresh_from_db()
        assert person.email == "new@example.org"
        assert Mail.objects.filter(recipient=old).exists()

    def test_a_new_name_is_told_to_the_administrators(self, member, colleague):
        old = colleague.person.full_name
        values = {"full_name": "Rosa Example", "language": "en", "reads": [], "time_zone": "UTC"}
        assert colleague.post("/account/languages/", values).status_code == 302
        mail = Mail.objects.get(recipient=member.person.email)
        assert old in mail.text
        assert "Rosa Example" in mail.text


class TestDetail11Papers:
    @pytest.fixture
    def application(self, visitor):
        token = begin(visitor)
        assert visitor.post(f"/join/{token}/add-paper/", upload()).status_code == 302
        fill_in(visitor, token)
        return send(visitor, token)

    def where(self, application) -> str:
        return f"/members/reviews/{application.public_id}/papers/{application.papers.get().public_id}/"

    def test_only_who_reviews_reads_them(self, application, reviewers, member, moderator, staff):
        address, (first, second) = self.where(application), reviewers
        sit(first, application)
        assert first.get(address).status_code == 200
        statuses = [
            each.get(address).status_code for each in (second, member, moderator, staff, CastClient())
        ]
        assert statuses == [404, 404, 404, 302, 302]

    def test_thirty_days_after_the_decision_they_are_gone(self, application, reviewers):
        decide(application, "refuse", *reviewers, reasons="It is a project with an end.")
        purge(timezone.now() + 29 * DAY)
        assert application.papers.exists()
        purge(timezone.now() + 31 * DAY)
        assert not application.papers.exists()


class TestDetail12TheClock:
    def test_the_applicant_reads_the_state_and_the_days(self, visitor, reviewers):
        token, application = sent(visitor)
        sit(reviewers[0], application)
        with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
            text = page(visitor, f"/join/{token}/")
        assert "3 days" in text
        assert "1 of 2 have begun, 0 have finished" in text

    def test_who_is_idle_is_reminded_and_gives_way_and_the_office_is_told(self, visitor, reviewers):
        _token, application = sent(visitor)
        seat, now = sit(reviewers[0], application), timezone.now()
        look_after_reviews(now + 11 * DAY)
        assert Mail.objects.filter(recipient=reviewers[0].person.email, subject__contains="waits").exists()
        look_after_reviews(now + 21 * DAY)
        seat.refresh_from_db()
        assert seat.freed_because == "idle"
        assert Task.objects.open().filter(kind="review").exists()


class TestDetail13Refusals:
    def test_one_has_reasons_and_an_appeal_to_others(self, visitor, reviewers):
        token, application = sent(visitor)
        answer = recommend(reviewers[0], sit(reviewers[0], application), "refuse")
        assert answer.status_code == 422
        application.seats.all().delete()
        decide(application, "refuse", *reviewers, reasons="It is a project with an end.")
        assert "It is a project with an end." in page(visitor, f"/join/{token}/")
        assert visitor.post(f"/join/{token}/appeal/", {"text": "We are not."}).status_code == 302
        application.refresh_from_db()
        assert (application.state, application.round) == ("review", 2)
        take = f"/members/reviews/{application.public_id}/take/"
        assert reviewers[0].post(take).status_code in {404, 409, 422}
        assert not application.seats.filter(round=2).exists()
        assert sit(reviewer("third", "JP"), application).round == 2


class TestDetail14Invitations:
    @pytest.fixture
    def link(self, member, group, letters) -> str:  # noqa: F811
        member.post(people_of(group, "invite/"), NEW)
        return letters.link(NEW["address"])

    def deed(self, member, what: str) -> int:
        invitation = Invitation.objects.get()
        address = f"/members/organisation/invitations/{invitation.public_id}/{what}/"
        return member.post(address).status_code

    def test_an_expired_one_is_shown_and_sent_again(self, member, group, visitor, link, letters):  # noqa: F811
        with time_machine.travel(timezone.now() + 15 * DAY, tick=False):
            sign_in(member, member.person, second_factor=True)
            assert visitor.get(link).status_code == 409
            shown = page(member, people_of(group))
            assert str(Invitation.State.EXPIRED.label) in shown
            assert self.deed(member, "resend") == 302
            assert visitor.get(letters.link(NEW["address"])).status_code == 200
            assert visitor.get(link).status_code == 409

    def test_one_that_was_taken_back_lets_nobody_in(self, member, visitor, link):
        assert self.deed(member, "revoke") == 302
        assert visitor.post(link, ACCOUNT).status_code == 409
        assert not Person.objects.filter(email=NEW["address"]).exists()

    def test_the_wrong_account_has_to_ask(self, member, group, pending, link):
        assert pending.person.email in page(pending, link)
        pending.post(link, {"ticket": pending.get(link).context["ticket"]})
        assert pending.get("/members/")["Location"] == "/account/"
        assert pending.person.full_name in page(member, people_of(group))


class TestDetail15KnownAddresses:
    def test_make_no_second_account_and_no_difference(self, member, group, letters):  # noqa: F811
        known = CastClient()
        known.person = make_person("known", email="known@example.org")
        answers = [
            member.post(people_of(group, "invite/"), {**NEW, "address": address}).status_code
            for address in ("known@example.org", "unknown@example.org")
        ]
        assert answers == [302, 302]
        first, second = (
            text_of(letters.to(address)[-1]) for address in ("known@example.org", "unknown@example.org")
        )
        assert re.sub(r"/link/\S+", "", first) == re.sub(r"/link/\S+", "", second)
        sign_in(known, known.person)
        link = letters.link("known@example.org")
        known.post(link, {"ticket": known.get(link).context["ticket"]})
        assert Person.objects.filter(email="known@example.org").count() == 1
        assert known.get("/members/").status_code == 200


class TestDetail16LostSecondFactors:
    def test_two_people_two_days_and_everybody_near_is_told(self, member, colleague, staff):
        half_way = CastClient()
        half_way.post("/account/login/", {"login": member.person.email, "password": PASSWORD})
        assert half_way.post("/account/2fa/lost/").status_code == 200
        told = set(Mail.objects.values_list("recipient", flat=True))
        assert {each.person.email for each in (member, colleague, staff)} <= told
        loss = FactorLoss.objects.get()
        remove = f"/link/{links.token_of(recovery_mails.REMOVE, [loss.pk])}/"
        colleague.post(f"/members/organisation/recovery/{loss.public_id}/")
        assert half_way.post(remove).status_code == 404
        staff.post(f"/manage/recovery/{loss.public_id}/")
        assert half_way.post(remove).status_code == 404
        with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
            assert half_way.post(remove).status_code == 200
        assert not Authenticator.objects.filter(user=member.person).exists()


class TestDetail17Desks:
    def test_a_desk_s_address_may_be_a_contact(self, visitor):
        made = make_organisation("Desk", private_email="info@desk.example")
        assert page(visitor, f"{made.get_absolute_url()}write/")

    def test_and_never_a_log_in(self, member, group, pending):
        answer = member.post(people_of(group, "invite/"), {**NEW, "address": "info@desk.example"})
        assert answer.status_code == 422
        form = {"email": "info@desk.example", "password": PASSWORD}
        assert pending.post("/account/email/", form).status_code == 422
        assert not Invitation.objects.exists()


class TestDetail18Sessions:
    def test_they_are_listed_and_ended_from_here(self):
        person = make_person("rosa")
        here, there = CastClient(), CastClient()
        for client in (here, there):
            client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        assert page(here, "/account/sessions/").count(">127.0.0.1<") == 2
        assert here.post("/account/sessions/end-others/").status_code == 302
        assert (is_in(here), is_in(there)) == (True, False)

    def test_a_colleague_ends_those_of_a_stolen_phone(self, member, colleague):
        assert colleague.post(at(member, "sign-out")).status_code == 302
        assert not is_in(member)
        assert Mail.objects.filter(recipient=member.person.email).exists()
