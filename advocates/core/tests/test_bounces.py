"""Mail that comes back: what counts, what does not, and a storm of it."""

import random
import smtplib
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from advocates.core import bounces, mailin, outbox, retention, returns
from advocates.core.models import Bounce, Job, Mail, Suppression
from advocates.core.tests.letterbox import door, plain, put, report

pytestmark = pytest.mark.django_db
PURPOSE = "tests.asked"


@pytest.fixture(autouse=True)
def _return_address(settings, monkeypatch):
    settings.BOUNCE_ADDRESS = "bounces@lists.example.org"
    monkeypatch.setattr(mailin, "_handlers", {})
    bounces.register()


@pytest.fixture
def told(monkeypatch):
    """How mails of a purpose ended."""
    states = []
    monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
    outbox.register_purpose(
        outbox.Purpose(PURPOSE, settled=lambda mail: states.append((mail.pk, mail.state)))
    )
    return states


def sent(recipient="a@example.org", purpose=""):
    mail = outbox.queue(recipient, subject="Hello", text="Text", about=outbox.About(purpose))
    Job.objects.all().delete()
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now())
    return mail


def comes_back(mail, raw):
    mailin.hand_in(returns.return_address(mail.pk), "", raw)
    mail.refresh_from_db()
    return mail.state


class TestTheReturnAddress:
    def test_each_mail_has_its_own(self):
        one, two = sent(), sent()
        addresses = {returns.return_address(mail.pk) for mail in (one, two)}
        assert len(addresses) == 2
        for address in addresses:
            assert address.startswith("bounces+")
            assert address.endswith("@lists.example.org")
            assert len(address.partition("@")[0]) <= 64

    def test_without_the_setting_it_is_the_sender(self, settings):
        settings.BOUNCE_ADDRESS = ""
        assert returns.return_address(7) == settings.EMAIL_FROM

    @pytest.mark.parametrize("change", [lambda a: a.upper(), lambda a: a])
    def test_ours_is_known_again_in_any_letters(self, change):
        mail = sent()
        assert mailin.find(change(returns.return_address(mail.pk)))

    @pytest.mark.parametrize(
        "extension", ["", "{}", "{}.", "{}.0123456789abcdef0123", "0{}.{}", "x", "1.1.1", "²."]
    )
    def test_anybody_elses_is_not(self, extension, told):
        mail = sent(purpose=PURPOSE)
        genuine = returns.return_address(mail.pk).partition("+")[2].partition("@")[0].partition(".")[2]
        forged = f"bounces+{extension.format(mail.pk, genuine)}@lists.example.org"
        assert mailin.find(forged) is None
        assert not mailin.hand_in(forged, "", report())
        bounces.take(mailin.Incoming(extension.format(mail.pk, genuine), "", report()))
        assert told == []
        assert not Suppression.objects.exists()

    def test_without_the_signature_anybody_could_end_anybodys_mail(self, monkeypatch, told):
        """The twin."""
        mail = sent(purpose=PURPOSE)
        monkeypatch.setattr(returns, "mail_id_of", lambda extension: int(extension.partition(".")[0]))
        mailin.hand_in(f"bounces+{mail.pk}.forged@lists.example.org", "", report())
        assert told == [(mail.pk, Mail.State.BOUNCED)]


class TestWhatCounts:
    @pytest.mark.parametrize(
        "raw",
        [
            report("5.1.1"),
            report("5.0.0"),
            report("5.1.10"),
            report("5.2.1"),
            report("nonsense"),
            report("5.4.1"),
            plain("550 5.1.1 <a@example.org>: user unknown"),
            plain("<a@example.org>: 550 no such user"),
            plain("Sorry, this address does not exist.", From="postmaster@example.org"),
            plain(
                "A message could not be delivered.\n\n  a@example.org\n    all hosts",
                X_Failed_Recipients="a@example.org",
            ),
            plain(
                "Hi. This is the qmail-send program at example.org.\nThis is a permanent error; I've given up.",
                Subject="failure notice",
            ),
        ],
    )
    def test_detail_20_one_hard_report_ends_all_mail_to_an_address(self, raw, told):
        mail = sent("Rosa@example.org", PURPOSE)
        assert comes_back(mail, raw) == Mail.State.BOUNCED
        assert told == [(mail.pk, Mail.State.BOUNCED)]
        assert outbox.is_suppressed("rosa@example.org", "anything")
        assert "rosa" not in str([*Bounce.objects.values(), *Suppression.objects.values()]).lower()

    @pytest.mark.parametrize(
        "raw",
        [
            report("4.2.2"),
            report("5.2.2"),
            report("5.7.1"),
            report("5.3.4"),
            plain("452 4.2.2 mailbox full"),
            plain("Something went wrong."),
        ],
    )
    def test_detail_20_five_soft_ones_within_two_weeks_do(self, raw):
        for number in range(1, 6):
            assert not Suppression.objects.exists()
            assert comes_back(sent(), raw) == Mail.State.BOUNCED
            assert Bounce.objects.filter(is_hard=False).count() == number
        assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED

    def test_soft_ones_of_long_ago_do_not(self):
        for _ in range(4):
            comes_back(sent(), report("4.2.2"))
        Bounce.objects.update(at=timezone.now() - timedelta(days=15))
        comes_back(sent(), report("4.2.2"))
        assert not Suppression.objects.exists()

    def test_one_mail_counts_once(self):
        mail = sent()
        for _ in range(6):
            comes_back(mail, report("4.2.2"))
        assert Bounce.objects.count() == 1
        assert not Suppression.objects.exists()

    @pytest.mark.parametrize(
        "raw",
        [
            report("4.4.7", action="delayed"),
            report("2.0.0", action="delivered"),
            report("2.0.0", action="relayed"),
            plain(
                "I am away until 5.1.1 and 550 kilometres from home.", From="ana@example.org", Subject="Away"
            ),
            plain(
                "550", From="ana@example.org", Subject="Re: Hello", Auto_Submitted="auto-replied (vacation)"
            ),
            plain("550 no", From="ana@example.org", X_Autoreply="yes", Subject="Undeliverable thoughts"),
            plain("550 no", Precedence="auto_reply"),
            plain("It is still being tried.", Subject="Warning: message delayed 24 hours"),
            plain("Delivered.", Subject="Hello"),
            b"",
        ],
    )
    def test_what_does_not(self, raw, told):
        mail = sent(purpose=PURPOSE)
        assert comes_back(mail, raw) == Mail.State.SENT
        assert told == []
        assert not Bounce.objects.exists()

    def test_a_mail_that_is_purged_already(self):
        mail = sent()
        address = returns.return_address(mail.pk)
        mail.delete()
        assert mailin.hand_in(address, "", report())
        assert not Bounce.objects.exists()

    def test_what_is_kept_goes_after_ninety_days(self):
        comes_back(sent(), report())
        retention.purge(timezone.now() + timedelta(days=89))
        assert Bounce.objects.count() == 1
        retention.purge(timezone.now() + timedelta(days=91))
        assert not Bounce.objects.exists()


def broken_messages():
    """Fifty messages as strangers' programs write them, and as nobody should."""
    nested = "".join(f'Content-Type: multipart/report; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(3000))
    deep = b"Content-Type: message/rfc822\r\n\r\n" * 3000
    whole = report()
    made = [
        b"", b"\0" * 5000, b"\r\n" * 50_000, b":" * 70_000, nested.encode(), deep,
        b"Content-Type: multipart/report\r\n\r\n--\r\n",
        b'Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n--\r\n',
        b"Content-Type: multipart/report; boundary=" + b"b" * 9000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; charset=martian\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\n\xff\xfe",
        b"Content-Transfer-Encoding: x-uuencode\r\nFrom: MAILER-DAEMON\r\nSubject: undeliverable\r\n\r\nbegin 666\r\nx",
        b"Subject: =?utf-8?b?" + b"A" * 60_000 + b"?=\r\nFrom: MAILER-DAEMON\r\n\r\n550",
        b"Subject: =?martian?q?=FF?=\r\n\r\n", b"From: " + b"<" * 20_000 + b"\r\n\r\n",
        b"X: y\r\n" * 40_000, b" folded\r\n" * 30_000, b"Subject: " + b"=?utf-8?q?a?= " * 9000 + b"\r\n\r\n",
        (b"--B\r\n" * 60_000), b'Content-Type: multipart/report; boundary="B"\r\n\r\n' + b"--B\r\n" * 40_000,
        whole.replace(b"Status: 5.1.1", b"Status: " + b"5." * 9000), whole.replace(b"failed", b"\0failed\0"),
        whole.replace(b"message/delivery-status", b"message/delivery-status; x=" + b'"' * 999),
        whole.replace(b"\r\n", b"\r"), whole.replace(b"\r\n", b"\n\n"),
    ]  # fmt: skip
    chance = random.Random(7)  # noqa: S311 - the same every time
    while len(made) < 50:
        hurt = bytearray(whole)
        for _ in range(40):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        made.append(bytes(hurt[chance.randrange(200) :]))
    return made


@pytest.mark.parametrize("raw", broken_messages(), ids=range(50))
def test_broken_messages_are_no_trouble(raw):
    began = time.process_time()
    mail = sent()
    assert mailin.hand_in(returns.return_address(mail.pk), "", raw)
    assert time.process_time() - began < 2


@pytest.mark.django_db(transaction=True)
def test_a_storm_drains_quickly_and_nothing_is_sent():
    # The figure is the shipped database's; under PostgreSQL the disk of a test machine flushes each commit slowly.
    count, seconds = (5000, 300) if connection.vendor == "sqlite" else (400, 200)
    Mail.objects.bulk_create(
        Mail(
            message_id=f"<{n}@example.org>", sender="x", recipient=f"p{n}@example.org", subject="x", text="x",
            state=Mail.State.SENT, sent_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    numbers = list(Mail.objects.values_list("pk", flat=True))
    began = time.monotonic()
    with door() as port, smtplib.LMTP("127.0.0.1", port) as line:
        line.ehlo("mx")
        for number in numbers:
            line.mail("")
            assert line.rcpt(returns.return_address(number))[0] == 250
            assert line.data(report("5.1.1" if number % 2 else "4.2.2"))[0] == 250
    assert time.monotonic() - began < seconds
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.BOUNCED}
    assert Bounce.objects.count() == count
    assert Suppression.objects.count() == sum(number % 2 for number in numbers)
    assert not Job.objects.exists()
    assert Mail.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_by_the_door(told):
    mail = sent(purpose=PURPOSE)
    with door() as port:
        assert put(port, f"bounces+{mail.pk}.{'0' * 20}@lists.example.org", report())[0] == 550
        assert put(port, returns.return_address(mail.pk), report())[0] == 250
    assert told == [(mail.pk, Mail.State.BOUNCED)]
