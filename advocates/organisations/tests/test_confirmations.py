"""Is this right? Asked by mail, answered without an account, never by reading alone."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
from django.conf import settings as settings_of
from django.utils import timezone, translation

from advocates.core import installation, jobs, links, outbox
from advocates.core.models import Mail, Suppression
from advocates.core.refused import Refused
from advocates.organisations import actions, confirmations, group_links
from advocates.organisations.models import ConfirmationAsk, Organisation
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
    return path_of(confirmations.url_of(question))


def path_of(url):
    return "/" + url.partition("://")[2].partition("/")[2]


def sent_text():
    (file,) = (settings_of.DATA_DIR / "mail").glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    return message.get_body(("plain",)).get_content()


@pytest.fixture
def _mail_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()


def now(group):
    return Organisation.objects.get(pk=group.pk)


class TestTheMail:
    def test_it_is_in_the_groups_language_and_leads_to_the_page(self, question, visitor):
        mail = Mail.objects.get()
        assert (mail.recipient, mail.language) == (f"{SECRET}@example.org", "es")
        with translation.override("es"):
            said = confirmations.compose(mail)
        (url,) = re.findall(r"http\S+/link/\S+lang=es", said.text.partition("-- ")[0])
        page = visitor.get(urlsplit(url).path + "?lang=es")
        assert page.status_code == 200
        assert 'lang="es"' in page.content.decode()
        assert "List-Unsubscribe" in outbox.as_message(mail)

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

    @pytest.mark.usefixtures("_mail_folder")
    def test_otherwise_it_leaves(self, question):
        """The twin."""
        jobs.run_due()
        assert Mail.objects.get().state == Mail.State.SENT
        question.refresh_from_db()
        assert question.mail_state == "sent"

    @pytest.mark.usefixtures("_mail_folder")
    def test_the_link_begins_to_live_when_it_leaves(self, question, visitor, time_machine):
        time_machine.move_to(timezone.now() + confirmations.LIVES + timedelta(days=1))
        Organisation.objects.update(confirmed_on=None)
        jobs.run_due()
        path = path_of(re.findall(r"http\S+/link/\S+", sent_text())[0])
        assert visitor.get(path).status_code == 200

    @pytest.mark.usefixtures("_mail_folder")
    def test_one_that_comes_back_is_not_reached(self, question):
        jobs.run_due()
        outbox.note_bounced(Mail.objects.get().pk, "550 unknown")
        question.refresh_from_db()
        assert question.mail_state == "failed"

    def test_who_wants_no_more_is_not_asked_again(self, group):
        outbox.suppress(group.private_email, confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        with pytest.raises(Refused):
            confirmations.ask(actor=None, organisation=group)
        assert not ConfirmationAsk.objects.exists()

    def test_nor_by_the_daily_round(self, group, settings):
        settings.SITE = urlsplit("https://network.example")
        outbox.suppress(group.private_email, confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        other = make_organisation("Other", private_email="o@example.org")
        assert confirmations.ask_those_due() == 1
        assert ConfirmationAsk.objects.get().organisation == other

    def test_without_that_question_it_would_be_asked(self, group, settings, monkeypatch):
        """The twin."""
        settings.SITE = urlsplit("https://network.example")
        outbox.suppress(group.private_email, confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        monkeypatch.setattr(confirmations, "willing", lambda groups: groups)
        monkeypatch.setattr(outbox, "is_suppressed", lambda *_which: False)
        assert confirmations.ask_those_due() == 1


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

    def test_a_second_click_is_told_that_it_is_done(self, visitor, group, address):
        seen = now(group).revision
        visitor.post(address, {"right": "yes", "revision": seen})
        again = visitor.post(address, {"right": "yes", "revision": seen})
        assert again.status_code == 200
        assert "You have confirmed it already" in again.content.decode()
        assert now(group).changes.filter(deed="confirmed").count() == 1
        assert "You have confirmed it already" in visitor.get(address).content.decode()

    def test_after_another_change_the_group_can_confirm_anew(self, visitor, group, address):
        visitor.post(address, {"right": "yes", "revision": now(group).revision})
        actions.edit_organisation(
            actor=None,
            organisation=now(group),
            base_revision=now(group).revision,
            entry=actions.Entry({"city": "Bilbao"}),
        )
        assert "Yes, all of this is right" in visitor.get(address).content.decode()
        assert visitor.post(address, {"right": "yes", "revision": now(group).revision}).status_code == 200
        assert now(group).changes.filter(deed="confirmed").count() == 2

    def test_something_has_changed_leads_to_the_form(self, visitor, address):
        page = visitor.get(address).content.decode()
        (url,) = re.findall(r'class="btn btn--2" href="([^"]+)"', page)
        assert visitor.get(path_of(url)).status_code == 200

    def test_an_entry_that_is_not_public_any_more_is_not_there(self, visitor, group, address):
        actions.unpublish_organisation(actor=None, organisation=group)
        assert visitor.get(address).status_code == 404
        assert visitor.post(address, {"right": "yes", "revision": now(group).revision}).status_code == 404


class TestAnOldLink:
    @pytest.fixture
    def ended(self, address, time_machine):
        time_machine.move_to(timezone.now() + confirmations.LIVES + timedelta(days=1))
        return address

    def button(self, visitor, address):
        page = visitor.get(address)
        assert page.status_code == 409
        return path_of(re.search(r'action="([^"]+)"', page.content.decode()).group(1))

    def test_it_says_so_and_does_nothing(self, visitor, group, ended):
        assert "works no more" in visitor.get(ended).content.decode()
        assert visitor.post(ended, {"right": "yes", "revision": now(group).revision}).status_code == 409
        assert now(group).confirmed_on is None

    def test_one_button_sends_a_new_one_to_the_group_alone(self, visitor, group, ended):
        button = self.button(visitor, ended)
        assert visitor.get(button).status_code == 200
        assert not Mail.objects.filter(purpose=group_links.PURPOSE).exists()
        assert visitor.post(button, {"address": "thief@example.org"}).status_code == 200
        mail = Mail.objects.get(purpose=group_links.PURPOSE)
        assert mail.recipient == group.private_email
        said = confirmations.compose_fresh_link(mail)
        assert visitor.get(path_of(re.findall(r"http\S+/link/\S+", said.text)[0])).status_code == 200

    def test_once_a_day(self, visitor, ended, time_machine):
        button = self.button(visitor, ended)
        assert [visitor.post(button).status_code for _ in range(2)] == [200, 429]
        assert Mail.objects.filter(purpose=group_links.PURPOSE).count() == 1
        time_machine.shift(timedelta(days=1))
        assert visitor.post(button).status_code == 200

    def test_the_old_one_does_not_come_alive_again(self, visitor, ended):
        visitor.post(self.button(visitor, ended))
        assert visitor.get(ended).status_code == 409

    @pytest.mark.parametrize("value", [1, "x", [], [1], [1, "x"], ["1", 2], [1, 2, 3], None, {"a": 1}])
    def test_one_of_another_form_is_not_there(self, visitor, group, value):
        assert visitor.get(path_of(links.url_of(confirmations.LINK, value))).status_code == 404

    def test_a_forged_one_is_not_there(self, visitor, address):
        assert visitor.get(address.replace("?", "x?").replace("/?", "?")).status_code == 404
        assert visitor.get("/link/WyJjb25maXJtIiwxXQ:1:abc/").status_code == 404


class TestTheOffice:
    def test_a_button_on_the_entry(self, staff, group):
        assert "confirmations/ask" in staff.get(f"/manage/organisations/edit/{group.pk}/").content.decode()
        staff.post(f"/manage/confirmations/ask/{group.pk}/")
        assert Mail.objects.filter(purpose=confirmations.PURPOSE).count() == 1
        again = staff.post(f"/manage/confirmations/ask/{group.pk}/", follow=True)
        assert "last two weeks" in again.content.decode()
        assert Mail.objects.filter(purpose=confirmations.PURPOSE).count() == 1

    def test_the_board(self, staff, question):
        assert "Friends" in staff.get("/manage/confirmations/?what=asked").content.decode()
