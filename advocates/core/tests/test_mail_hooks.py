"""The addresses that a mail provider calls: who may, what is taken, what is answered to all else."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client

from advocates.core import alive, hooks, lmtp, mailin
from advocates.core.tests.hook_calls import (
    EVENTS,
    IN,
    RAW,
    RSA,
    SECRET,
    by_mailgun,
    by_postal,
    by_postmark,
    by_sparkpost,
    call,
    configured,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(monkeypatch):
    """What was sent to `reply+…@`; extensions that begin with `no` are nobody's."""
    got = []
    monkeypatch.setattr(mailin, "_handlers", {})
    mailin.register_handler("reply", got.append, knows=lambda extension: not extension.startswith("no"))
    return got


@pytest.fixture
def postmark(settings):
    configured(settings, "postmark")


class TestMail:
    """Whoever the provider is, the handler is given what the door for LMTP would give it."""

    def check(self, answer, taken):
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        (incoming,) = taken
        assert (incoming.extension, incoming.sender) == ("17.Abc", "rosa@mail.example.org")
        assert incoming.raw == hooks.NO_VERDICT + RAW.encode()

    def test_by_postmark(self, postmark, taken):
        self.check(call(IN, by_postmark()), taken)

    def test_by_mailgun(self, settings, taken):
        configured(settings, "mailgun")
        self.check(call(IN, by_mailgun()), taken)

    def test_by_sparkpost(self, settings, taken):
        configured(settings, "sparkpost")
        self.check(call(IN, by_sparkpost("reply+17.Abc@example.org")), taken)
        assert call(IN, [{"msys": {}}]).status_code == 200

    def test_by_postal(self, settings, taken):
        configured(settings, "postal")
        body, signature = by_postal()
        self.check(call(IN, body, **{"X-Postal-Signature": signature}), taken)

    def test_its_sign_of_life(self, postmark, taken, monkeypatch):
        monkeypatch.setattr(alive, "_noted", {})
        call(IN, by_postmark())
        assert alive.last_seen(mailin.PART) is not None

    def test_for_nobody_need_not_come_again(self, postmark, taken):
        for recipient in ("reply+no@example.org", "nobody@example.org", ""):
            assert call(IN, by_postmark(recipient)).status_code == 200
        assert taken == []

    def test_what_we_fail_to_take_comes_again(self, postmark, taken):
        mailin.register_handler("reply", lambda _incoming: 1 / 0)
        answer = call(IN, by_postmark())
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert b"Division" not in answer.content

    def test_a_verdict_of_the_provider_counts_where_it_is_set(self, settings, taken):
        configured(settings, "postmark", has_verdicts=True)
        call(IN, by_postmark())
        assert taken[0].raw == RAW.encode()

    def test_more_messages_than_a_door_takes_at_once(self, settings, taken):
        configured(settings, "sparkpost")
        many = ["reply+1@example.org"] * (lmtp.MOST_RECIPIENTS + 1)
        assert call(IN, by_sparkpost(*many)).status_code == 413
        assert taken == []


class TestStrangers:
    @pytest.mark.parametrize("address", [IN, EVENTS])
    def test_without_a_provider_there_is_no_such_address(self, address, taken):
        assert [call(address, by_postmark()).status_code, Client().get(address).status_code] == [404, 404]
        assert taken == []

    @pytest.mark.parametrize("address", [IN, EVENTS])
    @pytest.mark.parametrize(
        ("secret", "status"),
        [("", 401), ("post:wrong", 403), (SECRET[:-1], 403), (SECRET + "s", 403), (":", 403)],
    )
    def test_without_the_secret_nothing_is_read(self, postmark, taken, address, secret, status):
        answer = call(address, b"{" * 5000, secret=secret)
        assert answer.status_code == status
        assert answer.has_header("WWW-Authenticate") == (status == 401)
        assert taken == []

    def test_the_guard_is_the_secret(self, postmark, taken, monkeypatch):
        """Its twin: without the guard (and the library's own) the same call is taken."""
        monkeypatch.setattr("advocates.core.hook_views._stranger", lambda _request: None)
        assert call(IN, by_postmark(), secret="").status_code == 403
        monkeypatch.setattr("advocates.core.hooks.check", lambda _request, _kind: None)
        assert call(IN, by_postmark(), secret="").status_code == 200
        assert len(taken) == 1

    @pytest.mark.parametrize(
        "header", ["Bearer abc", "Basic", "Basic %%%", "Basic " + "A" * 9000, "basic w7/Dvw=="]
    )
    def test_a_broken_header(self, postmark, header):
        client = Client()
        answer = client.post(IN, b"{}", content_type="application/json", headers={"Authorization": header})
        assert answer.status_code in {401, 403}

    def test_guessing_is_slowed(self, postmark, taken):
        statuses = [call(IN, by_postmark(), secret="post:wrong").status_code for _turn in range(11)]
        assert statuses == [403] * 10 + [429]

    def test_a_wrong_signature(self, settings, taken):
        configured(settings, "mailgun")
        assert call(IN, {**by_mailgun(), "signature": "0" * 64}).status_code == 403
        configured(settings, "postal")
        body, signature = by_postal()
        for given in (signature[:-8] + "AAAAAAA=", "", "%"):
            assert call(IN, body, **{"X-Postal-Signature": given}).status_code == 403
        assert call(IN, body).status_code == 403
        assert taken == []

    def test_post_only(self, postmark):
        for method in ("get", "head", "put", "delete", "patch", "options"):
            assert getattr(Client(), method)(IN).status_code == 405


class TestBadInput:
    BODIES = (
        b"",
        b"\0",
        b"\xff\xfe",
        b"null",
        b"17",
        b"[]",
        b"{}",
        b"[1]",
        b'{"a": ' * 20_000,
        b"[" * 100_000,
        b'{"Headers": 7, "RawEmail": 1}',
        json.dumps({**by_postmark(), "RawEmail": None}).encode(),
        json.dumps({**by_postmark(), "Headers": ["x"]}).encode(),
        b"9" * 10_000,
        b'{"msys": [{}]}',
        b'[{"msys": {"relay_message": 7}}]',
        b'[{"msys": {"relay_message": {"rcpt_to": "reply+1@x", "content": {"email_rfc822": "x"}}}}, 0]',
    )

    @pytest.mark.parametrize("provider", ["postmark", "sparkpost", "mailgun", "postal"])
    @pytest.mark.parametrize("address", [IN, EVENTS])
    def test_never_an_error_of_ours(self, settings, taken, provider, address, monkeypatch):
        configured(settings, provider)
        for body in self.BODIES:
            signature = base64.b64encode(RSA.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303
            answer = call(address, body, **{"X-Postal-Signature": signature})
            assert answer.status_code in {200, 400, 403, 429}, body[:40]
        assert taken == []

    def test_surrogates_and_nul_are_handed_on(self, postmark, taken):
        assert call(IN, by_postmark(raw="Subject: \ud800\0\r\n\r\n")).status_code == 200
        assert taken[0].raw.endswith(b"Subject: \xed\xa0\x80\0\r\n\r\n")

    def test_a_message_that_the_provider_took_apart(self, postmark, taken):
        said = by_postmark()
        del said["RawEmail"]
        answer = call(IN, said)
        assert (answer.status_code, taken) == (400, [])
        assert b"whole message" in answer.content

    def test_too_large(self, postmark, taken, monkeypatch):
        monkeypatch.setattr(lmtp, "LARGEST", 100)
        assert call(IN, by_postmark()).status_code == 413
        assert taken == []

    def test_too_large_for_django(self, postmark, taken, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
        assert call(IN, by_postmark()).status_code == 413

    def test_a_mime_bomb_is_not_opened_here(self, postmark, taken, monkeypatch):
        """The message is no business of the library: what it would parse in this process is never given to it."""
        monkeypatch.setattr("email.message_from_bytes", lambda *_: 1 / 0)
        monkeypatch.setattr("anymail.inbound.AnymailInboundMessage.parse_raw_mime_bytes", lambda *_: 1 / 0)
        deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(5000))
        assert call(IN, by_postmark(raw=deep)).status_code == 200
        assert len(taken) == 1
