"""Outgoing mail: written with the deed, delivered once into the folder, nobody can add a header to it."""

import os
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings as settings_of_site
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.template import engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from advocates.core import jobs, outbox, transport
from advocates.core.models import Job, Mail

BREAKS = ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
HEADERS = {
    "from", "to", "subject", "message-id", "date", "auto-submitted", "content-language", "mime-version",
    "content-type", "content-transfer-encoding",
}  # fmt: skip


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def templates(settings, tmp_path):
    """A mail that says something else in each language."""
    sources = {
        "hello_subject.txt": "{% load i18n %}{% translate 'Password' %}\n  {{ name }}\n",
        "hello.txt": "{{ site_url }} {{ LANGUAGE_CODE }} {{ text_direction }} {{ name }}",
        "hello.html": "<p dir='{{ text_direction }}'>{{ name }}</p>",
    }
    loaders = [("django.template.loaders.locmem.Loader", sources)]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]
    engines._engines = {}
    yield
    engines._engines = {}


def read(path: Path):
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def written(folder: Path, mail: Mail) -> Path:
    return transport.write_to_folder(
        folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.pk}.eml", outbox.as_message(mail)
    )


def delivered(folder: Path):
    jobs.run_due()
    return [read(path) for path in sorted(folder.glob("*"))]


@pytest.mark.django_db
class TestTheRow:
    def test_no_commit_no_mail(self, folder):
        def deed() -> None:
            with transaction.atomic():
                outbox.queue("ana@example.org", subject="Hello", text="Text")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            deed()
        assert not Mail.objects.exists()
        assert not Job.objects.exists()
        assert delivered(folder) == []

    def test_nothing_leaves_before_the_worker_comes(self, folder):
        outbox.queue("ana@example.org", subject="Hello", text="Text")
        assert list(folder.iterdir()) == []
        assert Mail.objects.get().state == Mail.State.WAITING

    def test_the_job_carries_the_id_alone(self):
        mail = outbox.queue("ana@example.org", subject="Hello", text="Text")
        assert Job.objects.get().arguments == {"mail_id": mail.pk}


@pytest.mark.django_db
class TestDelivery:
    def test_one_file_readable_by_its_owner_alone(self, folder):
        old = os.umask(0)
        try:
            outbox.queue(
                "ana@example.org", subject="Grüße", text="Guten Tag\n", html="<p>Guten Tag</p>", language="de"
            )
            (message,) = delivered(folder)
        finally:
            os.umask(old)
        (path,) = folder.iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.suffix == ".eml"
        assert message["Subject"] == "Grüße"
        assert message["To"] == "ana@example.org"
        assert message["From"] == settings_of_site.EMAIL_FROM
        assert message["Content-Language"] == "de"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_body(("plain",)).get_content() == "Guten Tag\n"
        assert message.get_body(("html",)).get_content() == "<p>Guten Tag</p>\n"
        assert Mail.objects.get().sent_at is not None

    def test_once(self, folder):
        mail = outbox.queue("ana@example.org", subject="Hello", text="Text")
        delivered(folder)
        (path,) = folder.iterdir()
        path.unlink()
        outbox.deliver(mail_id=mail.pk)
        assert list(folder.iterdir()) == []

    def test_a_mail_that_was_purged_is_no_error(self, folder):
        outbox.deliver(mail_id=12345)

    def test_a_crash_between_writing_and_marking_gives_the_same_message_again(self, folder, monkeypatch):
        mail = outbox.queue("ana@example.org", subject="Hello", text="Text")
        written(folder, mail)
        (before,) = [path.read_bytes() for path in folder.iterdir()]
        (message,) = delivered(folder)
        assert message["Message-ID"] == mail.message_id
        assert [read_headers(path.read_bytes()) for path in folder.iterdir()] == [read_headers(before)]

    def test_a_crash_while_writing_leaves_nothing_that_looks_complete(self, folder, monkeypatch):
        mail = outbox.queue("ana@example.org", subject="Hello", text="Text")

        def power_cut(_descriptor: int) -> None:
            raise OSError("gone")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", power_cut)
            outbox.deliver(mail_id=mail.pk)
        assert list(folder.glob("*.eml")) == []
        assert Mail.objects.get().state == Mail.State.WAITING
        outbox.deliver(mail_id=mail.pk)
        assert len(list(folder.iterdir())) == 1

    def test_a_full_disk_is_tried_again(self, folder, monkeypatch):
        outbox.queue("ana@example.org", subject="Hello", text="Text")
        with monkeypatch.context() as patched:
            patched.setattr(
                os, "open", lambda *_arguments: (_ for _ in ()).throw(OSError(28, "No space left"))
            )
            jobs.run_due()
        assert Mail.objects.get().state == Mail.State.WAITING
        assert Job.objects.filter(state=Job.State.WAITING).count() == 1

    def test_every_message_has_its_own_id(self):
        mails = [outbox.queue("ana@example.org", subject="Hello", text="Text") for _ in range(20)]
        assert len({mail.message_id for mail in mails}) == 20


def read_headers(raw: bytes) -> dict[str, str]:
    """All but the boundaries between the parts, which are drawn by lot."""
    message = message_from_bytes(raw, policy=policy.default)
    return {name: value for name, value in message.items() if name != "Content-Type"}


@pytest.mark.django_db
class TestNobodyAddsAHeader:
    @pytest.mark.parametrize("sign", BREAKS, ids=ascii)
    @pytest.mark.parametrize(
        "shape", ["Hello{}Bcc: thief@example.org", "{}Bcc: thief@example.org", "Hello{}{}<b>body</b>"]
    )
    def test_by_the_subject(self, folder, sign, shape):
        outbox.queue("ana@example.org", subject=shape.format(sign, sign), text="Text")
        (message,) = delivered(folder)
        assert {name.lower() for name in message.keys()} <= HEADERS  # noqa: SIM118 - a message's own keys
        assert message["To"] == "ana@example.org"
        assert message.get_content() == "Text\n"
        assert sign not in Mail.objects.get().subject

    @pytest.mark.parametrize("sign", BREAKS, ids=ascii)
    @pytest.mark.parametrize(
        "shape", ["ana@example.org{}Bcc: thief@example.org", "{}ana@example.org", "ana{}@example.org"]
    )
    def test_by_the_recipient(self, sign, shape):
        with pytest.raises(ValidationError):
            outbox.queue(shape.format(sign), subject="Hello", text="Text")
        assert not Mail.objects.exists()

    @pytest.mark.parametrize("sign", BREAKS, ids=ascii)
    def test_by_the_language(self, folder, sign):
        outbox.queue(
            "ana@example.org",
            subject="x",
            text="Text",
            language=f"en{sign.strip(chr(0))}Bcc: t@e.org",
        )
        (message,) = delivered(folder)
        assert {name.lower() for name in message.keys()} <= HEADERS  # noqa: SIM118 - as above

    @pytest.mark.parametrize(
        "several", ["ana@example.org, ben@example.org", "ana@example.org;ben@example.org", "", "Ana"]
    )
    def test_a_recipient_is_one_address(self, several):
        with pytest.raises(ValidationError):
            outbox.queue(several, subject="Hello", text="Text")

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        subject=some.text(some.characters(), max_size=600), text=some.text(some.characters(), max_size=200)
    )
    def test_whatever_is_written(self, folder, subject, text):
        mail = outbox.queue("ana@example.org", subject=subject, text=text, html=text)
        mail.refresh_from_db()
        message = read(written(folder, mail))
        assert {name.lower() for name in message.keys()} <= HEADERS  # noqa: SIM118 - as above
        assert message["To"] == "ana@example.org"
        assert message["Message-ID"] == mail.message_id


@pytest.mark.django_db
class TestLanguage:
    def test_the_recipients_own(self, folder, templates):
        outbox.send("hello", "ana@example.org", "ar", {"name": "أمل"})
        (message,) = delivered(folder)
        assert message.get_body(("plain",)).get_content().split()[1:] == ["ar", "rtl", "أمل"]
        assert message["Content-Language"] == "ar"
        assert message["Subject"].endswith("أمل")

    def test_the_senders_own_comes_back_afterwards(self, templates):
        from django.utils import translation  # noqa: PLC0415 - beside what it is about

        with translation.override("es"):
            outbox.send("hello", "ana@example.org", "ar", {"name": "x"})
            assert translation.get_language() == "es"

    def test_text_of_people_is_no_markup(self, folder, templates):
        outbox.send("hello", "ana@example.org", "en", {"name": "<script>alert(1)</script>"})
        (message,) = delivered(folder)
        assert "<script>" not in message.get_body(("html",)).get_content()


@pytest.mark.django_db
class TestLibraries:
    """What allauth and Wagtail send by Django's own means goes through the outbox."""

    @pytest.fixture(autouse=True)
    def _ours(self, settings):
        settings.EMAIL_BACKEND = "advocates.core.outbox.OutboxBackend"

    def test_one_row_for_each_recipient(self):
        assert send_mail("Hello", "Text", None, ["ana@example.org", "ben@example.org"]) == 1
        assert set(Mail.objects.values_list("recipient", flat=True)) == {"ana@example.org", "ben@example.org"}

    def test_html_is_kept(self):
        message = EmailMultiAlternatives("Hello", "Text", to=["ana@example.org"])
        message.attach_alternative("<p>Text</p>", "text/html")
        message.send()
        assert Mail.objects.get().html == "<p>Text</p>"


def test_django_sends_through_the_outbox():
    from advocates.config import settings as product  # noqa: PLC0415 - the test runner replaces the backend

    assert product.EMAIL_BACKEND == "advocates.core.outbox.OutboxBackend"
