"""The doctor on mail: real answers of a name server and of a mail server, both on this machine."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from advocates.core import mailin, records, seal
from advocates.core.models import SignOfLife
from advocates.core.tests.test_transport import Sink, free_port
from advocates.operations import mail_check
from advocates.operations.findings import How
from advocates.operations.tests.nameserver import name_server
from advocates.operations.tests.test_doctor import answers

pytestmark = pytest.mark.django_db
SPF, DMARC = "v=spf1 a:mail.network.example -all", "v=DMARC1; p=none"


@pytest.fixture(autouse=True)
def _leaves(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    (tmp_path / "keys").mkdir()
    settings.EMAIL_SERVER = {"host": "mail.network.example", "port": 587}
    settings.EMAIL_FROM, settings.DKIM_SELECTOR = "no-reply@network.example", "mail2026"
    monkeypatch.setattr(records, "_named", [])
    seal.private_key.cache_clear()


@pytest.fixture
def names():
    with name_server() as server:
        name, content = seal.record()
        server.records = {
            "network.example": ["other", SPF],
            "_dmarc.network.example": [DMARC],
            name: [content],
        }
        records.ask_at(server.at)
        yield server


def findings():
    return list(mail_check._identity())


def bad():
    return [finding for finding in findings() if finding.how is How.BAD]


def test_all_well(names):
    assert {finding.how for finding in findings()} == {How.WELL}
    assert len(findings()) == 3


@pytest.mark.parametrize(
    ("name", "found", "words"),
    [
        ("network.example", [], "no SPF record"),
        ("network.example", ["v=spf10 -all"], "no SPF record"),
        ("network.example", [SPF, "v=spf1 mx ~all"], "2 SPF records"),
        ("network.example", ["v=spf1 +all"], "lets everybody"),
        ("network.example", ["v=spf1 mx ?all"], "lets everybody"),
        ("_dmarc.network.example", [], "no DMARC record"),
        ("_dmarc.network.example", ["v=DMARC1"], "no DMARC record"),
        ("mail2026._domainkey.network.example", [], "has no key"),
        ("mail2026._domainkey.network.example", ["v=DKIM1; p="], "has no key"),
        ("mail2026._domainkey.network.example", ["v=DKIM1; p=AAAA"], "has another key"),
    ],
)
def test_each_fault_is_named_with_the_record_that_mends_it(names, name, found, words):
    if found:
        names.records[name] = found
    else:
        del names.records[name]
    (finding,) = bad()
    assert words in finding.says
    assert finding.mend


def test_the_record_to_publish_is_said_and_then_is_the_right_one(names):
    name, content = seal.record()
    del names.records[name]
    (finding,) = bad()
    assert content in finding.mend
    names.records[name] = [finding.mend.partition("as TXT: ")[2]]
    assert bad() == []


def test_the_envelopes_domain_is_the_one_that_spf_is_about(names, settings):
    settings.BOUNCE_ADDRESS = "bounces@lists.network.example"
    assert "lists.network.example has no SPF" in bad()[0].says


@pytest.mark.parametrize("sender", ["no-reply@127.0.0.1", "no-reply@localhost"])
def test_a_sender_that_nobody_can_believe_is_not_looked_up(names, settings, sender):
    settings.EMAIL_FROM = sender
    (finding,) = findings()
    assert "EMAIL_FROM" in finding.mend
    assert names.asked == []


def test_a_mail_server_on_this_machine_has_the_sites_name(names, settings):
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": 25}
    settings.SITE = urlsplit("https://www.network.example")
    del names.records["network.example"]
    assert "a:www.network.example" in bad()[0].mend


def test_a_record_of_the_domain_above_counts_for_dmarc(names, settings):
    names.records["_dmarc.example.org"] = ["v=DMARC1; p=reject"]
    assert mail_check._dmarc("news.example.org").how is How.WELL
    assert mail_check._dmarc("network.test").how is How.BAD
    assert "_dmarc.test" not in names.asked


def test_a_name_service_that_does_not_answer_is_no_fault_of_the_domain(monkeypatch):
    monkeypatch.setattr(records, "SECONDS", 0.3)
    with name_server(silent=True) as server:
        records.ask_at(server.at)
        (finding,) = findings()
    assert finding.how is How.MIND
    assert "did not answer" in finding.says


def test_without_a_signature_it_says_how_to_get_one(names, settings):
    settings.DKIM_SELECTOR = ""
    (finding,) = [each for each in findings() if each.how is not How.WELL]
    assert "DKIM_SELECTOR=mail20" in finding.mend


class TestWhatComesBack:
    def test_nobody_reads_it(self):
        (finding,) = mail_check._returns()
        assert (finding.how, "BOUNCE_ADDRESS" in finding.mend) == (How.MIND, True)

    @pytest.mark.parametrize(("minutes", "how"), [(None, How.BAD), (0, How.WELL), (3, How.BAD)])
    def test_whether_somebody_stands_at_the_door(self, settings, minutes, how):
        settings.BOUNCE_ADDRESS = "bounces@network.example"
        if minutes is not None:
            SignOfLife.objects.create(part=mailin.PART, at=timezone.now() - timedelta(minutes=minutes))
        (finding,) = mail_check._returns()
        assert finding.how is how


class TestTheTestMail:
    @pytest.fixture
    def sink(self, settings):
        made = Sink()
        controller = Controller(made, hostname="127.0.0.1", port=free_port())
        controller.start()
        settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": controller.port}
        yield made
        controller.stop()

    def test_it_leaves_at_once_and_the_server_is_quoted(self, sink, capsys):
        status, said = answers(capsys, "--test-mail", "rosa@example.org")
        assert status == 0
        assert "250 taken" in said
        (taken,) = sink.taken
        assert taken.rcpt_tos == ["rosa@example.org"]
        assert b"DKIM-Signature" in taken.content

    def test_a_refusal_is_quoted(self, sink, capsys):
        sink.at_rcpt = "550 5.7.1 we do not relay"
        status, said = answers(capsys, "--test-mail", "rosa@example.org")
        assert status == 1
        assert "550 5.7.1 we do not relay" in said

    def test_what_is_no_address(self, sink, capsys):
        assert answers(capsys, "--test-mail", "rosa\r\nBcc: x@example.org")[0] == 1
        assert sink.taken == []

    def test_without_a_server(self, settings, capsys):
        settings.EMAIL_SERVER = None
        assert "nothing was sent" in answers(capsys, "--test-mail", "rosa@example.org")[1]
