"""Our signature under mails: another program finds it right, and whatever is changed breaks it."""

import stat
from email import message_from_bytes, policy
from threading import Thread

import dkim
import pytest

from advocates.core import outbox, seal
from advocates.core.models import Mail
from advocates.core.outbox import About, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.DKIM_SELECTOR = tmp_path, "mail2026"
    settings.EMAIL_FROM = "no-reply@network.example"
    (tmp_path / "keys").mkdir()
    seal.private_key.cache_clear()
    monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
    outbox.register_purpose(Purpose("tests.round", is_bulk=True))


def raw(purpose="tests.round", **fields):
    given = {"subject": "Grüße", "text": "سلام\n" * 3 + "x" * 2000, "html": "<p>سلام</p>", "language": "ar"}
    mail = outbox.queue("rosa@example.org", about=About(purpose), **{**given, **fields})
    return seal.as_bytes(outbox.as_message(mail))


def is_right(message):
    """As a mailbox judges it, by the record that the doctor says is to be published."""
    name, content = seal.record()
    published = {f"{name}.".encode(): content.encode()}
    return dkim.verify(message, dnsfunc=lambda asked, timeout=5: published.get(asked))


@pytest.mark.parametrize("purpose", ["", "tests.round"])
def test_another_program_finds_it_right(purpose):
    assert is_right(raw(purpose))


def test_the_headers_for_one_click_are_signed():
    signature = message_from_bytes(raw(), policy=policy.default)["DKIM-Signature"]
    names = signature.partition(" h=")[2].partition(";")[0].replace(" ", "").split(":")
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "subject", "to", "message-id"} <= set(names)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/link/", b"/lynk/"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: List-Unsubscribe=No"),
        (b"rosa@example.org", b"ana@example.org"),
        (b"PHA+", b"PHB+"),
        (b"no-reply@network.example", b"boss@network.example"),
    ],
)
def test_whoever_changes_something_breaks_it(old, new):
    """The twin."""
    message = raw()
    head, _, body = message.partition(b"\r\nFrom:")
    changed = head + b"\r\nFrom:" + body.replace(old, new)
    assert changed != message
    assert not is_right(changed)


def test_it_survives_a_line_that_passes_only_ascii():
    message = raw()
    assert message.isascii()
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 998


def test_without_the_setting_there_is_none(settings):
    settings.DKIM_SELECTOR = ""
    assert b"DKIM-Signature" not in raw()


@pytest.mark.parametrize("purpose", ["", "tests.round"])
def test_a_key_that_cannot_be_read_keeps_the_mail_and_does_not_call_it_sent(
    settings, tmp_path, monkeypatch, purpose
):
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": 1}
    monkeypatch.setattr(seal, "private_key", lambda _path: b"nothing")
    mail = outbox.queue("rosa@example.org", subject="x", text="x", about=About(purpose))
    for _ in range(2):
        outbox.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (Mail.State.WAITING, 2)


class TestTheKey:
    def test_it_is_made_once_and_readable_by_its_owner_alone(self, tmp_path):
        raw()
        (path,) = (tmp_path / "keys").iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        before = path.read_bytes()
        seal.private_key.cache_clear()
        raw()
        assert path.read_bytes() == before
        assert Mail.objects.count() == 2

    def test_several_who_make_one_at_the_same_time_use_the_same(self, tmp_path):
        keys = []
        threads = [
            Thread(target=lambda: keys.append(seal.private_key.__wrapped__(seal.key_path())))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(keys), len(set(keys))) == (6, 1)
        assert len(list((tmp_path / "keys").iterdir())) == 1
