"""Writing to a group or to the network: proved or held, once, within limits, and nothing typed is lost."""

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import cache

from advocates.core import limits, outbox
from advocates.core.models import Mail, StreamEntry, Suppression
from advocates.organisations import actions as directory_actions
from advocates.organisations.enquiries import actions
from advocates.organisations.models import Enquiry, EnquiryQuerySet, EnquiryText, Task
from advocates.organisations.tests.enquiries import filled, make_enquiry, said, work
from advocates.organisations.tests.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_work")]
ADDRESS = "/organisations/friends/write/"
State = Enquiry.State


@pytest.fixture
def group():
    return make_organisation("Friends", languages=["eu", "es"], private_email="group@example.org")


def send(client, address=ADDRESS, **values):
    return client.post(address, filled(client.get(address), **values))


class TestThePage:
    def test_it_asks_for_no_diagnosis_and_says_so(self, visitor, group):
        page = visitor.get(ADDRESS).content.decode()
        assert "You need not say anything about your health." in page
        names = set(re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', page)) - {"q"}
        assert names == {
            "csrfmiddlewaretoken", "ticket", "work", "leave_empty", "message", "lang", "name", "answer_by", "email",
        }  # fmt: skip

    def test_it_is_no_page_for_caches_and_robots(self, visitor, group):
        page = visitor.get(ADDRESS)
        assert page["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex">' in page.content.decode()

    def test_the_group_s_languages_can_be_chosen_and_that_of_the_page_is(self, visitor, group):
        page = visitor.get(f"/es{ADDRESS}").content.decode()
        assert '<option value="es" selected>' in page
        assert '<option value="eu">' in page

    def test_without_an_address_there_is_no_form(self, visitor):
        make_organisation("Friends")
        page = visitor.get(ADDRESS).content.decode()
        assert "We have no contact for this group." in page
        assert "<textarea" not in page

    @pytest.mark.parametrize("slug", ["nobody", "hidden"])
    def test_what_is_not_public_is_not_there(self, visitor, staff, slug):
        make_organisation("Hidden", private_email="a@example.org", is_published=False)
        for client in (visitor, staff):
            assert client.get(f"/organisations/{slug}/write/").status_code == 404


class TestSending:
    def test_a_proved_one_is_on_its_way(self, visitor, group):
        answer = send(visitor, name="  Ada \n B ")
        enquiry = _only()
        assert (answer.status_code, enquiry.state, enquiry.name) == (302, State.SENT, "Ada B")
        assert enquiry.texts.get().text == "Is there somebody who speaks my language?"
        assert Mail.objects.get().recipient == "group@example.org"
        kinds = list(
            StreamEntry.objects.filter(kind__contains="enquiry").values_list("kind", "actor", "data")
        )
        assert kinds == [
            ("organisations.enquiry.written", None, {"organisation": group.pk}),
            ("organisations.enquiry.sent", None, {"organisation": group.pk}),
        ]

    def test_the_link_is_private_and_names_nothing(self, visitor, group):
        answer = send(visitor)
        page = visitor.get(answer["Location"])
        assert answer["Location"].startswith("/link/")
        assert page["Cache-Control"] == "private, no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "friends" not in answer["Location"]

    def test_what_is_not_proved_is_held_and_no_mail_goes(self, visitor, group):
        answer = send(visitor, is_solved=False, answer_by="mail", email="ada@example.org")
        enquiry = _only()
        assert enquiry.state == State.HELD
        assert not Mail.objects.exists()
        task = Task.objects.get()
        assert (task.kind, task.key, task.organisation, task.detail) == (
            "enquiry",
            str(enquiry.public_id),
            group,
            "",
        )
        assert "looks at your message before it goes on" in visitor.get(answer["Location"]).content.decode()

    def test_so_is_what_a_program_fills_in(self, visitor, group):
        send(visitor, leave_empty="https://spam.example")
        assert _only().state == State.HELD

    def test_without_the_question_everything_would_go(self, visitor, group, monkeypatch):
        """The twin."""
        monkeypatch.setattr("advocates.organisations.enquiries.forms.WriteForm.is_proved", True)
        send(visitor, is_solved=False)
        assert _only().state == State.SENT

    def test_sent_twice_it_is_one_and_leads_to_the_same_page(self, visitor, group):
        data = filled(visitor.get(ADDRESS))
        first, second = visitor.post(ADDRESS, data), visitor.post(ADDRESS, data)
        assert [first.status_code, second.status_code] == [302, 302]
        assert (
            visitor.get(second["Location"]).context["enquiry"]
            == visitor.get(first["Location"]).context["enquiry"]
        )
        assert (Enquiry.counts(), Mail.objects.count()) == ({"sent": 1}, 1)

    def test_without_the_ticket_it_would_be_two_mails(self, visitor, group, monkeypatch):
        """The twin."""
        monkeypatch.setattr("advocates.organisations.enquiries.forms.WriteForm.spend", lambda _form: True)
        monkeypatch.setattr("advocates.organisations.enquiries.forms.WriteForm.letter", _letter_of_its_own)
        data = filled(visitor.get(ADDRESS))
        for _turn in (1, 2):
            visitor.post(ADDRESS, data)
        assert Mail.objects.count() == 2

    def test_once_more_after_it_was_taken_back_is_said(self, visitor, group):
        data = filled(visitor.get(ADDRESS))
        visitor.post(ADDRESS, data)
        actions.withdraw_enquiry(enquiry=_only())
        assert visitor.post(ADDRESS, data).status_code == 409

    def test_the_address_is_stored_only_if_mail_was_chosen(self, visitor, group):
        send(visitor, answer_by="page", email="ada@example.org")
        assert _only().email == ""

    def test_to_the_network(self, visitor, network):
        answer = send(visitor, "/directory/at/ask/")
        enquiry = _only()
        assert (answer.status_code, enquiry.organisation, enquiry.country) == (302, None, "AT")
        assert Mail.objects.get().recipient == network
        assert "to the network" in visitor.get(answer["Location"]).content.decode()

    def test_where_the_network_has_no_address_there_is_no_form(self, visitor, network):
        assert visitor.get("/directory/pe/ask/").status_code == 404
        assert visitor.get("/directory/xx/ask/").status_code == 404

    def test_a_group_that_went_away_meanwhile_keeps_the_text(self, visitor, group):
        data = filled(visitor.get(ADDRESS), message="A long letter of mine")
        outbox.suppress(group.private_email, "", Suppression.Reason.BOUNCED)
        answer = visitor.post(ADDRESS, data)
        assert answer.status_code == 409
        assert "A long letter of mine" in answer.content.decode()
        assert not Enquiry.counts()


def _only():
    (number,) = EnquiryText.objects.values_list("enquiry", flat=True).distinct()
    return Enquiry.numbered(number)


def _letter_of_its_own(form):
    values = form.cleaned_data
    return actions.Letter(said(values["message"], values["lang"]))


class TestBadInput:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"message": ""}, "message"),
            ({"message": "short"}, "message"),
            ({"message": "x" * 4001}, "message"),
            ({"message": "\0" * 40}, "message"),
            ({"message": "\u202e" * 40}, "message"),
            ({"lang": "xx"}, "lang"),
            ({"lang": ""}, "lang"),
            ({"name": "x" * 81}, "name"),
            ({"answer_by": "pigeon"}, "answer_by"),
            ({"answer_by": "mail"}, "email"),
            ({"answer_by": "mail", "email": "a@example.org\nBcc: b@example.org"}, "email"),
            ({"answer_by": "mail", "email": "a@example.org,b@example.org"}, "email"),
            ({"email": "nobody"}, "email"),
        ],
    )
    def test_it_is_said_at_the_field_and_kept(self, visitor, group, values, field):
        answer = send(visitor, **{"message": "A letter that I keep", **values})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        if "message" not in values:
            assert "A letter that I keep" in answer.content.decode()
        assert not Enquiry.counts()

    def test_signs_that_nobody_sees_are_left_out(self, visitor, group):
        send(visitor, message="one\0 two\u202e three four\r\nfive", name="A\u2066da")
        enquiry = _only()
        assert enquiry.texts.get().text == "one two three four\nfive"
        assert enquiry.name == "Ada"

    def test_half_a_character_is_no_error_of_ours(self, visitor, group):
        data = urlencode(filled(visitor.get(ADDRESS))) + "&message=A+half+one%3A+%ED%A0%80"
        answer = visitor.post(ADDRESS, data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 302
        assert _only().texts.get().text.startswith("A half one:")

    def test_a_megabyte_is_no_error_of_ours(self, visitor, group):
        assert send(visitor, message="ü" * 500_000).status_code in {413, 422}

    def test_markup_stays_text(self, visitor, group):
        answer = send(visitor, message="<script>alert(1)</script><b>x</b>")
        page = visitor.get(answer["Location"]).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


class TestLimits:
    def test_the_sixth_of_a_network_within_the_hour_keeps_its_text(self, visitor, group):
        for _turn in range(5):
            assert send(visitor).status_code == 302
        answer = send(visitor, message="A long letter of mine")
        assert answer.status_code == 429
        assert "A long letter of mine" in answer.content.decode()

    def test_very_many_to_one_group_are_held(self, group, settings):
        settings.LIMITS = {**limits.LIMITS, "enquiry-to": (2, 86400)}
        other = make_organisation("Others", private_email="other@example.org")
        states = [make_enquiry(group).state for _turn in range(3)]
        assert states == [State.SENT, State.SENT, State.HELD]
        assert make_enquiry(other).state == State.SENT

    def test_very_many_from_one_mailbox_are_held(self, group, settings):
        settings.LIMITS = {**limits.LIMITS, "enquiry-from": (1, 86400)}
        states = [make_enquiry(group, email=each).state for each in ("a@example.org", "A@example.org", "")]
        assert states == [State.SENT, State.HELD, State.SENT]

    def test_without_them_they_would_go(self, group, settings, monkeypatch):
        """The twin."""
        settings.LIMITS = {**limits.LIMITS, "enquiry-to": (1, 86400)}
        monkeypatch.setattr(actions, "is_too_much", lambda *_arguments: False)
        assert [make_enquiry(group).state for _turn in range(3)] == [State.SENT] * 3


class TestAMailboxThatSomebodyElseTyped:
    """It gets one mail, without a word of whoever typed it, until somebody opens the link from there."""

    def mails(self):
        return Mail.objects.filter(recipient__iexact="victim@example.org").count()

    def test_it_gets_one(self, group, mailbox):
        for _turn in range(3):
            enquiry = make_enquiry(group, text="An insult for you", name="Insult", email="victim@example.org")
            actions.answer_enquiry(
                enquiry=enquiry, author="group", said=actions.Said("Another insult", "en", "once")
            )
            cache.clear()
        work()
        (mail,) = mailbox.to("victim@example.org")
        assert "nsult" not in mail.as_string()
        assert "Friends" not in mail.as_string()

    def test_capitals_make_no_difference(self, group):
        make_enquiry(group, email="victim@example.org")
        make_enquiry(group, email="VICTIM@example.org")
        assert self.mails() == 1

    def test_without_the_rule_it_would_get_many(self, group, monkeypatch):
        """The twin."""
        monkeypatch.setattr(Enquiry, "of_mailbox", lambda _address: EnquiryQuerySet(Enquiry).none())
        for _turn in range(3):
            make_enquiry(group, email="victim@example.org")
        assert self.mails() == 3

    def test_a_group_that_is_taken_out_gets_no_mail_that_waits(self, group, mailbox):
        make_enquiry(group)
        directory_actions.unpublish_organisation(actor=None, organisation=group)
        work()
        assert not mailbox.taken
