"""Mail that leaves: a real SMTP server on this machine, which takes, refuses, stalls or hangs up."""

import smtplib
import socket
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from advocates.core import jobs, outbox, returns, transport
from advocates.core.models import Job, Mail, Suppression

ROUND = outbox.About("tests.round")


class Sink:
    """Takes mails, or says what it is told to say."""

    def __init__(self):
        self.taken, self.at_rcpt, self.at_data = [], "", ""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the library's name
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's name
        if self.at_data:
            return self.at_data
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def sink(settings):
    made = Sink()
    controller = Controller(made, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": controller.port}
    yield made
    controller.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def queued(recipient="a@example.org", **fields):
    return outbox.queue(
        recipient, subject="Hello", text="سلام\n", html="<p>سلام</p>", language="ar", **fields
    )


def later(**distance):
    """The worker some time from now."""
    Job.objects.filter(state=Job.State.WAITING).update(run_at=timezone.now())
    jobs.run_due()


def state_of(mail):
    mail.refresh_from_db()
    return mail.state


@pytest.mark.django_db
class TestTaken:
    def test_it_arrives_whole_and_once(self, sink):
        mail = queued()
        jobs.run_due()
        later()
        (taken,) = sink.taken
        assert taken.rcpt_tos == ["a@example.org"]
        message = BytesParser(policy=policy.default).parsebytes(taken.content)
        assert message["Message-ID"] == mail.message_id
        assert message.get_body(("plain",)).get_content().strip() == "سلام"
        assert state_of(mail) == Mail.State.SENT

    def test_a_worker_that_died_after_handing_over_sends_the_same_message_id_again(self, sink):
        mail = queued()
        jobs.run_due()
        # The answer was lost: the row is as it was while the mail left.
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.LEAVING)
        outbox.deliver(mail.pk)
        ids = {BytesParser().parsebytes(taken.content)["Message-ID"] for taken in sink.taken}
        assert (len(sink.taken), ids) == (2, {mail.message_id})


@pytest.mark.django_db
class TestNotTaken:
    @pytest.mark.parametrize("where", ["at_rcpt", "at_data"])
    def test_for_the_moment(self, sink, where):
        setattr(sink, where, "451 4.3.0 try again")
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.WAITING
        assert "451" in mail.error
        waiting = Job.objects.get(state=Job.State.WAITING)
        assert timedelta(seconds=30) < waiting.run_at - timezone.now() <= timedelta(minutes=1)
        setattr(sink, where, "")
        later()
        assert state_of(mail) == Mail.State.SENT
        assert len(sink.taken) == 1

    def test_for_three_days_and_then_no_more(self, sink):
        sink.at_data = "451 4.3.0 try again"
        mail = queued()
        for _ in range(len(outbox.PAUSES) + 3):
            later()
        assert state_of(mail) == Mail.State.FAILED
        assert mail.attempts == len(outbox.PAUSES) + 1
        assert timedelta(days=2.5) < timedelta(minutes=sum(outbox.PAUSES)) < timedelta(days=3.5)

    def test_for_good_and_the_address_is_left_alone_from_then_on(self, sink):
        sink.at_rcpt = "550 5.1.1 no such user"
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.FAILED
        sink.at_rcpt = ""
        second = queued()
        jobs.run_due()
        assert state_of(second) == Mail.State.DROPPED
        assert sink.taken == []

    def test_for_good_for_another_reason_the_address_stays(self, sink):
        sink.at_data = "554 5.7.1 that looks like spam"
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.FAILED
        assert not Suppression.objects.exists()

    def test_a_server_that_is_away_or_says_nothing_sensible(self, settings):
        settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": free_port()}
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.WAITING

    def test_our_own_wrong_password_is_no_fault_of_the_mail(self, sink, settings, monkeypatch):
        def refuse(*_arguments):
            raise smtplib.SMTPAuthenticationError(535, b"no")

        monkeypatch.setattr(smtplib.SMTP, "login", refuse)
        settings.EMAIL_SERVER["user"] = "us"
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.WAITING
        assert "password" in mail.error

    def test_a_server_elsewhere_must_encrypt(self, sink, settings, monkeypatch):
        monkeypatch.setattr(transport, "LOCAL", frozenset())
        mail = queued()
        jobs.run_due()
        assert "encryption" in (state_of(mail) and mail.error)
        assert sink.taken == []


@pytest.fixture
def campaign(monkeypatch):
    """A purpose of bulk mail, and whether it is right to send it."""
    rights = {"may": True}
    monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
    outbox.register_purpose(outbox.Purpose("tests.round", is_bulk=True, may_send=lambda _mail: rights["may"]))
    return rights


@pytest.mark.django_db
class TestRights:
    def test_are_asked_when_it_leaves(self, sink, campaign):
        mail = queued(about=ROUND)
        campaign["may"] = False
        jobs.run_due()
        assert state_of(mail) == Mail.State.DROPPED
        assert sink.taken == []

    def test_of_a_purpose_that_is_gone_there_are_none(self, sink, campaign):
        mail = queued(about=ROUND)
        del outbox._purposes["tests.round"]
        jobs.run_due()
        assert state_of(mail) == Mail.State.DROPPED

    def test_one_of_many_that_may_have_left_is_not_sent_twice(self, sink, campaign):
        mail = queued(about=ROUND)
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.LEAVING)
        jobs.run_due()
        assert state_of(mail) == Mail.State.UNSURE
        assert sink.taken == []


@pytest.mark.django_db
class TestOneClick:
    def link_in(self, taken):
        message = BytesParser(policy=policy.default).parsebytes(taken.content)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return message["List-Unsubscribe"].strip("<>").partition("://")[2].partition("/")[2]

    def test_ends_what_waits_and_what_comes_but_only_of_that_purpose_and_address(
        self, sink, campaign, visitor
    ):
        queued(about=ROUND)
        jobs.run_due()
        address = "/" + self.link_in(sink.taken.pop())
        waiting = queued(about=ROUND)
        answer = visitor.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not visitor.cookies
        other, another = queued("b@example.org", about=ROUND), queued()
        jobs.run_due()
        states = [state_of(mail) for mail in (waiting, other, another)]
        assert states == [Mail.State.DROPPED, Mail.State.SENT, Mail.State.SENT]

    def test_reading_changes_nothing(self, sink, campaign, visitor):
        queued(about=ROUND)
        jobs.run_due()
        page = visitor.get("/" + self.link_in(sink.taken.pop()))
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert not Suppression.objects.exists()

    def test_no_address_is_kept_or_told(self, sink, campaign, visitor):
        queued("Rosa@example.org", about=ROUND)
        jobs.run_due()
        address = self.link_in(sink.taken.pop())
        visitor.post("/" + address)
        assert "rosa" not in address.lower()
        assert outbox.is_suppressed("rosa@EXAMPLE.org", "tests.round")
        assert "rosa" not in str(list(Suppression.objects.values())).lower()

    @pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:1abcde:x"])
    def test_a_link_that_we_did_not_make_is_not_found(self, visitor, token):
        assert visitor.get(f"/link/{token}/").status_code == 404
        assert visitor.post(f"/link/{token}/").status_code == 404


class Counting(Sink):
    """Counts the lines on which mails come in, and can hang up after it has the message."""

    def __init__(self):
        super().__init__()
        self.peers, self.hangs_up = [], False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.peers.append(session.peer)
        if self.hangs_up:
            server.transport.close()
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def counting(settings):
    made = Counting()
    controller = Controller(made, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": controller.port}
    yield made
    transport.hang_up()
    controller.stop()


@pytest.mark.django_db
class TestTheLine:
    """One line for many mails, and a new one when there is a reason."""

    def lines(self, counting, count=3):
        for _ in range(count):
            queued()
        jobs.run_due()
        return len(set(counting.peers))

    def test_is_kept_between_mails(self, counting):
        assert self.lines(counting, 20) == 1
        assert len(counting.taken) == 20

    def test_is_new_after_a_hundred(self, counting, monkeypatch):
        monkeypatch.setattr(transport, "MAILS_PER_LINE", 5)
        assert self.lines(counting, 10) == 2

    def test_is_new_after_an_error(self, counting):
        self.lines(counting)
        counting.at_rcpt = "451 4.3.0 try again"
        self.lines(counting)
        counting.at_rcpt = ""
        assert self.lines(counting) == 2

    def test_is_new_after_a_rest(self, counting, monkeypatch):
        self.lines(counting)
        monkeypatch.setattr(transport, "IDLE_SECONDS", -1)
        transport.hang_up_if_idle()
        assert transport._open.line is None
        monkeypatch.setattr(transport, "IDLE_SECONDS", 30)
        assert self.lines(counting) == 2
        assert transport.hang_up_if_idle in jobs._when_resting

    def test_that_the_server_ended_is_noticed_before_a_mail_is_lost_on_it(self, counting):
        self.lines(counting)
        transport._open.line.sock.shutdown(socket.SHUT_RDWR)
        assert self.lines(counting) == 2
        assert set(Mail.objects.values_list("state", "attempts")) == {(Mail.State.SENT, 1)}

    def test_to_another_server_is_another(self, counting, sink):
        queued()
        jobs.run_due()
        assert (len(counting.taken), len(sink.taken)) == (0, 1)


@pytest.mark.django_db
class TestALineThatBreaksAfterTheMessage:
    def test_is_tried_again_under_the_same_message_id(self, counting):
        counting.hangs_up = True
        mail = queued()
        jobs.run_due()
        assert state_of(mail) == Mail.State.WAITING
        counting.hangs_up = False
        later()
        assert state_of(mail) == Mail.State.SENT
        ids = [BytesParser().parsebytes(taken.content)["Message-ID"] for taken in counting.taken]
        assert ids == [mail.message_id] * 2

    def test_of_many_it_is_not_but_marked(self, counting, campaign):
        counting.hangs_up = True
        mail = queued(about=ROUND)
        jobs.run_due()
        counting.hangs_up = False
        later()
        assert state_of(mail) == Mail.State.UNSURE
        assert len(counting.taken) == 1


@pytest.mark.django_db
class TestTheEnvelope:
    def test_each_mail_has_its_own_sender_where_mail_that_comes_back_is_read(self, sink, settings):
        settings.BOUNCE_ADDRESS = "bounces@lists.example.org"
        mails = [queued(), queued()]
        jobs.run_due()
        senders = {taken.mail_from for taken in sink.taken}
        assert senders == {returns.return_address(mail.pk) for mail in mails}
        assert b"bounces+" not in sink.taken[0].content.partition(b"\r\n\r\n")[0]

    def test_an_address_in_another_script_is_written_as_every_server_takes_it(self, sink):
        queued("rosa@bücher.example")
        jobs.run_due()
        (taken,) = sink.taken
        assert taken.rcpt_tos == ["rosa@xn--bcher-kva.example"]
        assert (
            BytesParser(policy=policy.default).parsebytes(taken.content)["To"] == "rosa@xn--bcher-kva.example"
        )


@pytest.mark.django_db
class TestMailsLeftBehind:
    """A mail whose job is gone is taken up again; nothing is forgotten because six workers died with it."""

    def test_are_taken_up_again(self, sink):
        old, cared_for, new = queued(), queued(), queued()
        Mail.objects.exclude(pk=new.pk).update(created_at=timezone.now() - timedelta(hours=2))
        Job.objects.filter(arguments__mail_id=old.pk).update(state=Job.State.FAILED)
        Job.objects.filter(arguments__mail_id=new.pk).delete()
        assert outbox.take_up_left_behind() == 1
        assert outbox.take_up_left_behind() == 0
        jobs.run_due()
        assert [state_of(mail) for mail in (old, cared_for, new)] == ["sent", "sent", "waiting"]

    def test_two_workers_that_hold_the_same_mail_send_it_once(self, sink, monkeypatch):
        mail = queued()
        original = outbox.is_suppressed

        def overtaken(*arguments):
            monkeypatch.setattr(outbox, "is_suppressed", original)
            outbox.deliver(mail.pk)
            return original(*arguments)

        monkeypatch.setattr(outbox, "is_suppressed", overtaken)
        outbox.deliver(mail.pk)
        assert len(sink.taken) == 1
        assert state_of(mail) == Mail.State.SENT
