"""How applications end: approved, refused, appealed; and what happens when nobody does anything."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts.models import RoleGrant
from advocates.core import jobs, visitorforms
from advocates.core.models import Mail, StreamEntry
from advocates.organisations.applications.actions import people_of
from advocates.organisations.applications.review import tasks as review_tasks
from advocates.organisations.applications.review.tasks import look_after_reviews
from advocates.organisations.models import (
    DecisionNote,
    Invitation,
    Organisation,
    Seat,
    Task,
)
from advocates.organisations.tests.applying import (
    decide,
    findings,
    recommend,
    reviewer,
    sent,
    sit,
)
from advocates.organisations.tests.factories import make_organisation
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)


@pytest.fixture
def first(db):
    return reviewer("first", "DE")


@pytest.fixture
def second(db):
    return reviewer("second", "KE")


@pytest.fixture
def third(db):
    return reviewer("third", "JP")


@pytest.fixture
def applied(visitor):
    """Key and application."""
    return sent(visitor)


@pytest.fixture
def application(applied):
    return applied[1]


def at(application, what: str = "") -> str:
    return f"/members/reviews/{application.public_id}/{what}"


class TestApproval:
    def test_two_agree_and_a_new_member_is_listed(self, application, first, second):
        decide(application, "approve", first, second)
        made = application.organisation
        assert application.state == "approved"
        assert (made.state, made.name, made.countries) == ("member", "Harbour Patients", ["NO", "SE"])
        assert (made.website, made.founded_year) == ("https://harbour-patients.example", 2011)
        assert (
            StreamEntry.objects.filter(kind="organisations.application.approved", is_audit=True).count() == 1
        )
        assert DecisionNote.objects.get().is_approved
        assert Mail.objects.filter(subject="Your organisation is accepted").count() == 1
        assert application.consents.filter(organisation=made).count() == 3

    def test_one_alone_decides_nothing(self, application, first):
        recommend(first, sit(first, application), "approve")
        application.refresh_from_db()
        assert application.state == "review"

    def test_a_claimed_entry_keeps_what_it_had(self, visitor, first, second):
        listed = make_organisation(
            "Old name", country="NO", slug="old", descriptions={"en": "Text"}, note="Note"
        )
        _token, application = sent(visitor, group={"entry": "old"})
        decide(application, "approve", first, second)
        listed.refresh_from_db()
        assert application.organisation == listed
        assert (listed.state, listed.name, listed.slug, listed.note) == (
            "member",
            "Harbour Patients",
            "old",
            "Note",
        )
        assert listed.descriptions.get().text == "Text"

    def test_whoever_was_named_is_invited_in_the_network_s_name(self, application, first, second):
        named = {person["email"] for person in people_of(application)}
        decide(application, "approve", first, second)
        invited = Invitation.objects.filter(organisation=application.organisation)
        assert {invitation.address for invitation in invited} == named != set()
        assert not invited.exclude(invited_by=None).exists()
        jobs.run_due()
        told = Mail.objects.filter(recipient__in=named)
        for person in (first.person, second.person):
            assert not [mail for mail in told if person.full_name in mail.text + mail.html]

    def test_nobody_is_invited_by_a_refusal(self, application, first, second):
        decide(application, "refuse", first, second, reasons="Not yet.")
        assert not Invitation.objects.exists()

    def test_a_claimed_entry_that_became_a_member_meanwhile(self, visitor, first, second):
        listed = make_organisation("Old name", country="NO", slug="old")
        _token, application = sent(visitor, group={"entry": "old"})
        recommend(first, sit(first, application), "approve")
        seat = sit(second, application)
        Organisation.objects.filter(pk=listed.pk).update(state="member")
        assert recommend(second, seat, "approve", note="Kept").status_code == 409
        seat.refresh_from_db()
        assert (seat.recommendation, seat.checklist[0]["note"]) == ("", "Kept")


class TestDisagreement:
    def test_a_third_decides(self, application, first, second, third):
        recommend(first, sit(first, application), "approve")
        recommend(second, sit(second, application), "refuse", "Not clear")
        application.refresh_from_db()
        assert application.state == "review"
        recommend(third, sit(third, application), "approve")
        application.refresh_from_db()
        assert application.state == "approved"


class TestRefusalAndAppeal:
    """Detail 13: a refusal has reasons and an appeal."""

    @pytest.fixture
    def refused(self, visitor, applied, first, second):
        token, application = applied
        decide(application, "refuse", first, second, reasons="It is a project with an end.")
        return token, application

    def test_the_applicant_reads_the_reasons_and_no_names(self, visitor, refused, first):
        text = visitor.get(f"/join/{refused[0]}/").content.decode()
        assert "It is a project with an end." in text
        assert "Reviewer 1" in text
        assert "You can appeal once" in text
        assert first.person.full_name not in text
        assert "Group of first" not in text
        assert "project" not in Mail.objects.order_by("-pk")[0].text

    def test_an_appeal_goes_to_somebody_else(self, visitor, refused, first, second, third):
        token, application = refused
        assert visitor.post(f"/join/{token}/appeal/", {"text": ""}).status_code == 422
        assert visitor.post(f"/join/{token}/appeal/", {"text": "We are not a project."}).status_code == 302
        assert visitor.post(f"/join/{token}/appeal/", {"text": "Once more"}).status_code == 409
        for client in (first, second):
            assert client.post(at(application, "take/")).status_code in {404, 409, 422}
        fourth = reviewer("fourth", "BR")
        seat = sit(third, application)
        text = third.get(at(application)).content.decode()
        assert "We are not a project." in text
        assert "It is a project with an end." not in text
        recommend(third, seat, "approve")
        recommend(fourth, sit(fourth, application), "approve")
        application.refresh_from_db()
        assert (application.state, application.round) == ("approved", 2)

    def test_the_second_decision_is_final(self, visitor, refused, third):
        token, application = refused
        visitor.post(f"/join/{token}/appeal/", {"text": "Please"})
        decide(application, "refuse", third, reviewer("fourth", "BR"), reasons="It ends in May.")
        text = visitor.get(f"/join/{token}/").content.decode()
        assert "This decision is final" in text
        assert visitor.post(f"/join/{token}/appeal/", {"text": "Please"}).status_code == 409

    def test_after_sixty_days_it_is_too_late(self, visitor, refused):
        token, application = refused
        application.decided_at -= timedelta(days=59)
        application.save()
        assert "You can appeal once" in visitor.get(f"/join/{token}/").content.decode()
        application.decided_at -= timedelta(days=2)
        application.save()
        assert visitor.post(f"/join/{token}/appeal/", {"text": "Please"}).status_code == 409


class TestIdleness:
    """Detail 12: the applicant sees state and clock, and idle reviews escalate."""

    def test_reminded_then_freed_then_the_office_is_told(self, application, first):
        seat, now = sit(first, application), timezone.now()
        assert look_after_reviews(now + 9 * DAY) == 0
        look_after_reviews(now + 11 * DAY)
        look_after_reviews(now + 12 * DAY)
        assert (
            Mail.objects.filter(recipient=first.person.email, subject="An application waits for you").count()
            == 1
        )
        look_after_reviews(now + 21 * DAY)
        seat.refresh_from_db()
        assert seat.freed_because == "idle"
        assert Task.objects.open().get(kind="review").detail == "Harbour Patients"

    def test_an_act_begins_the_clock_anew(self, application, first):
        seat, now = sit(first, application), timezone.now()
        with time_machine.travel(now + 15 * DAY, tick=False):
            sign_in(first, first.person, second_factor=True)
            first.post(at(application, "checklist/"), findings(seat))
        look_after_reviews(now + 21 * DAY)
        seat.refresh_from_db()
        assert seat.freed_at is None

    def test_while_the_applicant_has_to_answer_the_reviewers_do_not_wait(self, application, first):
        seat, now = sit(first, application), timezone.now()
        first.post(at(application, "question/"), {"text": "Who?"})
        look_after_reviews(now + 21 * DAY)
        seat.refresh_from_db()
        assert (seat.freed_at, seat.reminded_at) == (None, None)
        look_after_reviews(now + 31 * DAY)
        seat.refresh_from_db()
        assert seat.freed_because == "idle"

    def test_whoever_stopped_being_a_reviewer_gives_way(self, application, first):
        seat = sit(first, application)
        RoleGrant.objects.filter(person=first.person).update(ends_at=timezone.now())
        look_after_reviews()
        seat.refresh_from_db()
        assert seat.freed_because == "left"

    def test_what_nobody_takes_is_told_to_the_office_too(self, application, first, second):
        Task.objects.all().delete()
        look_after_reviews(timezone.now() + 19 * DAY)
        assert not Task.objects.exists()
        look_after_reviews(timezone.now() + 21 * DAY)
        assert Task.objects.open().filter(kind="review").count() == 1
        sit(first, application)
        sit(second, application)
        assert not Task.objects.open().filter(kind="review").exists()

    def test_too_few_reviewers_are_told_at_once(self, visitor):
        sent(visitor)
        assert Task.objects.open().filter(kind="review").exists()

    def test_without_the_clock_nothing_would_happen(self, application, first, monkeypatch):
        """The twin."""
        seat = sit(first, application)
        monkeypatch.setattr(review_tasks, "_look_at", lambda _seat, _now: False)
        look_after_reviews(timezone.now() + 40 * DAY)
        seat.refresh_from_db()
        assert seat.freed_at is None

    def test_the_mail_does_not_reach_whoever_lost_the_place(self, application, first):
        seat, now = sit(first, application), timezone.now()
        look_after_reviews(now + 11 * DAY)
        Seat.objects.filter(pk=seat.pk).update(freed_at=now, freed_because="given-back")
        jobs.run_due()
        assert Mail.objects.get(recipient=first.person.email).state == Mail.State.DROPPED

    def test_the_applicant_sees_state_and_days(self, visitor, applied, first):
        token, application = applied
        sit(first, application)
        with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
            text = visitor.get(f"/join/{token}/").content.decode()
        assert "3 days" in text
        assert "1 of 2 have begun, 0 have finished" in text
