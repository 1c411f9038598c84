"""Who speaks alone for a group for long is asked for a second person: once a year at most, and nobody else hears."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Mail
from advocates.organisations.alone import tasks
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, speak_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr("advocates.core.installation.is_reachable", lambda: True)


@pytest.fixture
def group() -> Organisation:
    return make_organisation("Lone Group", state=State.MEMBER)


@pytest.fixture
def person(group):
    person = make_person("alone", language="es")
    speak_for(person, group)
    long_ago(group)
    return person


def long_ago(group) -> None:
    Mandate.objects.filter(organisation=group).update(starts_at=timezone.now() - timedelta(days=61))


def asked() -> list[str]:
    return list(Mail.objects.filter(purpose=tasks.PURPOSE).values_list("recipient", flat=True))


def test_asked_in_their_language(person, group):
    assert tasks.ask_for_second_person() == 1
    mail = Mail.objects.get(purpose=tasks.PURPOSE)
    assert (mail.recipient, mail.language) == (person.email, "es")
    assert "Lone Group" in mail.text
    assert f"/members/organisation/{group.public_id}/" in mail.text


def test_once_a_year(person):
    tasks.ask_for_second_person()
    assert tasks.ask_for_second_person() == 0
    tasks.StreamEntry.objects.filter(kind=tasks.KIND).update(at=timezone.now() - timedelta(days=366))
    assert tasks.ask_for_second_person() == 1


def test_not_before_two_months(group):
    speak_for(make_person("new"), group)
    assert tasks.ask_for_second_person() == 0


def test_not_where_two_speak(person, group):
    speak_for(make_person("second"), group, "representative")
    long_ago(group)
    assert tasks.ask_for_second_person() == 0


def test_not_where_the_second_left_lately(person, group):
    second = speak_for(make_person("second"), group, "representative")
    long_ago(group)
    end_mandate(actor=None, mandate=second, ending="left")
    assert tasks.ask_for_second_person() == 0


def test_a_closed_account_is_no_second_person(person, group):
    second = make_person("second")
    speak_for(second, group, "representative")
    long_ago(group)
    type(second).objects.filter(pk=second.pk).update(is_active=False)
    assert tasks.ask_for_second_person() == 1


def test_not_while_somebody_is_invited(person, group):
    Invitation.objects.create(
        organisation=group, role="representative", address="a@example.org", language="en",
        expires_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    assert tasks.ask_for_second_person() == 0


@pytest.mark.parametrize("state", [State.SUSPENDED, State.LISTED])
def test_not_outside_the_network(person, group, state):
    Organisation.objects.filter(pk=group.pk).update(state=state)
    assert tasks.ask_for_second_person() == 0


def test_not_who_has_ended_these_mails(person):
    outbox.unsubscribe(outbox.address_hash(person.email), tasks.PURPOSE)
    assert tasks.ask_for_second_person() == 0


def test_it_can_be_ended_with_one_click(person):
    tasks.ask_for_second_person()
    assert "/link/" in Mail.objects.get(purpose=tasks.PURPOSE).text


def test_not_sent_where_a_second_came_meanwhile(person, group):
    tasks.ask_for_second_person()
    mail = Mail.objects.get(purpose=tasks.PURPOSE)
    assert tasks.may_send(mail)
    speak_for(make_person("second"), group)
    assert not tasks.may_send(mail)


def test_not_from_a_machine_that_nobody_reaches(person, monkeypatch):
    monkeypatch.setattr("advocates.core.installation.is_reachable", lambda: False)
    assert tasks.ask_for_second_person() == 0
