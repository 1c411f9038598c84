"""What a mail provider tells about mail that left; and how one is set up."""

import hashlib
import hmac
import re

import pytest

from advocates.config import env
from advocates.core import bounces, outbox, suppressions
from advocates.core.models import Bounce, Mail, ProviderEvent, Suppression
from advocates.core.tests.hook_calls import (
    EVENTS,
    IN,
    KEY,
    SECRET,
    bounced,
    by_postmark,
    call,
    complaint,
    configured,
)
from advocates.core.tests.test_bounces import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def postmark(settings):
    configured(settings, "postmark")


@pytest.mark.usefixtures("postmark")
class TestEvents:
    def test_an_address_that_is_no_good(self):
        mail, other = sent("a@example.org"), sent("b@example.org")
        assert call(EVENTS, bounced("a@example.org")).status_code == 200
        mail.refresh_from_db()
        assert (mail.state, mail.error) == (Mail.State.BOUNCED, "5.1.1")
        assert Bounce.objects.get().is_hard
        assert [suppressions.is_suppressed(each.recipient, "x") for each in (mail, other)] == [True, False]

    def test_told_twice_it_counts_once(self):
        first, second = sent("a@example.org"), sent("a@example.org")
        soft = bounced("a@example.org", "SoftBounce", "smtp;452 4.2.2 mailbox full")
        for _turn in range(8):
            assert call(EVENTS, soft).status_code == 200
        states = sorted(Mail.objects.filter(pk__in=(first.pk, second.pk)).values_list("state", flat=True))
        assert states == ["bounced", "sent"]
        assert (Bounce.objects.count(), Suppression.objects.count()) == (1, 0)

    def test_told_again_after_mail_was_let_go_there_it_does_nothing(self):
        sent("a@example.org")
        call(EVENTS, bounced("a@example.org"))
        outbox.release("a@example.org", "", Suppression.Reason.BOUNCED)
        call(EVENTS, bounced("a@example.org"))
        assert not suppressions.is_suppressed("a@example.org", "")

    def test_not_now_five_times(self):
        for number in range(bounces.MOST_SOFT):
            assert not suppressions.is_suppressed("a@example.org", "")
            sent("a@example.org")
            late = bounced(
                "a@example.org", "SoftBounce", "452 4.2.2 full", BouncedAt=f"2026-11-27T1{number}:00:00Z"
            )
            call(EVENTS, late)
        assert suppressions.is_suppressed("a@example.org", "")

    def test_what_speaks_of_us_and_not_of_the_address(self):
        sent("a@example.org")
        call(EVENTS, bounced("a@example.org", details="smtp;550 5.7.1 refused by policy"))
        assert Bounce.objects.get().is_hard is False

    def test_without_words_of_a_mail_server(self):
        sent("a@example.org")
        call(EVENTS, bounced("a@example.org", details=""))
        assert Bounce.objects.get().status == "4.0.0"
        call(EVENTS, bounced("bad@example.org", "BadEmailAddress", ""))
        assert suppressions.is_suppressed("bad@example.org", "")

    def test_an_address_whose_mail_is_forgotten(self):
        call(EVENTS, bounced("gone@example.org"))
        assert suppressions.is_suppressed("gone@example.org", "")
        assert not Bounce.objects.exists()

    def test_a_complaint_about_one_of_many_ends_these(self, monkeypatch):
        monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
        outbox.register_purpose(outbox.Purpose("tests.news", is_bulk=True))
        sent("a@example.org", "tests.news")
        call(EVENTS, complaint("a@example.org"))
        assert suppressions.is_suppressed("a@example.org", "tests.news")
        assert not suppressions.is_suppressed("a@example.org", "accounts.reset")
        assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINED

    def test_a_complaint_about_another_mail_ends_all(self):
        mail = sent("a@example.org")
        call(EVENTS, complaint("a@example.org"))
        assert suppressions.is_suppressed("a@example.org", "x")
        mail.refresh_from_db()
        assert mail.state == Mail.State.SENT

    @pytest.mark.parametrize("record", ["Delivery", "Open", "Click", "Unheard"])
    def test_what_else_is_told_is_not_looked_at(self, record):
        sent("a@example.org")
        said = {"RecordType": record, "Recipient": "a@example.org", "MessageID": "0a1b"}
        assert call(EVENTS, said).status_code == 200
        assert not ProviderEvent.objects.exists()

    @pytest.mark.parametrize(
        "address", ["", None, 7, "no address", "a@example.org\r\nBcc: b@example.org", "\0", {}]
    )
    def test_no_address(self, address):
        assert call(EVENTS, bounced(address)).status_code in {200, 400}
        assert not Suppression.objects.exists()

    def test_mail_calls_at_the_address_of_events_are_refused(self):
        assert call(EVENTS, by_postmark()).status_code == 400
        assert call(IN, bounced("a@example.org")).status_code == 400


def test_mailgun_names_the_mail_by_our_own_number(settings):
    configured(settings, "mailgun")
    first, _last = sent("a@example.org"), sent("a@example.org")
    signed = {"timestamp": "1764270000", "token": "t" * 50}
    digest = hmac.new(KEY.encode(), b"".join(part.encode() for part in signed.values()), hashlib.sha256)
    said = {
        "signature": {**signed, "signature": digest.hexdigest()},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "timestamp": 1764270000.5,
            "recipient": "a@example.org",
            "message": {"headers": {"message-id": first.message_id.strip("<>")}},
            "delivery-status": {"code": 550, "message": "5.1.1 No such user"},
        },
    }
    assert call(EVENTS, said).status_code == 200
    assert Mail.objects.filter(state=Mail.State.BOUNCED).get() == first


class TestSettings:
    PROVIDERS = {"mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY", "postmark": ""}  # noqa: RUF012 - never changed

    def read(self, monkeypatch, **variables):
        for name in ("PROVIDER", "SECRET", "KEY", "VERDICTS"):
            monkeypatch.delenv(f"MAIL_HOOK_{name}", raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(f"MAIL_HOOK_{name}", value)
        return env.mail_hook(self.PROVIDERS)

    def test_off_by_default(self, monkeypatch):
        assert self.read(monkeypatch) is None
        assert self.read(monkeypatch, SECRET=SECRET) is None

    def test_a_provider(self, monkeypatch):
        found = self.read(monkeypatch, PROVIDER="Postmark", SECRET=SECRET)
        assert found == {
            "provider": "postmark",
            "secret": SECRET,
            "has_verdicts": False,
            "library": {"WEBHOOK_SECRET": SECRET},
        }
        found = self.read(monkeypatch, PROVIDER="mailgun", SECRET=SECRET, KEY=KEY, VERDICTS="yes")
        assert found["library"]["MAILGUN_WEBHOOK_SIGNING_KEY"] == KEY
        assert found["has_verdicts"]

    @pytest.mark.parametrize(
        ("variables", "word"),
        [
            ({"PROVIDER": "pigeon", "SECRET": SECRET}, "MAIL_HOOK_PROVIDER"),
            ({"PROVIDER": "postmark"}, "MAIL_HOOK_SECRET"),
            ({"PROVIDER": "postmark", "SECRET": "post:short"}, "MAIL_HOOK_SECRET"),
            ({"PROVIDER": "postmark", "SECRET": "s" * 40}, "MAIL_HOOK_SECRET"),
            ({"PROVIDER": "postmark", "SECRET": "post:" + "é" * 30}, "MAIL_HOOK_SECRET"),
            ({"PROVIDER": "mailgun", "SECRET": SECRET}, "MAIL_HOOK_KEY"),
            ({"PROVIDER": "postmark", "SECRET": SECRET, "KEY": KEY}, "MAIL_HOOK_KEY"),
            ({"PROVIDER": "postmark", "SECRET": SECRET, "VERDICTS": "perhaps"}, "MAIL_HOOK_VERDICTS"),
        ],
    )
    def test_a_bad_one_stops_the_start_in_one_sentence(self, monkeypatch, variables, word):
        with pytest.raises(SystemExit, match=word) as ended:
            self.read(monkeypatch, **variables)
        assert SECRET not in str(ended.value)

    def test_the_library_is_loaded_by_name_alone(self, settings):
        """No start pays for it, and no one who has no provider."""
        sources = [path for path in settings.PACKAGE.rglob("*.py") if "tests" not in path.parts]
        assert len(sources) > 300
        imported = re.compile(r"^\s*(?:from|import)\s+anymail", re.MULTILINE)
        assert not [path for path in sources if imported.search(path.read_text(encoding="utf-8"))]
