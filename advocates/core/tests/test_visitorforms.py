"""Forms of visitors: proved by work, held without it, counted once, limited, and never losing a text."""

import json
from typing import Any

import pytest
import time_machine
from altcha import v2 as altcha
from django import forms
from django.core import signing
from django.http import QueryDict
from django.test import RequestFactory

from advocates.core import visitorforms
from advocates.core.models import SpentTicket
from advocates.core.visitorforms import VisitorForm, accepts, new_ticket, read_ticket


class LetterForm(VisitorForm):
    purpose = "enquiry"
    text = forms.CharField(max_length=100)


class OtherForm(LetterForm):
    purpose = "correction"


def solved(ticket: str, purpose: str = "enquiry") -> str:
    """What the script finds out."""
    challenge = read_ticket(ticket, purpose)
    solution = altcha.solve_challenge(challenge)
    return f"{solution.counter}:{solution.derived_key}"


def sent(form: type[VisitorForm] = LetterForm, **values: str) -> VisitorForm:
    ticket = values.pop("ticket", None) or new_ticket("enquiry")
    data = QueryDict(mutable=True)
    data.update({"ticket": ticket, "text": "Hello", **values})
    return form(data)


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)


def request(address: str = "192.0.2.1") -> Any:
    return RequestFactory().post("/", REMOTE_ADDR=address)


class TestWork:
    def test_a_page_brings_a_ticket(self):
        assert read_ticket(LetterForm()["ticket"].value(), "enquiry") is not None

    def test_who_did_the_work_is_proved(self):
        ticket = new_ticket("enquiry")
        form = sent(ticket=ticket, work=solved(ticket))
        assert form.is_valid()
        assert form.is_proved

    @pytest.mark.parametrize(
        "work", ["", "0:00", ":", "1", "x:00", "99999999999:00", "-1:00", "٣:00", "1:" + "0" * 64, "1:é"]
    )
    def test_who_did_not_is_taken_in_and_not_proved(self, work):
        form = sent(work=work)
        assert form.is_valid()
        assert not form.is_proved

    def test_whoever_fills_in_the_trap_is_not_proved(self):
        ticket = new_ticket("enquiry")
        form = sent(ticket=ticket, work=solved(ticket), leave_empty="https://example.org")
        assert form.is_valid()
        assert not form.is_proved

    def test_work_for_one_ticket_is_none_for_another(self):
        form = sent(work=solved(new_ticket("enquiry")))
        assert form.is_valid()
        assert not form.is_proved

    def test_work_that_comes_too_late_is_none(self):
        with time_machine.travel("2026-01-01 12:00"):
            ticket = new_ticket("enquiry")
            work = solved(ticket)
        with time_machine.travel("2026-01-01 13:01"):
            form = sent(ticket=ticket, work=work)
            assert form.is_valid()
            assert not form.is_proved

    def test_an_easier_question_than_ours_is_no_ticket(self):
        easy = altcha.create_challenge("PBKDF2/SHA-256", 1, key_prefix="", hmac_secret=b"theirs")
        forged = signing.dumps(
            easy.to_dict(), salt=visitorforms.SALT + "enquiry", key="another key of theirs"
        )
        form = sent(ticket=forged)
        assert not form.is_valid()

    def test_the_second_signature_is_looked_at_too(self):
        """The twin of the first: a ticket of ours around a question of theirs."""
        easy = altcha.create_challenge("PBKDF2/SHA-256", 1, key_prefix="", hmac_secret=b"theirs")
        ticket = signing.dumps(easy.to_dict(), salt=visitorforms.SALT + "enquiry")
        form = sent(ticket=ticket, work=solved(ticket))
        assert form.is_valid()
        assert not form.is_proved


class TestTickets:
    @pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "\0", "é" * 50, "signed elsewhere"])
    def test_who_has_none_gets_one_and_keeps_the_text(self, ticket):
        if ticket == "signed elsewhere":
            ticket = signing.dumps({"a": 1}, salt="x")
        data = QueryDict(mutable=True)
        data.update({"ticket": ticket, "text": "A long letter"})
        form = LetterForm(data)
        assert not form.is_valid()
        assert "ticket" not in form.errors
        assert form.non_field_errors()
        assert form["text"].value() == "A long letter"
        again = sent(ticket=form["ticket"].value())
        assert again.is_valid()

    def test_one_form_s_ticket_is_none_for_another(self):
        assert not sent(OtherForm, ticket=new_ticket("enquiry")).is_valid()

    def test_after_a_day_it_is_none(self):
        with time_machine.travel("2026-01-01 12:00"):
            ticket = new_ticket("enquiry")
        with time_machine.travel("2026-01-02 12:01"):
            assert not sent(ticket=ticket).is_valid()

    def test_the_script_can_read_it(self):
        payload = new_ticket("enquiry").partition(":")[0]
        question = json.loads(signing.b64_decode(payload.encode()))["parameters"]
        assert {"nonce", "salt", "cost", "keyLength", "keyPrefix"} <= question.keys()


@pytest.mark.django_db
class TestOnce:
    def test_the_same_form_counts_once(self):
        first, second = sent(), None
        assert first.is_valid()
        second = sent(ticket=first.cleaned_data["ticket"], text="Hello again")
        assert second.is_valid()
        assert [first.spend(), second.spend()] == [True, False]
        assert SpentTicket.objects.count() == 1

    def test_another_one_counts(self):
        for form in (sent(), sent()):
            assert form.is_valid()
            assert form.spend()


class TestLimits:
    def test_the_sixth_within_the_hour_keeps_its_text(self):
        for _turn in range(5):
            assert accepts(request(), sent())
        form = sent(text="A long letter")
        assert not accepts(request(), form)
        assert form.status == 429
        assert form.non_field_errors()
        assert form["text"].value() == "A long letter"

    def test_somebody_else_is_not_held_up(self):
        for _turn in range(6):
            accepts(request(), sent())
        assert accepts(request("198.51.100.7"), sent())

    def test_a_mistake_does_not_count(self):
        for _turn in range(9):
            form = sent(text="")
            assert not accepts(request(), form)
            assert form.status == 422
        assert accepts(request(), sent())
