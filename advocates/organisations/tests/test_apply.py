"""An organisation applies: by a mailed link, step by step, without an account, and nothing that was typed is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import jobs, limits, visitorforms
from advocates.core.models import Mail, StreamEntry
from advocates.core.retention import purge
from advocates.core.visitorforms import new_ticket
from advocates.organisations.applications import actions, keys, steps
from advocates.organisations.models import Answer, Application, ApplicationKey
from advocates.organisations.tests.applying import (
    ACTIVITIES,
    APPLICANT,
    begin,
    fill_in,
    last_token,
    save,
    send,
    sent,
)
from tests.cast import CastClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)


def page(client, token: str, step: str = "") -> str:
    return client.get(f"/join/{token}/{step + '/' if step else ''}").content.decode()


class TestBeginning:
    def test_the_page_says_what_membership_is(self, visitor):
        text = visitor.get("/join/").content.decode()
        assert "It is not for profit." in text
        assert "too few applications have been decided here" in text
        assert all(str(step.title) in text for step in steps.STEPS)

    def test_in_other_languages(self, visitor):
        answer = visitor.get("/join/?lang=ar")
        assert answer["Content-Language"] == "ar"
        assert 'dir="rtl"' in answer.content.decode()

    def test_a_link_is_mailed_and_only_its_hash_is_kept(self, visitor):
        token = begin(visitor)
        assert not ApplicationKey.objects.filter(token_hash__contains=token).exists()
        assert ApplicationKey.objects.get().token_hash == keys.digest_of(token)
        assert visitor.get(f"/join/{token}/").status_code == 200

    def test_known_and_unknown_addresses_are_answered_alike(self, visitor):
        def answer(address: str) -> tuple[int, str, bytes]:
            given = visitor.post("/join/", {"email": address, "ticket": new_ticket("join")})
            return given.status_code, given["Location"], given.content

        begin(visitor, "known@example.net")
        assert answer("known@example.net") == answer("unknown@example.net")
        assert Mail.objects.count() == 3
        assert Application.objects.count() == 2

    def test_who_has_begun_gets_a_new_link_to_the_same(self, visitor):
        first = begin(visitor)
        second = begin(visitor, APPLICANT.upper())
        assert first != second
        assert Application.objects.count() == 1
        assert all(visitor.get(f"/join/{token}/").status_code == 200 for token in (first, second))

    def test_a_double_click_mails_once(self, visitor):
        data = {"email": APPLICANT, "ticket": new_ticket("join")}
        assert [visitor.post("/join/", data).status_code for _ in range(2)] == [302, 302]
        assert Mail.objects.count() == 1

    def test_whoever_fills_in_the_trap_gets_no_mail(self, visitor):
        data = {"email": APPLICANT, "ticket": new_ticket("join"), "leave_empty": "x"}
        assert visitor.post("/join/", data).status_code == 302
        assert not Mail.objects.exists()

    def test_one_address_gets_a_few_mails_an_hour_whether_known_or_not(self, visitor):
        def statuses(address: str) -> list[int]:
            return [
                visitor.post(
                    "/join/",
                    {"email": address, "ticket": new_ticket("join")},
                    REMOTE_ADDR=f"192.0.2.{number}",
                ).status_code
                for number in range(4)
            ]

        assert statuses("one@example.net") == [302, 302, 302, 429]
        # The trap makes no application, and the answers are the same.
        begin(visitor, "two@example.net")
        assert statuses("two@example.net") == [302, 302, 429, 429]

    def test_without_work_only_so_many_in_all(self, visitor, settings):
        settings.LIMITS = {**limits.LIMITS, "join-unproved": (1, 3600)}
        begin(visitor, "one@example.net")
        answer = visitor.post("/join/", {"email": "two@example.net", "ticket": new_ticket("join")})
        assert answer.status_code == 429
        assert "two@example.net" in answer.content.decode()

    @pytest.mark.parametrize(
        "address", ["", "x", "a@b", "ü@example.net", "a\x00@example.net", "a@example.net\nBcc: b@c.de"]
    )
    def test_what_is_no_address(self, visitor, address):
        answer = visitor.post("/join/", {"email": address, "ticket": new_ticket("join")})
        assert answer.status_code == 422
        assert not Mail.objects.exists()

    def test_the_mail_leaves_only_while_it_is_right(self, visitor):
        begin(visitor)
        Application.objects.update(state="withdrawn")
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.DROPPED

    def test_a_browser_can_send_it_for_it_may_say_where_it_comes_from(self, visitor):
        """With "no-referrer" it would send an origin of nothing, and the form would be refused as another site's."""
        answer = visitor.get("/join/")
        assert answer["Referrer-Policy"] == "same-origin"
        assert "X-Robots-Tag" not in answer.headers
        assert "no-store" in answer["Cache-Control"]
        assert "Allow: /join/$" in visitor.get("/robots.txt").content.decode()


class TestKeys:
    def test_reading_changes_nothing(self, visitor):
        token = begin(visitor)
        before = list(ApplicationKey.objects.values()), list(Application.objects.values())
        for step in ("", *steps.BY_SLUG, "check", "withdraw", "add-paper"):
            page(visitor, token, step)
        assert (list(ApplicationKey.objects.values()), list(Application.objects.values())) == before
        assert not Answer.objects.exists()

    def test_a_forged_and_an_ended_one_look_alike(self, visitor):
        token = begin(visitor)
        with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
            ended = visitor.get(f"/join/{token}/")
            forged = visitor.get(f"/join/{'x' * len(token)}/")
        assert ended.status_code == forged.status_code == 404
        assert ended.content.replace(token.encode(), b"") == forged.content.replace(b"x" * len(token), b"")

    def test_use_renews_it(self, visitor):
        token, now = begin(visitor), timezone.now()
        with time_machine.travel(now + timedelta(days=50), tick=False):
            assert save(visitor, token, "activities", ACTIVITIES).status_code == 302
        with time_machine.travel(now + timedelta(days=100), tick=False):
            assert visitor.get(f"/join/{token}/").status_code == 200

    def test_without_renewing_it_would_end(self, visitor, monkeypatch):
        """The twin."""
        monkeypatch.setattr(keys, "renew", lambda _application: None)
        token, now = begin(visitor), timezone.now()
        with time_machine.travel(now + timedelta(days=50), tick=False):
            save(visitor, token, "activities", ACTIVITIES)
        with time_machine.travel(now + timedelta(days=100), tick=False):
            assert visitor.get(f"/join/{token}/").status_code == 404

    def test_one_opens_nothing_of_another(self, visitor):
        mine, _other = begin(visitor), begin(visitor, "other@example.net")
        fill_in(visitor, _other)
        assert "Harbour" not in page(visitor, mine, "check")

    def test_no_cookie_is_set_and_nobody_keeps_the_page(self, visitor):
        token = begin(visitor)
        client = type(visitor)()
        answer = client.get(f"/join/{token}/organisation/")
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]

    def test_the_form_needs_no_cookie(self):
        strict = CastClient(enforce_csrf_checks=True)
        token = begin(CastClient())
        assert save(strict, token, "activities", ACTIVITIES).status_code == 302


class TestSending:
    def test_it_is_handed_in(self, visitor):
        token, application = sent(visitor)
        assert (application.state, application.name, application.country) == (
            "review",
            "Harbour Patients",
            "NO",
        )
        assert StreamEntry.objects.filter(kind="organisations.application.sent", is_audit=True).count() == 1
        text = page(visitor, token)
        assert "Being reviewed" in text
        assert "We look for reviewers" in text

    def test_the_mail_says_nothing_of_what_was_written(self, visitor):
        sent(visitor)
        mail = Mail.objects.order_by("-pk")[0]
        assert mail.subject == "We have your application"
        assert "Harbour" not in mail.text + mail.html + mail.subject

    def test_not_while_something_is_missing(self, visitor):
        token = begin(visitor)
        save(visitor, token, "group", {"entry": "new"})
        assert visitor.post(f"/join/{token}/check/").status_code == 409
        assert Application.objects.get().state == "draft"
        assert "Something is missing still" in page(visitor, token, "check")

    def test_twice_is_once(self, visitor):
        token, _application = sent(visitor)
        assert visitor.post(f"/join/{token}/check/").status_code == 409
        assert StreamEntry.objects.filter(kind="organisations.application.sent").count() == 1

    def test_afterwards_nothing_changes(self, visitor):
        token, _application = sent(visitor)
        answer = visitor.post(f"/join/{token}/activities/", {"base": 1, **ACTIVITIES, "done": "Changed"})
        assert answer.status_code == 302
        assert (
            visitor.post(f"/join/{token}/activities/later/", {"base": 1, "done": "Changed"}).status_code
            == 409
        )
        assert "Changed" not in str(list(Answer.objects.values_list("data")))

    def test_it_can_be_taken_back(self, visitor):
        token, application = sent(visitor)
        assert page(visitor, token, "withdraw")
        visitor.post(f"/join/{token}/withdraw/")
        application.refresh_from_db()
        assert application.state == "withdrawn"
        assert "Taken back" in page(visitor, token)

    def test_what_waits_is_found_by_its_address_again(self, visitor):
        _token, application = sent(visitor)
        begin(visitor)
        assert keys.found(last_token()).application == application


class TestTime:
    def test_a_draft_that_nobody_goes_on_with_ends(self, visitor):
        begin(visitor)
        now = timezone.now()
        purge(now + timedelta(days=59))
        assert Application.objects.exists()
        purge(now + timedelta(days=61))
        assert not Application.objects.exists()
        assert not ApplicationKey.objects.exists()

    def test_what_is_reviewed_does_not(self, visitor):
        sent(visitor)
        purge(timezone.now() + timedelta(days=700))
        assert Application.objects.exists()

    def test_saving_counts(self, visitor):
        token = begin(visitor)
        with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
            save(visitor, token, "activities", ACTIVITIES)
        assert Application.objects.get().kept_until > timezone.now() + timedelta(days=80)


def test_nothing_can_be_sent_by_an_action_alone(visitor):
    """The deed itself looks, whoever calls it."""
    begin(visitor)
    with pytest.raises(actions.Refused):
        actions.send_application(application=Application.objects.get())


def test_sent_twice_at_once_is_refused(visitor):
    token = begin(visitor)
    fill_in(visitor, token)
    old = Application.objects.get()
    send(visitor, token)
    with pytest.raises(actions.NotOpen):
        actions.send_application(application=old)
