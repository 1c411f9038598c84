"""Anybody tells us what is wrong or missing: the group is asked first, then the office decides and answers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from advocates.core import limits, outbox, retention, visitorforms
from advocates.core.models import Mail, Suppression
from advocates.core.tests.test_visitorforms import solved
from advocates.core.visitorforms import new_ticket
from advocates.organisations import actions
from advocates.organisations.hints import actions as hints
from advocates.organisations.models import Hint, Organisation, Task
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
REPORTER = "quillreporter@example.org"


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch, settings):
    monkeypatch.setattr(visitorforms, "COST", 1)
    settings.LIMITS = {**limits.LIMITS, "correction": (1000, 3600)}


@pytest.fixture
def group():
    return make_organisation(
        "Friends", country="ES", languages=["es"], private_email="quillgroup@example.org"
    )


def values(**given):
    ticket = new_ticket("correction")
    start = {"ticket": ticket, "work": solved(ticket, "correction"), "topic": "website", "text": "quilltext"}
    return start | given


def correct(client, group, **given):
    return client.post(f"/organisations/{group.slug}/correct/", values(**given))


def suggest(client, address="/directory/suggest/", **given):
    return client.post(address, values(**{"name": "Quillgroup", "country": "BV", **given}))


def path_in(text):
    url = re.findall(r"http\S+/link/\S+", text)[0]
    return "/" + url.partition("://")[2].partition("/")[2]


def mail_to(purpose):
    return Mail.objects.get(purpose=purpose)


def tasks_open():
    return Task.objects.open().filter(kind="hint").count()


def page_of(group):
    return path_in(
        hints.compose_for_group(
            Mail(
                about={"organisation": group.pk},
                language="en",
                purpose=hints.GROUP_PURPOSE,
                recipient="a@example.org",
            )
        ).text
    )


class TestTelling:
    def test_a_correction_goes_to_the_group_first(self, visitor, group):
        answer = correct(visitor, group, reporter=REPORTER)
        assert answer.status_code == 200
        assert "Thank you" in answer.content.decode()
        hint = Hint.objects.get()
        assert (hint.state, hint.topic, hint.text, hint.lang) == ("group", "website", "quilltext", "en")
        mail = mail_to(hints.GROUP_PURPOSE)
        assert (mail.recipient, mail.language) == ("quillgroup@example.org", "es")
        assert tasks_open() == 0

    def test_the_mail_holds_nothing_that_somebody_typed(self, visitor, group):
        correct(visitor, group, reporter=REPORTER, source="https://quillsource.example")
        said = hints.compose_for_group(mail_to(hints.GROUP_PURPOSE))
        for part in (said.subject, said.text, said.html):
            assert "quill" not in part

    @pytest.mark.parametrize("topic", ["closed", "contact"])
    def test_what_the_group_cannot_answer_goes_to_the_office(self, visitor, group, topic):
        correct(visitor, group, topic=topic)
        assert Hint.objects.get().state == "office"
        assert tasks_open() == 1
        assert not Mail.objects.exists()

    def test_so_does_what_no_mail_reaches(self, visitor, group):
        outbox.suppress(group.private_email, "", Suppression.Reason.BOUNCED)
        correct(visitor, group)
        correct(visitor, make_organisation("No address"))
        assert {hint.state for hint in Hint.objects.all()} == {"office"}
        assert tasks_open() == 2

    def test_and_what_comes_back(self, visitor, group):
        correct(visitor, group)
        mail = mail_to(hints.GROUP_PURPOSE)
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT)
        outbox.note_bounced(mail.pk, "550")
        assert Hint.objects.get().state == "office"
        assert tasks_open() == 1

    def test_without_the_work_a_person_reads_it_first(self, visitor, group):
        correct(visitor, group, work="")
        correct(visitor, group, leave_empty="https://spam.example")
        assert {hint.state for hint in Hint.objects.all()} == {"held"}
        assert not Mail.objects.exists()
        assert tasks_open() == 2

    def test_a_missing_group_goes_to_the_office(self, visitor):
        assert suggest(visitor, "/directory/bv/suggest/", website="group.example").status_code == 200
        hint = Hint.objects.get()
        assert (hint.kind, hint.name, hint.country, hint.state) == (
            "suggestion",
            "Quillgroup",
            "BV",
            "office",
        )
        assert hint.website == "https://group.example"

    def test_sent_twice_it_is_one(self, visitor, group):
        same = values()
        for _ in range(2):
            assert visitor.post(f"/organisations/{group.slug}/correct/", same).status_code == 200
        assert Hint.objects.count() == 1

    def test_too_many_keep_their_text(self, visitor, group, settings):
        settings.LIMITS = {**limits.LIMITS, "correction": (1, 3600)}
        assert [correct(visitor, group).status_code for _ in range(2)] == [200, 429]
        assert "quilltext" in correct(visitor, group).content.decode()
        assert Hint.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("text", ""), ("text", "x" * 2001), ("text", "a\x00b"), ("text", "a\u202eb"), ("topic", "x"), ("topic", ""),
            ("source", "javascript:alert(1)"), ("reporter", "a@b.example\r\nBcc: c@d.example"), ("reporter", "no"),
        ],
    )  # fmt: skip
    def test_bad_input_is_said_and_the_rest_is_kept(self, visitor, group, field, value):
        given = {"source": "https://kept.example", field: value}
        answer = correct(visitor, group, **given)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert field == "source" or "kept.example" in answer.content.decode()
        assert not Hint.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", ""), ("name", "=1"), ("country", "XX"), ("website", "x y"), ("name", "x" * 201)],
    )
    def test_bad_suggestions_too(self, visitor, field, value):
        assert suggest(visitor, **{field: value}).status_code == 422
        assert not Hint.objects.exists()

    def test_the_pages_lead_there_and_are_neither_kept_nor_indexed(self, visitor, group):
        assert "/organisations/friends/correct/" in visitor.get("/organisations/friends/").content.decode()
        assert "/directory/es/suggest/" in visitor.get("/directory/es/").content.decode()
        assert "/directory/suggest/" in visitor.get("/directory/").content.decode()
        for address in ("/organisations/friends/correct/", "/directory/es/suggest/", "/directory/suggest/"):
            for prefix in ("", "/es", "/ar"):
                page = visitor.get(prefix + address)
                assert page.status_code == 200
                assert 'content="noindex"' in page.content.decode()
                assert "public" not in page.headers.get("Cache-Control", "")
        assert visitor.get("/directory/xx/suggest/").status_code == 404
        actions.unpublish_organisation(actor=None, organisation=group)
        assert visitor.get("/organisations/friends/correct/").status_code == 404


class TestOneMailADay:
    def test_more_are_gathered(self, visitor, group, time_machine):
        for _ in range(3):
            correct(visitor, group)
        assert hints.tell_groups() == 0
        assert Mail.objects.count() == 1
        time_machine.move_to(timezone.now() + timedelta(hours=25))
        assert [hints.tell_groups() for _ in range(2)] == [1, 0]
        assert Mail.objects.count() == 2
        assert not Hint.objects.filter(mailed_at=None).exists()

    def test_without_the_pause_each_would_make_one(self, visitor, group, monkeypatch):
        """The twin."""
        monkeypatch.setattr(hints, "A_DAY", timedelta(0))
        for _ in range(3):
            correct(visitor, group)
        assert Mail.objects.count() == 3


class TestTheGroupAnswers:
    @pytest.fixture
    def hint(self, visitor, group):
        correct(visitor, group, reporter=REPORTER, source="https://seen.example")
        return Hint.objects.get()

    @pytest.fixture
    def page(self, group, hint):
        return page_of(group)

    def test_it_reads_what_somebody_wrote_and_not_who(self, visitor, page, hint):
        for _ in range(2):
            text = visitor.get(page).content.decode()
            assert "Somebody wrote" in text
            assert "quilltext" in text
            assert "quillreporter" not in text
        hint.refresh_from_db()
        assert hint.state == "group"

    def test_markup_of_somebody_stays_text(self, visitor, group, page):
        correct(visitor, group, text="<script>alert(1)</script>")
        assert "<script>alert" not in visitor.get(page).content.decode()

    def buttons(self, visitor, page):
        urls = re.findall(r'action="([^"]+/link/[^"]+)"', visitor.get(page).content.decode())
        return ["/" + url.partition("://")[2].partition("/")[2] for url in urls]

    def test_the_entry_is_right(self, visitor, group, page, hint):
        right, _unknown = self.buttons(visitor, page)
        assert visitor.post(right, {"revision": "99"}).status_code == 409
        assert visitor.post(right, {"revision": "1"}).status_code == 200
        hint.refresh_from_db()
        assert (hint.state, hint.answer, hint.outcome, hint.reporter) == ("closed", "right", "right", "")
        assert Organisation.objects.get(pk=group.pk).confirmed_by == "organisation"
        mail = mail_to(hints.REPORTER_PURPOSE)
        assert mail.recipient == REPORTER
        said = hints.compose_for_reporter(mail).text
        assert "says that its entry is right" in said
        assert "quill" not in said

    def test_it_cannot_tell(self, visitor, page, hint):
        _right, unknown = self.buttons(visitor, page)
        assert visitor.get(unknown).status_code == 200
        assert Hint.objects.get().state == "group"
        assert visitor.post(unknown).status_code == 200
        hint.refresh_from_db()
        assert (hint.state, hint.answer) == ("office", "unknown")
        assert tasks_open() == 1

    def test_it_proposes_a_change(self, visitor, page, hint):
        url = re.search(
            r'href="([^"]+/link/[^"]+)"',
            visitor.get(page).content.decode().partition("</head>")[2].partition("is right as it is")[2],
        ).group(1)
        form_page = "/" + url.partition("://")[2].partition("/")[2]
        form = visitor.get(form_page).context["form"]
        given = {field.html_name: field.value() for field in form}
        given = {name: value for name, value in given.items() if value not in (None, [], "")}
        assert visitor.post(form_page, given | {"website": "new.example"}).status_code == 200
        hint.refresh_from_db()
        assert (hint.state, hint.answer) == ("office", "change")

    def test_silence_hands_it_to_the_office(self, hint, time_machine):
        time_machine.move_to(timezone.now() + timedelta(days=13, hours=23))
        assert hints.hand_over_unanswered() == 0
        time_machine.shift(timedelta(hours=2))
        assert [hints.hand_over_unanswered() for _ in range(2)] == [1, 0]
        hint.refresh_from_db()
        assert hint.state == "office"
        assert tasks_open() == 1


class TestTheOffice:
    @pytest.fixture
    def hint(self, visitor, group):
        correct(visitor, group, topic="closed", reporter=REPORTER)
        return Hint.objects.get()

    def at(self, hint, deed=""):
        return reverse(f"hint_{deed}" if deed else "hint", args=[hint.public_id])

    def test_it_is_read_with_what_is_known(self, staff, hint):
        assert "Friends" in staff.get(reverse("hint_list")).content.decode()
        page = staff.get(self.at(hint)).content.decode()
        assert "quilltext" in page
        assert "quillreporter" not in page

    def test_taken_up_opens_the_entry_and_tells_who_wanted_to_know(self, staff, group, hint):
        answer = staff.post(self.at(hint, "accept"))
        assert answer["Location"] == f"/manage/organisations/edit/{group.pk}/"
        hint.refresh_from_db()
        assert (hint.outcome, hint.reporter, hint.closed_by) == ("accepted", "", staff.person)
        assert mail_to(hints.REPORTER_PURPOSE).recipient == REPORTER
        assert tasks_open() == 0

    def test_a_missing_group_fills_the_form_of_a_new_entry(self, staff, visitor):
        suggest(visitor, website="https://group.example", city="Harbour")
        answer = staff.post(self.at(Hint.objects.get(), "accept"))
        form = staff.get(answer["Location"]).context["form"]
        assert [form[name].value() for name in ("name", "country", "city", "website")] == [
            "Quillgroup", "BV", "Harbour", "https://group.example",
        ]  # fmt: skip
        assert staff.get("/manage/organisations/new/?hint=x").status_code == 200

    def test_declined_needs_a_reason_that_is_told(self, staff, hint):
        assert staff.post(self.at(hint, "decline")).status_code == 422
        staff.post(self.at(hint, "decline"), {"reason": "The group answers its telephone."})
        hint.refresh_from_db()
        assert (hint.outcome, hint.reporter) == ("declined", "")
        said = hints.compose_for_reporter(mail_to(hints.REPORTER_PURPOSE))
        assert "answers its telephone" in said.text
        assert "quilltext" not in said.text

    def test_of_two_one_closes_it(self, staff, hint):
        assert staff.post(self.at(hint, "accept")).status_code == 302
        assert staff.post(self.at(hint, "accept")).status_code == 409
        assert staff.post(self.at(hint, "decline"), {"reason": "No."}).status_code == 409
        assert Mail.objects.filter(purpose=hints.REPORTER_PURPOSE).count() == 1

    def test_who_wants_no_answer_gets_none(self, staff, visitor, group):
        correct(visitor, group, topic="closed")
        staff.post(self.at(Hint.objects.get(), "accept"))
        assert not Mail.objects.exists()

    def test_held_is_let_through_to_the_group(self, staff, visitor, group):
        correct(visitor, group, work="")
        held = Hint.objects.get()
        assert "no program" in staff.get(self.at(held)).content.decode()
        assert staff.post(self.at(held, "let_through")).status_code == 302
        held.refresh_from_db()
        assert held.state == "group"
        assert tasks_open() == 0
        assert mail_to(hints.GROUP_PURPOSE)
        assert staff.post(self.at(held, "let_through")).status_code == 409

    def test_only_staff(self, visitor, pending, editor, hint):
        assert [client.get(self.at(hint)).status_code for client in (visitor, pending, editor)] == [
            302,
            404,
            404,
        ]
        for client in (visitor, pending, editor):
            client.post(self.at(hint, "accept"))
        hint.refresh_from_db()
        assert hint.is_open

    def test_half_a_year_later_it_is_gone(self, staff, hint):
        staff.post(self.at(hint, "accept"))
        retention.purge(timezone.now() + timedelta(days=182))
        assert Hint.objects.exists()
        retention.purge(timezone.now() + timedelta(days=184))
        assert not Hint.objects.exists()
