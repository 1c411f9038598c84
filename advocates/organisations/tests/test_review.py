"""Two reviewers of other organisations decide; nobody else reads, nobody waits for ever, a refusal can be appealed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.accounts.models import RoleGrant
from advocates.core import visitorforms
from advocates.core.models import Mail
from advocates.core.viewer import Role, viewer_for
from advocates.organisations.applications.review.actions import Taken, take_seat
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import (
    ApplicationQuerySet,
    Mandate,
    Organisation,
    Question,
    Seat,
    SeatQuerySet,
)
from advocates.organisations.tests.applying import (
    findings,
    recommend,
    reviewer,
    sent,
    sit,
    upload,
)
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import (
    CastClient,
    cast_client,
    give_second_factor,
    make_person,
    member_client,
    sign_in,
    speak_for,
)

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


class TestWhoReviews:
    def test_the_queue_shows_a_clock_in_words(self, first, application):
        with time_machine.travel(timezone.now() + 12 * DAY, tick=False):
            sign_in(first, first.person, second_factor=True)
            text = first.get("/members/reviews/").content.decode()
        assert "Harbour Patients" in text
        assert "Waits long" in text
        assert "12 days" in text

    def test_members_without_the_role_see_nothing(self, member, moderator, application):
        for client in (member, moderator):
            assert client.get("/members/reviews/").status_code == 404
            assert client.get(at(application)).status_code == 404

    def test_a_role_without_a_mandate_is_not_enough(self, application):
        client = cast_client("bare", Role.REVIEWER)
        assert client.get("/members/reviews/")["Location"] == "/account/"

    def test_nor_is_one_without_a_second_factor(self, application):
        client = CastClient()
        client.person = make_person("hasty")
        group = make_organisation("Hasty Group", country="IT", state="member")
        speak_for(client.person, group, "representative")
        sign_in(client, client.person)
        RoleGrant.objects.create(person=client.person, role=Role.REVIEWER)
        assert client.get(at(application))["Location"] == "/account/2fa/needed/"
        give_second_factor(client.person)
        sign_in(client, client.person, second_factor=True)
        assert client.get(at(application)).status_code == 200

    def test_not_of_the_same_organisation(self, visitor, first):
        own = Organisation.objects.get(mandates__person=first.person)
        data = {"name": own.name, "country": "DE", "languages": "German", "disease_areas": ["cml"]}
        _token, application = sent(visitor, organisation=data)
        assert first.get(at(application)).status_code == 404
        assert "Group of first" not in first.get("/members/reviews/").content.decode().partition("Looking")[2]

    def test_nor_who_is_named_in_it(self, visitor, first):
        people = {"person_1": "Me", "email_1": first.person.email, "role_1": "administrator"}
        _token, application = sent(visitor, people=people)
        assert first.get(at(application)).status_code == 404

    def test_nor_who_made_it(self, visitor, first):
        _token, application = sent(visitor, first.person.email)
        assert first.get(at(application)).status_code == 404

    def test_not_of_the_same_country_while_two_others_are_left(self, application, first, second):
        neighbour = reviewer("neighbour", "NO")
        assert neighbour.get(at(application)).status_code == 404
        end_mandate(actor=None, mandate=Mandate.objects.get(person=second.person), ending="network")
        assert neighbour.get(at(application)).status_code == 200

    def test_two_of_one_organisation_get_one_place(self, application, first):
        colleague = cast_client("colleague", Role.REVIEWER)
        speak_for(colleague.person, Organisation.objects.get(mandates__person=first.person))
        sign_in(colleague, colleague.person, second_factor=True)
        sit(first, application)
        assert colleague.get(at(application)).status_code == 404

    def test_two_places_and_no_third(self, application, first, second, third):
        sit(first, application)
        sit(second, application)
        assert third.get(at(application)).status_code == 404
        assert third.post(at(application, "take/")).status_code == 404

    def test_the_database_holds_it_too(self, application, first, second):
        seat = sit(first, application)
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(
                application=application, number=1, reviewer=second.person, organisation=make_organisation("X")
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.filter(pk=seat.pk).update(
                recommendation="refuse", reasons="", recommended_at=timezone.now()
            )

    def test_staff_see_state_and_clock_not_papers(self, staff, visitor, applied):
        token, application = applied
        text = staff.get("/manage/applications/").content.decode()
        assert "Harbour Patients" in text
        assert "Being reviewed" in text
        assert "kari@example.net" not in text
        # Neither role nor seat: nothing of the content, by any address.
        assert staff.get(at(application)).status_code == 302
        assert not application.papers.model.objects.visible_to(viewer_for(staff.person)).exists()
        assert token not in text

    def test_staff_who_review_have_no_more_than_reviewers(self, application):
        both = member_client("both", "Both Group", "IT", Role.REVIEWER, Role.STAFF)
        assert "Papers" not in both.get(at(application)).content.decode()
        own = Organisation.objects.get(mandates__person=both.person)
        application.resembles.add(own)
        assert both.get(at(application)).status_code == 404


class TestInterests:
    def test_nothing_is_read_before_they_are_declared(self, application, first):
        first.post(at(application, "take/"))
        text = first.get(at(application)).content.decode()
        assert "are you free to judge?" in text
        assert "Register 1234" not in text
        assert first.post(at(application, "question/"), {"text": "?"}).status_code == 409

    def test_a_conflict_gives_the_place_back_for_good(self, application, first, second):
        first.post(at(application, "take/"))
        first.post(at(application, "interests/"), {"kind": "conflict", "text": "We share a board."})
        assert Seat.objects.get().freed_because == "conflict"
        assert first.get(at(application)).status_code == 404
        sit(second, application)
        assert Seat.objects.taken().get().number == 1

    def test_something_has_to_be_said(self, application, first):
        first.post(at(application, "take/"))
        answer = first.post(at(application, "interests/"), {"kind": "some", "text": ""})
        assert answer.status_code == 422

    def test_without_the_declaration_one_would_read(self, application, first, monkeypatch):
        """The twin."""
        first.post(at(application, "take/"))
        Seat.objects.update(declared_at=timezone.now())
        assert "Register 1234" in first.get(at(application)).content.decode()


class TestReading:
    def test_a_reviewer_reads_everything(self, application, first):
        sit(first, application)
        text = first.get(at(application)).content.decode()
        assert all(
            word in text
            for word in ("Register 1234", "We met every month.", "kari@example.net", "70 percent")
        )

    def test_a_mandate_that_ended_shuts_it_with_the_next_request(self, application, first):
        sit(first, application)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=first.person), ending="network")
        assert first.get(at(application)).status_code == 302
        speak_for(first.person, make_organisation("New home", state=State.MEMBER))
        assert "Register 1234" not in first.get(at(application)).content.decode()

    def test_so_does_a_role_that_ended(self, application, first):
        sit(first, application)
        RoleGrant.objects.filter(person=first.person).update(ends_at=timezone.now())
        assert first.get(at(application)).status_code == 404

    def test_without_the_door_it_would_stay_open(self, application, first, monkeypatch):
        """The twin: a door that asks for nothing but a seat keeps whoever lost the mandate inside."""
        sit(first, application)
        speak_for(first.person, make_organisation("New home", state=State.MEMBER))
        old = Mandate.objects.get(person=first.person, organisation__name="Group of first")
        end_mandate(actor=None, mandate=old, ending="network")
        assert not Seat.objects.held_by(viewer_for(first.person)).exists()
        monkeypatch.setattr(
            SeatQuerySet, "held_by", lambda rows, viewer: rows.filter(reviewer=viewer.person.pk)
        )
        monkeypatch.setattr(ApplicationQuerySet, "read_by", lambda rows, _viewer: rows)
        assert "Register 1234" in first.get(at(application)).content.decode()

    def test_the_other_notes_are_read_when_both_have_written(self, application, first, second):
        sit(first, application)
        recommend(first, Seat.objects.get(), "refuse", "Reasons of the first", note="Note of the first")
        seat = sit(second, application)
        assert "of the first" not in second.get(at(application)).content.decode()
        recommend(second, seat, "approve", note="Note of the second")
        for client, words in ((second, "Note of the first"), (first, "Note of the second")):
            assert words in client.get(at(application)).content.decode()

    def test_without_that_rule_they_would_be_read_at_once(self, application, first, second, monkeypatch):
        """The twin."""
        sit(first, application)
        recommend(first, Seat.objects.get(), "refuse", "Reasons of the first")
        sit(second, application)
        monkeypatch.setattr(SeatQuerySet, "visible_to", lambda rows, _viewer: rows.taken())
        assert "Reasons of the first" in second.get(at(application)).content.decode()


class TestChecklist:
    def test_it_is_kept_and_only_its_writer_reads_it(self, application, first):
        seat = sit(first, application)
        answer = first.post(at(application, "checklist/"), findings(seat, "unclear", "Look at the accounts"))
        assert answer.status_code == 302
        assert "Look at the accounts" in first.get(at(application)).content.decode()

    def test_two_windows(self, application, first):
        seat = sit(first, application)
        old = findings(seat, note="Second window")
        first.post(at(application, "checklist/"), findings(seat, note="First window"))
        answer = first.post(at(application, "checklist/"), old)
        assert answer.status_code == 409
        assert "Second window" in answer.content.decode()
        assert Seat.objects.get().checklist[0]["note"] == "First window"

    def test_every_criterion_before_a_recommendation(self, application, first):
        seat = sit(first, application)
        data = findings(seat, recommendation="approve")
        answer = first.post(at(application, "recommend/"), {**data, "value_3": ""})
        assert answer.status_code == 422
        assert Seat.objects.get().recommendation == ""

    def test_no_refusal_without_reasons(self, application, first):
        """Detail 13, first half."""
        answer = recommend(first, sit(first, application), "refuse", note="Written already")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Who refuses gives reasons" in text
        assert "Written already" in text
        assert Seat.objects.get().recommendation == ""

    def test_strange_text_is_no_error_of_ours(self, application, first):
        seat = sit(first, application)
        for text in ("\x00", "\u202ex", "x" * 200_000):
            assert first.post(at(application, "question/"), {"text": text}).status_code == 422
            assert first.post(at(application, "checklist/"), findings(seat, note=text)).status_code == 422
        assert first.post(at(application, "checklist/"), {"base": "9" * 40}).status_code == 422
        assert first.post(at(application, "checklist/"), {"base": "x", "value_0": "maybe"}).status_code == 422


class TestQuestions:
    def test_asked_answered_read(self, visitor, applied, first, second):
        token, application = applied
        sit(first, application)
        before = Mail.objects.count()
        first.post(at(application, "question/"), {"text": "Who audits you?"})
        mail = Mail.objects.order_by("-pk")[0]
        assert Mail.objects.count() == before + 1
        assert "audits" not in mail.text + mail.html + mail.subject
        text = visitor.get(f"/join/{token}/").content.decode()
        assert "Who audits you?" in text
        assert "Reviewer 1" in text
        assert first.person.full_name not in text
        asked = Question.objects.get()
        where = f"/join/{token}/questions/{asked.public_id}/"
        assert visitor.post(where, {"text": ""}).status_code == 422
        assert visitor.post(where, {"text": "Nobody, we are small."}).status_code == 302
        assert visitor.post(where, {"text": "Again"}).status_code == 409
        sit(second, application)
        assert "Nobody, we are small." in second.get(at(application)).content.decode()
        told = Mail.objects.get(recipient=first.person.email)
        assert "small" not in told.text

    def test_papers_can_follow_while_a_question_is_open(self, visitor, applied, first):
        token, application = applied
        assert visitor.get(f"/join/{token}/add-paper/").status_code == 302
        sit(first, application)
        first.post(at(application, "question/"), {"text": "Your statutes, please."})
        assert visitor.post(f"/join/{token}/add-paper/", upload()).status_code == 302
        assert application.papers.count() == 1

    def test_a_question_of_another_application_is_none(self, visitor, applied, first):
        _token, application = applied
        sit(first, application)
        first.post(at(application, "question/"), {"text": "Who?"})
        other, _row = sent(visitor, "other@example.net")
        where = f"/join/{other}/questions/{Question.objects.get().public_id}/"
        assert visitor.post(where, {"text": "x"}).status_code == 404


class TestDashboard:
    def test_reviewers_read_what_waits(self, application, first):
        assert "1 application looks for reviewers" in first.get("/members/").content.decode()
        sit(first, application)
        text = first.get("/members/").content.decode()
        assert "Review the application of Harbour Patients" in text
        assert "looks for reviewers" not in text

    def test_others_do_not(self, application, member):
        assert "application" not in member.get("/members/").content.decode()

    def test_ten_cost_as_many_queries_as_one(self, visitor, first, django_assert_max_num_queries):
        for number in range(4):
            sent(visitor, f"a{number}@example.net", organisation={
                "name": f"Group {number}", "country": "NO", "languages": "Norwegian", "disease_areas": ["cml"],
            })  # fmt: skip
        with django_assert_max_num_queries(60):
            first.get("/members/reviews/")


def test_a_place_that_two_want_at_once_is_given_once(application, first, second, third):
    sit(first, application)
    sit(second, application)
    with pytest.raises(Taken):
        take_seat(viewer=viewer_for(third.person), application=application)
