"""Joining week: a question by mail, an answer without an account, a topic."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import jobs, links
from advocates.core.models import Mail
from advocates.forum.joining import actions, mails
from advocates.forum.models import JoiningAsk, Topic
from advocates.forum.tests.factories import make_shelf
from advocates.organisations.models import Mandate
from tests.cast import CastClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(member, staff) -> JoiningAsk:
    mandate = Mandate.objects.get(person=member.person)
    assert actions.ask(actor=staff.person, mandates=[mandate], category=make_shelf()) == 1
    return JoiningAsk.objects.get()


def link(ask: JoiningAsk) -> str:
    return f"/link/{links.token_of(mails.LINK, ask.public_id)}/"


WORDS = {"title": "Who pays for your helpline?", "text": "We have **no** money.", "lang": "en"}


def test_from_the_board_to_the_topic(staff, member, other_member):
    shelf = make_shelf()
    page = staff.get("/manage/first-questions/")
    assert member.person.full_name in page.text
    mandate = Mandate.objects.get(person=member.person)
    sent = {"category": shelf.public_id, "mandates": [str(mandate.public_id)]}
    assert staff.post("/manage/first-questions/", sent).status_code == 302
    jobs.run_due()
    mail = Mail.objects.get(recipient=member.person.email)
    assert mail.state == Mail.State.SENT
    said = mails.compose(mail)
    assert "Own Group" in said.subject
    assert "/link/" in said.text
    assert "/link/" in said.html
    ask = JoiningAsk.objects.get()
    assert ask.mail_state == JoiningAsk.MailState.SENT
    visitor, address = CastClient(), link(ask)
    assert "You write for Own Group" in visitor.get(address).text
    assert Topic.objects.count() == 0
    for _twice in range(2):
        visitor.post(address, WORDS)
    topic = Topic.objects.get()
    assert (topic.title, topic.mandate, topic.category) == (WORDS["title"], mandate, shelf)
    assert "Your question stands in the forum." in visitor.get(address).text
    assert "<strong>no</strong>" in other_member.get(f"/members/forum/t/{topic.public_id}/").text
    board = staff.get("/manage/first-questions/").text
    assert "Answered: 1." in board
    assert topic.title not in board


def test_nobody_is_asked_twice(ask, staff, member):
    mandate = Mandate.objects.get(person=member.person)
    with pytest.raises(actions.Refused):
        actions.ask(actor=staff.person, mandates=[mandate], category=make_shelf())
    assert member.person.full_name not in staff.get("/manage/first-questions/").text.partition("<table")[0]


@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"text": " "}, {"lang": "xx"}], ids=["title", "text", "lang"]
)
def test_bad_input(ask, visitor, fields):
    answer = visitor.post(link(ask), WORDS | fields)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert Topic.objects.count() == 0


def test_the_link_ends_with_its_days_and_with_the_mandate(ask, visitor, member):
    address = link(ask)
    assert visitor.get(address).status_code == 200
    JoiningAsk.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert visitor.post(address, WORDS).status_code == 404
    JoiningAsk.objects.update(asked_at=timezone.now())
    Mandate.objects.filter(person=member.person).update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now()
    )
    assert visitor.post(address, WORDS).status_code == 404
    assert Topic.objects.count() == 0


def test_no_other_token_opens_it(ask, visitor):
    for value in (ask.pk, [ask.public_id], "x", None):
        token = links.token_of(mails.LINK, value)
        assert visitor.get(f"/link/{token}/").status_code == 404


def test_a_closed_category_refuses_and_keeps_the_words(ask, visitor):
    type(ask.category).objects.filter(pk=ask.category_id).update(closed_at=timezone.now())
    answer = visitor.post(link(ask), WORDS)
    assert answer.status_code == 409
    assert "We have **no** money." in answer.text


def test_one_reminder_to_whoever_is_silent(ask, staff, member):
    jobs.run_due()
    assert actions.remind(actor=staff.person) == 0
    JoiningAsk.objects.update(asked_at=timezone.now() - timedelta(days=5))
    assert staff.post("/manage/first-questions/remind/").status_code == 302
    assert actions.remind(actor=staff.person) == 0
    jobs.run_due()
    sent = Mail.objects.filter(recipient=member.person.email).order_by("pk")
    assert [mails.compose(mail).subject.startswith("Reminder") for mail in sent] == [False, True]


def test_a_mail_does_not_leave_after_the_answer(ask, visitor, member):
    visitor.post(link(ask), WORDS)
    jobs.run_due()
    assert Mail.objects.get(recipient=member.person.email).state == Mail.State.DROPPED
