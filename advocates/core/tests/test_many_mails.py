"""One mail to each of many: queued at once, composed when it leaves, settled when it has ended."""

import time
from email import message_from_bytes, policy

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from advocates.core import jobs, outbox
from advocates.core.models import Job, Mail, Suppression
from advocates.core.outbox import Composed, Purpose, Recipient

WAVE = "tests.wave"
pytestmark = pytest.mark.django_db


class Wave:
    """What a purpose was asked and told."""

    def __init__(self):
        self.word, self.may, self.told, self.breaks = "first", True, [], None

    def compose(self, mail):
        if self.breaks:
            raise self.breaks
        said = f"{self.word} {mail.about['n']} {translation.get_language()}"
        return Composed(subject=f"Wave {mail.about['n']}", text=said, html=f"<p>{said}</p>")

    def settled(self, mail):
        self.told.append((mail.about["n"], mail.state, connection.in_atomic_block))

    def states(self):
        return [state for _number, state, _inside in self.told]


@pytest.fixture
def wave(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    made = Wave()
    made.folder = tmp_path / "mail"
    monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
    outbox.register_purpose(
        Purpose(
            WAVE, is_bulk=True, may_send=lambda _mail: made.may, compose=made.compose, settled=made.settled
        )
    )
    return made


def many(count, language="ar"):
    return [Recipient(f"p{n}@example.org", language, {"n": n}) for n in range(count)]


def left(wave):
    jobs.run_due()
    read = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in wave.folder.glob("*.eml")
    ]
    return sorted(read, key=lambda message: message["Subject"])


class TestQueueing:
    def test_it_says_how_many_and_stores_no_text(self, wave):
        assert outbox.send_later_many(WAVE, many(3)) == 3
        assert set(Mail.objects.values_list("subject", "text", "html")) == {("", "", "")}
        assert Job.objects.count() == 3
        assert list(wave.folder.iterdir()) == []

    def test_it_belongs_to_the_transaction_around_it(self, wave):
        with transaction.atomic():
            outbox.send_later_many(WAVE, many(3))
            transaction.set_rollback(True)
        assert not Mail.objects.exists()
        assert not Job.objects.exists()

    def test_ten_thousand_take_few_statements_and_little_time(self, wave):
        began = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            assert outbox.send_later_many(WAVE, many(10_000)) == 10_000
        assert len(asked) < 400
        assert time.process_time() - began < 10

    def test_what_is_no_address_does_not_keep_the_others(self, wave):
        bad = [
            "nobody",
            "a@example.org\r\nBcc: thief@example.org",
            "a@b.org, c@d.org",
            "",
            "\ud800@x.org",
            "\0@x.org",
        ]
        mixed = [*many(2), *(Recipient(each, "en", {"n": 9}) for each in bad)]
        assert outbox.send_later_many(WAVE, mixed) == 2
        assert wave.states() == [Mail.State.FAILED] * len(bad)
        assert len(left(wave)) == 2

    def test_a_purpose_that_says_nothing_is_a_mistake(self):
        with pytest.raises(LookupError):
            outbox.send_later_many("", many(1))

    def test_somebody_who_waits_is_not_behind_a_wave(self, wave):
        outbox.send_later_many(WAVE, many(5))
        own = outbox.queue("me@example.org", subject="Your link", text="Text")
        jobs.run_due(limit=1)
        own.refresh_from_db()
        assert own.state == Mail.State.SENT


class TestLeaving:
    def test_it_is_composed_then_in_the_recipients_language(self, wave):
        outbox.send_later_many(WAVE, many(2))
        wave.word = "second"
        texts = [message.get_body(("plain",)).get_content().strip() for message in left(wave)]
        assert texts == ["second 0 ar", "second 1 ar"]

    def test_rights_are_asked_then(self, wave):
        outbox.send_later_many(WAVE, many(1))
        wave.may = False
        assert left(wave) == []
        assert wave.states() == [Mail.State.DROPPED]

    def test_who_unsubscribed_meanwhile_gets_nothing(self, wave):
        outbox.send_later_many(WAVE, many(2))
        outbox.suppress("P0@example.org", WAVE, Suppression.Reason.UNSUBSCRIBED)
        (message,) = left(wave)
        assert message["To"] == "p1@example.org"
        assert sorted(wave.states()) == [Mail.State.DROPPED, Mail.State.SENT]

    def test_the_headers_that_large_mailboxes_ask_for(self, wave, settings):
        outbox.send_later_many(WAVE, many(1))
        (message,) = left(wave)
        assert message["Precedence"] == "bulk"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Id"] == f"<{WAVE}.{settings.SITE.hostname}>"
        assert message["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/link/")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_a_line_break_in_a_composed_subject_adds_no_header(self, wave):
        wave.compose = None
        outbox._purposes[WAVE] = Purpose(
            WAVE, is_bulk=True, compose=lambda _mail: Composed("a\r\nBcc: thief@example.org\0", "x\0y")
        )
        outbox.send_later_many(WAVE, many(1))
        (message,) = left(wave)
        assert message["Bcc"] is None
        assert message["Subject"] == "a Bcc: thief@example.org"

    def test_composing_that_fails_is_tried_again_and_settled_in_the_end(self, wave):
        wave.breaks = ValueError("a fault in a template")
        outbox.send_later_many(WAVE, many(1))
        for _ in range(3):
            Job.objects.update(run_at="2020-01-01T00:00:00Z")
            assert left(wave) == []
        assert Mail.objects.get().state == Mail.State.WAITING
        assert wave.told == []
        Mail.objects.update(attempts=len(outbox.PAUSES))
        Job.objects.update(run_at="2020-01-01T00:00:00Z")
        left(wave)
        assert wave.states() == [Mail.State.FAILED]


class TestSettled:
    def test_inside_the_transaction_that_stores_it(self, wave):
        outbox.send_later_many(WAVE, many(2))
        left(wave)
        assert sorted(wave.told) == [(0, Mail.State.SENT, True), (1, Mail.State.SENT, True)]

    def test_a_mail_that_may_have_left(self, wave):
        outbox.send_later_many(WAVE, many(1))
        Mail.objects.update(state=Mail.State.LEAVING)
        assert left(wave) == []
        assert wave.states() == [Mail.State.UNSURE]

    def test_a_fault_in_it_sends_nothing_twice(self, wave, monkeypatch):
        def fail(_mail):
            raise ZeroDivisionError

        outbox._purposes[WAVE] = Purpose(WAVE, is_bulk=True, compose=wave.compose, settled=fail)
        outbox.send_later_many(WAVE, many(1))
        left(wave)
        assert Mail.objects.get().state == Mail.State.SENT
        assert Job.objects.get().state == Job.State.DONE

    def test_what_came_back_before_we_noted_that_it_left_stays_so(self, wave):
        outbox.send_later_many(WAVE, many(1))
        mail = Mail.objects.get()
        Mail.objects.update(state=Mail.State.LEAVING)
        assert outbox.note_bounced(mail.pk, "5.1.1")
        outbox._close(mail, Mail.State.SENT)
        assert wave.states() == [Mail.State.BOUNCED]
        assert Mail.objects.get().state == Mail.State.BOUNCED

    def test_one_that_never_left_cannot_come_back(self, wave):
        outbox.send_later_many(WAVE, many(1))
        assert outbox.note_bounced(Mail.objects.get().pk, "5.1.1") is None
        assert wave.told == []
