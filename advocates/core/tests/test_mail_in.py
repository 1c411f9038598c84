"""The door for mail that comes in: a real server, asked by a real client."""

import smtplib
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from advocates.core import alive, lmtp, mailin
from advocates.core.tests.letterbox import door, plain, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taken(monkeypatch):
    """What was sent to `reply+…@`; extensions that begin with `no` are nobody's."""
    got = []
    monkeypatch.setattr(mailin, "_handlers", {})
    mailin.register_handler("Reply", got.append, knows=lambda extension: not extension.startswith("no"))
    return got


@pytest.fixture
def port(taken):
    with door() as number:
        yield number


class TestTheDoor:
    def test_a_message_reaches_its_handler_whole(self, port, taken):
        raw = "Subject: Grüße\r\n\r\nسلام\r\n..two dots\r\n".encode()
        assert put(port, "REPLY+17.Abc@example.org", raw, "rosa@example.org")[0] == 250
        (incoming,) = taken
        assert (incoming.extension, incoming.sender) == ("17.Abc", "rosa@example.org")
        assert incoming.raw == raw

    @pytest.mark.parametrize(
        "address", ["nobody@example.org", "replying+1@example.org", "reply+no@example.org", "postmaster"]
    )
    def test_who_is_unknown_is_refused_at_once(self, port, taken, address):
        code, said = put(port, address, b"Subject: x\r\n\r\n")
        assert (code, taken) == (550, [])
        assert said.startswith(b"5.1.1")

    def test_several_recipients_get_an_answer_each(self, port, taken):
        with smtplib.LMTP("127.0.0.1", port) as line:
            line.ehlo("mx")
            line.mail("")
            for address in ("reply+1@example.org", "reply+2@example.org"):
                line.rcpt(address)
            assert line.data(b"Subject: x\r\n\r\n")[0] == 250
            assert line.getreply()[0] == 250
        assert [incoming.extension for incoming in taken] == ["1", "2"]

    def test_too_many_recipients_come_another_time(self, port):
        with smtplib.LMTP("127.0.0.1", port) as line:
            line.ehlo("mx")
            line.mail("")
            codes = [line.rcpt(f"reply+{n}@example.org")[0] for n in range(lmtp.MOST_RECIPIENTS + 1)]
        assert codes == [250] * lmtp.MOST_RECIPIENTS + [452]

    def test_what_is_too_large_is_refused(self, port, taken, monkeypatch):
        monkeypatch.setattr(lmtp, "LARGEST", 10_000)
        with door() as small:
            assert put(small, "reply+1@example.org", b"x" * 70 + b"\r\n" + b"y" * 20_000)[0] in {552, 500}
            assert put(small, "reply+1@example.org", (b"y" * 70 + b"\r\n") * 1000)[0] == 552
        assert taken == []

    def test_long_lines_are_fine(self, port, taken):
        assert put(port, "reply+1@example.org", b"Subject: x\r\n\r\n" + b"y" * 30_000)[0] == 250

    def test_a_fault_of_ours_is_no_loss_and_tells_nothing(self, port, monkeypatch, caplog):
        def fail(_incoming):
            raise ZeroDivisionError("the secret word")

        mailin.register_handler("reply", fail)
        code, said = put(port, "reply+1@example.org", b"Subject: x\r\n\r\n")
        assert code == 451
        assert b"secret" not in said
        assert b"Division" not in said
        assert "the secret word" in caplog.text

    def test_a_fault_of_the_server_tells_nothing_either(self, port, monkeypatch):
        def fail(_address):
            raise ZeroDivisionError("the secret word")

        monkeypatch.setattr(mailin, "find", fail)
        code, said = put(port, "reply+1@example.org", b"")
        assert code == 451
        assert b"secret" not in said

    def test_it_speaks_lmtp_and_not_smtp(self, port):
        with smtplib.SMTP("127.0.0.1", port) as line:
            assert line.ehlo("mx")[0] == 500

    def test_its_sign_of_life(self, taken, monkeypatch):
        monkeypatch.setattr(alive, "_noted", {})
        with door() as port:
            put(port, "nobody@example.org", b"")
        assert alive.last_seen(mailin.PART) is not None


class TestTheCommand:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "mail.example.org"])  # noqa: S104
    def test_it_listens_to_this_machine_alone_unless_told(self, host):
        with pytest.raises(CommandError, match="--open"):
            call_command("mail_in", "--host", host)

    def test_a_busy_port_is_one_sentence(self, port, tmp_path):
        done = typed(tmp_path, "--port", str(port))
        assert done.returncode == 1
        assert "cannot be used" in done.stderr
        assert "Traceback" not in done.stderr

    def test_it_is_typed_with_a_hyphen(self, tmp_path):
        done = typed(tmp_path, "--host", "0.0.0.0")  # noqa: S104
        assert done.returncode == 1
        assert "--open" in done.stderr


def typed(folder, *arguments):
    """The command as a process of its own, as it is started: its loop and its signals are nobody else's."""
    return subprocess.run(
        [sys.executable, "-m", "advocates", "mail-in", *arguments],
        env={"DATA_DIR": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_what_people_write_is_handed_on_as_it_is(port, taken):
    """Nothing is read or kept on the way: a message may be anything."""
    for raw in (b"", b"\0\0", b"\xff\xfe", plain("x")):
        put(port, "reply+1@example.org", raw)
    assert len(taken) == 4
