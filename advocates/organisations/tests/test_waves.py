"""Many groups are asked at once, and the silent ones once more; the board tells how it went."""

import csv
import io
import time
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.utils import timezone

from advocates.core import jobs, outbox
from advocates.core.models import Job, Mail, StreamEntry, Suppression
from advocates.organisations import actions, confirmations
from advocates.organisations.models import ConfirmationAsk, Organisation, Wave
from advocates.organisations.tests.factories import make_many, make_organisation
from advocates.organisations.waves import actions as waves
from advocates.organisations.waves.choosing import Words, plan, words_of
from tests.patience import patience

pytestmark = pytest.mark.django_db
NEW, SEND, BOARD = "/manage/confirmations/new/", "/manage/confirmations/send/", "/manage/confirmations/"


def make(name, country="DE", **fields):
    return make_organisation(
        name, country=country, private_email=f"quill-{name.lower()}@example.org", **fields
    )


@pytest.fixture
def groups():
    return {
        "Ada": make("Ada", languages=["de"]),
        "Bea": make("Bea", country="BR", languages=["pt", "es"], state="member"),
        "Cleo": make("Cleo", country="BR"),
        "Silent": make_organisation("Silent", country="BR"),
    }


def send(client, **values):
    return client.post(SEND, {"key": str(uuid4()), "scope": "all", **values})


def asked():
    return set(ConfirmationAsk.objects.values_list("organisation__name", flat=True))


class TestChoosing:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ({}, {"Ada", "Bea", "Cleo"}),
            ({"country": "BR"}, {"Bea", "Cleo"}),
            ({"region": "latin-america"}, {"Bea", "Cleo"}),
            ({"language": "es"}, {"Bea"}),
            ({"state": "member"}, {"Bea"}),
            ({"freshness": "never"}, {"Ada", "Bea", "Cleo"}),
            ({"freshness": "current"}, set()),
            ({"freshness": "due", "country": "DE"}, {"Ada"}),
            ({"country": "Atlantis", "state": "x"}, {"Ada", "Bea", "Cleo"}),
        ],
    )
    def test_by_words(self, groups, words, found):
        assert {group.name for group in plan(words_of(words)).to_ask} == found

    def test_who_is_left_out_is_counted(self, staff, groups):
        confirmations.ask(actor=None, organisation=groups["Ada"])
        outbox.suppress("quill-bea@example.org", confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        made = plan(Words())
        assert (made.without_address, made.asked_lately, made.ended, len(made.to_ask)) == (1, 1, 1, 1)
        page = staff.get(NEW).content.decode()
        for sentence in (
            "1 group can be asked",
            "1 group has no private e-mail address",
            "1 group was asked within",
        ):
            assert sentence in page
        assert not Wave.objects.exists()

    def test_an_entry_that_is_not_public_is_never_found(self, groups):
        actions.unpublish_organisation(actor=None, organisation=groups["Ada"])
        assert "Ada" not in {group.name for group in plan(Words()).to_ask}


class TestAsking:
    def test_all_that_the_words_find(self, staff, groups):
        answer = send(staff, country="BR")
        assert answer.status_code == 302
        assert asked() == {"Bea", "Cleo"}
        wave = Wave.objects.get()
        assert (wave.count, wave.words, wave.actor) == (2, {"country": "BR"}, staff.person)
        assert {(mail.recipient, mail.language) for mail in Mail.objects.all()} == {
            ("quill-bea@example.org", "es"),
            ("quill-cleo@example.org", "en"),
        }
        entry = StreamEntry.objects.get(kind="organisations.wave.sent")
        assert (entry.actor, entry.data) == (staff.person, {"count": 2})

    def test_those_that_are_ticked(self, staff, groups):
        send(staff, scope="", only=[groups["Ada"].pk, groups["Silent"].pk, "x", "9" * 30])
        assert asked() == {"Ada"}

    def test_none_ticked_asks_nobody(self, staff, groups):
        assert send(staff, scope="").status_code == 422
        assert send(staff, scope="", only=["x"]).status_code == 409
        assert not asked()

    def test_pressed_twice_it_is_one_wave(self, staff, groups):
        key = str(uuid4())
        assert [send(staff, key=key).status_code for _ in range(2)] == [302, 302]
        assert Wave.objects.count() == 1
        assert Mail.objects.count() == 3

    def test_another_wave_on_the_same_day_finds_nobody(self, staff, groups):
        assert [send(staff).status_code for _ in range(2)] == [302, 409]
        assert Mail.objects.count() == 3

    @pytest.mark.parametrize("key", ["", "x", "1" * 40])
    def test_without_a_key_the_button_is_pressed_once_more(self, staff, groups, key):
        assert send(staff, key=key).status_code == 422
        assert not asked()

    def test_ten_thousand_are_queued_in_ten_seconds(self, staff, settings):
        make_many(5)
        pattern = Organisation.objects.first()
        values = {
            name: getattr(pattern, name)
            for name in ("country", "countries", "languages", "state", "disease_areas")
        }
        Organisation.objects.bulk_create(
            Organisation(name=f"G{n}", slug=f"g{n}", private_email=f"g{n}@example.org", **values)
            for n in range(10_000)
        )
        began = time.process_time()
        wave = waves.ask_many(actor=staff.person, key=uuid4(), words=Words())
        assert wave.count == 10_000
        assert time.process_time() - began < patience(10)
        assert Mail.objects.count() == ConfirmationAsk.objects.count() == 10_000
        assert Job.objects.filter(name=jobs.name_of(outbox.deliver)).count() == 10_000

    def test_only_staff(self, visitor, pending, editor, groups):
        assert [send(client).status_code for client in (visitor, pending, editor)] == [302, 404, 404]
        assert not asked()


class TestTheBoard:
    @pytest.fixture
    def wave(self, staff, groups):
        wave = waves.ask_many(actor=staff.person, key=uuid4(), words=Words())
        ConfirmationAsk.objects.update(mail_state="sent")
        return wave

    def of(self, name):
        return ConfirmationAsk.objects.get(organisation__name=name)

    def test_it_counts_what_happened(self, staff, groups, wave):
        confirmations.note_opened(self.of("Ada"))
        confirmations.say_right(question=self.of("Ada"), base_revision=groups["Ada"].revision)
        ConfirmationAsk.objects.filter(pk=self.of("Bea").pk).update(answered_at=timezone.now())
        ConfirmationAsk.objects.filter(pk=self.of("Cleo").pk).update(mail_state="failed")
        page = staff.get(BOARD, {"wave": wave.public_id})
        counts = [cell["count"] for cell in page.context["all"]]
        # Asked, sent, opened, confirmed, changed, not reached, silent.
        assert counts == [3, 2, 1, 1, 1, 1, 0]
        brazil = next(row for row in page.context["regions"] if row["region"] == "latin-america")
        assert [cell["count"] for cell in brazil["cells"]] == [2, 1, 0, 0, 1, 1, 0]

    def test_each_number_leads_to_its_list(self, staff, groups, wave):
        page = staff.get(BOARD, {"wave": wave.public_id, "region": "latin-america", "what": "silent"})
        assert {row.organisation.name for row in page.context["page"].items} == {"Bea", "Cleo"}
        assert staff.get(BOARD).context["waves"][0]["cells"][0]["count"] == 3

    @pytest.mark.parametrize(
        "words",
        [
            {"wave": "x"},
            {"wave": str(uuid4())},
            {"region": "x"},
            {"what": "x"},
            {"what": "sent", "page": "9"},
        ],
    )
    def test_what_is_not_there(self, staff, wave, words):
        assert staff.get(BOARD, words).status_code == 404

    def test_as_many_questions_for_many_waves(self, staff, wave, django_assert_max_num_queries):
        for _ in range(9):
            Wave.objects.create(actor=staff.person)
        with django_assert_max_num_queries(27):
            staff.get(BOARD)

    def test_the_file_holds_public_names_and_no_address(self, staff, groups, wave):
        Organisation.objects.filter(name="Ada").update(name="=Ada")
        answer = staff.get("/manage/confirmations/board.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["group"] for row in rows] == ["'=Ada", "Bea", "Cleo"]
        assert "quill" not in answer.content.decode()

    def test_the_ready_text_names_those_who_are_silent(self, staff, groups, wave):
        confirmations.say_right(question=self.of("Bea"), base_revision=1)
        page = staff.get("/manage/confirmations/text/", {"region": "latin-america"})
        assert "Cleo" in page.context["text"]
        assert "Bea" not in page.context["text"]
        assert "quill" not in page.content.decode()
        assert page.context["whatsapp"].startswith("https://wa.me/?text=")
        assert "Cleo" in unquote(page.context["whatsapp"])

    def test_a_long_one_fits_into_the_link(self, staff, wave):
        for number in range(60):
            ConfirmationAsk.objects.create(
                organisation=make(f"Long name of a group {number}"), mail_state="sent"
            )
        page = staff.get("/manage/confirmations/text/")
        assert "and 38 more" in unquote(page.context["whatsapp"])
        assert len(page.context["whatsapp"]) < 2000


class TestReminding:
    @pytest.fixture
    def wave(self, staff, groups):
        wave = waves.ask_many(actor=staff.person, key=uuid4(), words=Words())
        ConfirmationAsk.objects.update(mail_state="sent", asked_at=timezone.now() - timedelta(days=15))
        Mail.objects.all().delete()
        return wave

    def remind(self, staff, wave, region=""):
        return staff.post(
            "/manage/confirmations/remind/", {"board": f"wave={wave.public_id}&region={region}"}
        )

    def told(self):
        return {mail.recipient.partition("@")[0].removeprefix("quill-") for mail in Mail.objects.all()}

    def test_the_silent_ones_of_a_region_once(self, staff, groups, wave):
        ConfirmationAsk.objects.filter(organisation__name="Cleo").update(answered_at=timezone.now())
        assert self.remind(staff, wave, "latin-america").status_code == 302
        assert self.told() == {"bea"}
        self.remind(staff, wave, "latin-america")
        assert Mail.objects.count() == 1

    def test_it_is_worded_otherwise(self, staff, wave):
        self.remind(staff, wave)
        mail = Mail.objects.first()
        first, second = (
            confirmations.compose(
                Mail(
                    about={"ask": mail.about["ask"]},
                    language="en",
                    purpose=mail.purpose,
                    recipient=mail.recipient,
                )
            ),
            confirmations.compose(mail),
        )
        assert first.subject != second.subject
        assert "/link/" in second.text

    def test_not_within_two_weeks(self, staff, wave):
        ConfirmationAsk.objects.update(asked_at=timezone.now() - timedelta(days=13))
        self.remind(staff, wave)
        assert not Mail.objects.exists()

    def test_nor_who_ended_it_or_was_not_reached(self, staff, wave):
        outbox.suppress("quill-ada@example.org", confirmations.PURPOSE, Suppression.Reason.UNSUBSCRIBED)
        ConfirmationAsk.objects.filter(organisation__name="Bea").update(mail_state="failed")
        self.remind(staff, wave)
        assert self.told() == {"cleo"}
