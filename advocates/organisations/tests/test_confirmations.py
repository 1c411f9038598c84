"""Is this right? Asked by mail, answered without an account, never by reading alone."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from advocates.core import installation, jobs, links, outbox
from advocates.core.models import Mail, Suppression
from advocates.core.refused import Refused
from advocates.organisations import actions, confirmations
from advocates.organisations.models import ConfirmationAsk, Organisation, Task
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
SECRET = "quillcontact"


@pytest.fixture
def group():
    return make_organisation(
        "Friends", languages=["eu", "es"], private_email=f"{SECRET}@example.org", private_contact="quillname"
    )


@pytest.fixture
def question(group):
    return confirmations.ask(actor=None, organisation=group)


@pytest.fixture
def address(question):
    return "/" + links.url_of(confirmations.LINK, question.pk).partition("://")[2].partition("/")[2]


def now(group):
    return Organisation.objects.get(pk=group.pk)


class TestTheMail:
    def test_it_is_in_the_groups_language_and_leads_to_the_page(self, question, visitor):
        mail = Mail.objects.get()
        assert (mail.recipient, mail.language) == (f"{SECRET}@example.org", "es")
        (url,) = re.findall(r"http\S+/link/\S+lang=es", mail.text.partition("-- ")[0])
        page = visitor.get(urlsplit(url).path + "?lang=es")
        assert page.status_code == 200
        assert 'lang="es"' in page.content.decode()
        assert "List-Unsubscribe" in mail.headers

    def test_a_group_that_speaks_another_language_gets_english(self, group):
        Organisation.objects.filter(pk=group.pk).update(languages=["ja"])
        assert confirmations.language_of(now(group)) == "en"

    @pytest.mark.parametrize(
        "change",
        [
            {"is_published": False},
            {"private_email": ""},
            {"private_email": "new@example.org"},
            {"state": "former"},
        ],
    )
    def test_it_does_not_leave_when_that_is_no_longer_right(self, group, question, change):
        Organisation.objects.filter(pk=group.pk).update(**change)
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.DROPPED

    def test_it_does_not_leave_when_it_was_answered(self, question):
        ConfirmationAsk.objects.update(answered_at=timezone.now())
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.DROPPED

    def test_otherwise_it_leaves(self, question, settings, tmp_path):
        """The twin."""
        settings.DATA_DIR = tmp_path
        (tmp_path / "mail").mkdir()
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.SENT

    def test_who_wants_no_more_gets_no_more(self, group):
        outbox.suppress(group.private_email, confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        confirmations.ask(actor=None, organisation=group)
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.DROPPED


class TestAsking:
    def test_not_twice_within_two_weeks(self, group, question):
        with pytest.raises(Refused):
            confirmations.ask(actor=None, organisation=group)
        ConfirmationAsk.objects.update(asked_at=timezone.now() - timedelta(days=15))
        assert confirmations.ask(actor=None, organisation=group)

    def test_not_without_an_address_or_behind_the_curtain(self):
        for hidden in (
            make_organisation("No address"),
            make_organisation("Out", private_email="a@example.org"),
        ):
            if hidden.private_email:
                actions.unpublish_organisation(actor=None, organisation=hidden)
            with pytest.raises(Refused):
                confirmations.ask(actor=None, organisation=hidden)
        assert not Mail.objects.exists()

    def test_a_few_a_day_and_each_once_a_year(self, settings, monkeypatch):
        settings.SITE = urlsplit("https://network.example")
        monkeypatch.setattr(confirmations, "A_DAY", 2)
        for number in range(3):
            make_organisation(f"Group {number}", private_email=f"a{number}@example.org")
        fresh = make_organisation("Fresh", private_email="b@example.org")
        Organisation.objects.filter(pk=fresh.pk).update(
            confirmed_on=timezone.localdate(), confirmed_by="organisation"
        )
        assert [confirmations.ask_those_due() for _ in range(3)] == [2, 1, 0]
        ConfirmationAsk.objects.update(asked_at=timezone.now() - timedelta(days=366))
        assert confirmations.ask_those_due() == 2

    def test_an_installation_that_nobody_can_reach_asks_nobody(self, group, monkeypatch):
        assert confirmations.ask_those_due() == 0
        monkeypatch.setattr(installation, "LOCAL", frozenset())
        assert confirmations.ask_those_due() == 1


class TestThePage:
    def test_reading_it_answers_nothing(self, visitor, group, question, address):
        page = visitor.get(address)
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert now(group).confirmed_on is None
        question.refresh_from_db()
        assert question.opened_at
        assert question.answered_at is None

    def test_it_shows_what_is_public_and_nothing_else(self, visitor, address):
        page = visitor.get(address).content.decode()
        assert "Friends" in page
        assert "quill" not in page

    def test_one_button_confirms(self, visitor, group, question, address):
        revision = now(group).revision
        page = visitor.post(address, {"right": "yes", "revision": revision})
        assert page.status_code == 200
        assert not visitor.cookies
        after = now(group)
        assert (after.confirmed_on, after.confirmed_by) == (timezone.localdate(), "organisation")
        assert after.revision == revision + 1
        assert after.changes.first().deed == "confirmed"
        question.refresh_from_db()
        assert question.is_right
        assert "Confirmed on" in visitor.get(f"/organisations/{after.slug}/").content.decode()

    @pytest.mark.parametrize("revision", ["", "0", "99", "x", "-1", "9" * 40])
    def test_what_was_not_seen_is_not_confirmed(self, visitor, group, address, revision):
        page = visitor.post(address, {"right": "yes", "revision": revision})
        assert page.status_code == 409
        assert now(group).confirmed_on is None

    def test_something_has_changed(self, visitor, group, question, address):
        assert visitor.post(address, {"text": "The website is another one."}).status_code == 200
        assert visitor.post(address, {"text": "And so is the name."}).status_code == 200
        (task,) = Task.objects.filter(kind=Task.Kind.CHANGE)
        assert "another one." in task.detail
        assert "so is the name" in task.detail
        question.refresh_from_db()
        assert question.answered_at
        assert not question.is_right
        assert now(group).confirmed_on is None

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
    def test_a_text_that_cannot_be_taken_is_said_at_the_field(self, visitor, address, text):
        page = visitor.post(address, {"text": text})
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.content.decode()
        assert not Task.objects.exists()

    def test_signs_that_a_database_refuses(self, visitor, address):
        assert visitor.post(address, {"text": "a\x00b"}).status_code == 422

    def test_an_entry_that_is_not_public_any_more_is_not_there(self, visitor, group, address):
        actions.unpublish_organisation(actor=None, organisation=group)
        assert visitor.get(address).status_code == 404
        assert visitor.post(address, {"right": "yes", "revision": now(group).revision}).status_code == 404

    def test_a_link_ends(self, visitor, address, time_machine):
        time_machine.move_to(timezone.now() + confirmations.LIVES + timedelta(days=1))
        assert visitor.get(address).status_code == 404


class TestTheOffice:
    def test_a_button_on_the_entry(self, staff, group):
        assert "confirmations/ask" in staff.get(f"/manage/organisations/edit/{group.pk}/").content.decode()
        staff.post(f"/manage/confirmations/ask/{group.pk}/")
        assert Mail.objects.filter(purpose=confirmations.PURPOSE).count() == 1
        again = staff.post(f"/manage/confirmations/ask/{group.pk}/", follow=True)
        assert "last two weeks" in again.content.decode()
        assert Mail.objects.filter(purpose=confirmations.PURPOSE).count() == 1

    def test_the_board(self, staff, question):
        assert "Friends" in staff.get("/manage/confirmations/").content.decode()
