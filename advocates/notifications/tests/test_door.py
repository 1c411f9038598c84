"""From the mail server in front to the topic: a real door, a real client, a worker that does what waits."""

import sys
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from advocates.core import jobs, lmtp, mailin
from advocates.core.tests.letterbox import door, put
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin
from advocates.notifications.inbound import addresses, registrations
from advocates.notifications.models import InboundMail
from advocates.notifications.tests.letters import HOST, letter

pytestmark = pytest.mark.django_db(transaction=True)
PROOF = "mx.network.example; dmarc=pass header.from=example.org"


@pytest.fixture
def port(settings, monkeypatch):
    monkeypatch.setattr(mailin, "_handlers", {})
    settings.REPLY_ADDRESS, settings.TRUSTED_AUTHSERV_ID = HOST, "mx.network.example"
    registrations.open_door()
    with door() as number:
        yield number


def work() -> None:
    while claimed := jobs.claim():
        jobs.run(claimed)


def test_a_mail_at_the_door_becomes_a_post(port, member, other_member):
    topic = begin(member.person)
    address = addresses.address_for(other_member.person.pk, "topic", topic.pk)
    raw = letter("By LMTP.", other_member.person.email, Authentication_Results=PROOF)
    for _twice in range(2):
        assert put(port, address, raw, other_member.person.email)[0] == 250
    assert Post.objects.count() == 1
    work()
    assert Post.objects.filter(source="By LMTP.", person=other_member.person).count() == 1
    assert InboundMail.objects.get().state == InboundMail.State.POSTED


def test_an_address_that_nobody_has_is_refused(port, member):
    topic = begin(member.person)
    address = addresses.address_for(member.person.pk, "topic", topic.pk)
    local, _, host = address.partition("@")
    assert (
        put(port, f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{host}", b"Subject: x\r\n\r\n")[0] == 550
    )
    assert put(port, f"reply@{host}", b"Subject: x\r\n\r\n")[0] == 550
    assert InboundMail.objects.count() == 0


class TestThePipe:
    """One message at standard input, as a mail server that starts a program hands it over."""

    @pytest.fixture
    def address(self, port, member) -> str:
        return addresses.address_for(member.person.pk, "topic", begin(member.person).pk)

    def hand(self, monkeypatch, address: str, raw: bytes, sender: str = "a@example.org") -> int:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(raw)))
        with pytest.raises(SystemExit) as ended:
            call_command("mail_in", "--for", address, "--from", sender)
        return ended.value.code

    def test_it_is_taken(self, monkeypatch, member, address):
        raw = letter("By a pipe.", member.person.email, Authentication_Results=PROOF)
        assert self.hand(monkeypatch, address, raw) == 0
        work()
        assert Post.objects.filter(source="By a pipe.").exists()

    def test_nobody_has_the_address(self, monkeypatch, address):
        assert self.hand(monkeypatch, "nobody@network.example", b"Subject: x\n\n") == 67

    def test_what_is_too_large(self, monkeypatch, address):
        monkeypatch.setattr(lmtp, "LARGEST", 10)
        assert self.hand(monkeypatch, address, b"Subject: x\n\n") == 65

    def test_what_cannot_be_taken_now(self, monkeypatch, address):
        monkeypatch.setattr(addresses, "find", lambda _extension: 1 / 0)
        assert self.hand(monkeypatch, address, b"Subject: x\n\n") == 75
