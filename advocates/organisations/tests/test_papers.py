"""Papers of applications: written anew, sealed, read by their reviewers alone, gone when we said."""

import json
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from advocates.core import secrets, uploads, visitorforms
from advocates.core.retention import purge
from advocates.organisations.applications import papers
from advocates.organisations.models import Application, Paper, PaperQuerySet
from advocates.organisations.tests.applying import (
    begin,
    decide,
    fill_in,
    pdf,
    reviewer,
    send,
    sit,
    upload,
)

pytestmark = pytest.mark.django_db
SECRET = b"Zebrawort certificate"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(visitorforms, "COST", 1)


def taken(content: bytes, name: str = "paper.pdf") -> uploads.Paper:
    return uploads.paper(SimpleUploadedFile(name, content), largest_side=400)


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        taken(content)
    return caught.value.code


def photograph() -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Zebrawort was here"
    Image.new("RGB", (30, 20), "#0a7").save(out, "JPEG", exif=exif, comment=b"Zebrawort remark")
    return out.getvalue()


def with_photograph() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    image = document.make_stream(photograph())
    for name, value in (
        ("Type", "/XObject"),
        ("Subtype", "/Image"),
        ("Filter", "/DCTDecode"),
        ("ColorSpace", "/DeviceRGB"),
    ):
        image[f"/{name}"] = pikepdf.Name(value)
    image["/Width"], image["/Height"], image["/BitsPerComponent"] = 30, 20, 8
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    out = BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def full_of_harm() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('Zebrawort')")
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=script)
    document.attachments["zebrawort.exe"] = b"MZ Zebrawort"
    document.Root.Names["/JavaScript"] = pikepdf.Dictionary(
        Names=pikepdf.Array(["x", document.make_indirect(script)])
    )
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://zebrawort.example/")
    start = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="zebrawort.exe")
    remarks = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        for action in (link, start, document.make_indirect(script))
    ]
    files = pikepdf.Dictionary(EF=pikepdf.Dictionary(F=document.make_stream(b"Zebrawort")))
    pin = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=files
    )
    remarks.append(pin)
    document.pages[0].Annots = pikepdf.Array(remarks)
    document.Root.AcroForm = pikepdf.Dictionary(
        XFA=document.make_stream(b"<zebrawort/>"), Fields=pikepdf.Array()
    )
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Zebrawort Quill"]
    document.docinfo["/Author"] = "Zebrawort Quill"
    document.pages[0].PieceInfo = pikepdf.Dictionary(X=pikepdf.Dictionary(Private="Zebrawort"))
    out = BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


class TestReadingAPdf:
    def test_its_pages_stay(self):
        written = taken(pdf("Certificate"))
        assert written.content_type == "application/pdf"
        with pikepdf.open(BytesIO(written.content)) as document:
            assert b"(Certificate)" in document.pages[0].Contents.read_bytes()

    def test_nothing_in_it_acts_hides_or_tells(self):
        content = full_of_harm()
        assert b"Zebrawort" in content
        plain = taken(content).content
        assert b"ebrawort" not in plain
        with pikepdf.open(BytesIO(plain)) as document:
            text = str([repr(thing) for thing in document.objects])
            assert not document.attachments
        for word in (
            "JavaScript",
            "/JS",
            "OpenAction",
            "/AA",
            "Launch",
            "/URI",
            "EmbeddedFile",
            "XFA",
            "Metadata",
            "PieceInfo",
        ):
            assert word not in text, word
        assert b"zebrawort" not in plain.lower()

    def test_a_photograph_inside_loses_its_remarks_and_keeps_its_pixels(self):
        content = with_photograph()
        assert b"Zebrawort" in content
        plain = taken(content).content
        assert b"Zebrawort" not in plain
        with pikepdf.open(BytesIO(plain)) as document:
            drawn = Image.open(BytesIO(document.pages[0].Resources.XObject.Im.read_raw_bytes()))
            drawn.load()
            assert drawn.size == (30, 20)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"%PDF-1.7\nnothing", "damaged"),
            (b"%PDF-1.7\n" + b"\0" * 5000, "damaged"),
            (pdf()[:-200], "damaged"),
            (b"MZ program", "kind"),
            (b"<html>%PDF-", "kind"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
            (b"PK\x03\x04 zip", "kind"),
            (b"", "empty"),
        ],
    )
    def test_what_is_none(self, content, code):
        assert refusal(content) == code

    def test_a_locked_one(self):
        out = BytesIO()
        document = pikepdf.new()
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
        assert refusal(out.getvalue()) == "locked"

    def test_too_many_parts(self, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_PARTS", 2)
        assert refusal(pdf()) == "work"

    def test_too_deep(self):
        deep = b"[" * 5000 + b"]" * 5000
        content = (
            b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X "
            + deep
            + b">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )
        assert refusal(content) in {"damaged", "work"}

    def test_a_picture_is_drawn_anew(self):
        written = taken(photograph(), "photo.jpg")
        assert (written.content_type, written.ending) == ("image/webp", "webp")
        assert b"Zebrawort" not in written.content


class TestSealing:
    def test_only_its_key_opens_it(self):
        key, other = secrets.new_file_key(purpose="a"), secrets.new_file_key(purpose="a")
        sealed = secrets.seal(b"Text", key, purpose="a")
        assert b"Text" not in sealed
        assert secrets.unseal(sealed, key, purpose="a") == b"Text"
        for wrong in (
            (sealed, other, "a"),
            (sealed[:-1] + b"x", key, "a"),
            (b"", key, "a"),
            (sealed, key, "b"),
        ):
            with pytest.raises(secrets.Unreadable):
                secrets.unseal(wrong[0], wrong[1], purpose=wrong[2])

    def test_nothing_readable_lies_anywhere(self, visitor, settings):
        add(visitor, begin(visitor), pdf(SECRET.decode()), "Zebrawort name.pdf")
        files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
        assert len(files) == 1
        assert SECRET not in files[0].read_bytes()
        assert "ebrawort" not in files[0].name
        assert "ebrawort" not in json.dumps(list(Paper.objects.values()), default=str)


def add(client, token: str, content: bytes | None = None, name: str = "certificate.pdf"):
    answer = client.post(f"/join/{token}/add-paper/", upload(content, name))
    assert answer.status_code == 302, answer.content.decode()
    return Paper.objects.order_by("-pk")[0]


class TestAdding:
    def test_it_is_listed_and_read(self, visitor):
        token = begin(visitor)
        paper = add(visitor, token, pdf(SECRET.decode()))
        assert "certificate.pdf" in visitor.get(f"/join/{token}/papers/").content.decode()
        answer = visitor.get(f"/join/{token}/papers/{paper.public_id}/")
        assert SECRET in answer.content
        assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "ETag" not in answer.headers

    def test_a_bad_one_is_answered_on_its_field(self, visitor):
        token = begin(visitor)
        answer = visitor.post(f"/join/{token}/add-paper/", upload(b"MZ"))
        assert answer.status_code == 422
        assert "We cannot take this kind of file" in answer.content.decode()
        assert visitor.post(f"/join/{token}/add-paper/", {"kind": "other"}).status_code == 422
        assert not Paper.objects.exists()

    def test_eight_and_no_more(self, visitor, monkeypatch):
        monkeypatch.setattr(papers, "MOST_PAPERS", 1)
        token = begin(visitor)
        add(visitor, token)
        answer = visitor.post(f"/join/{token}/add-paper/", upload())
        assert answer.status_code == 422
        assert "as many papers as can be sent" in answer.content.decode()

    def test_a_file_whose_deed_failed_does_not_stay(self, visitor, settings, monkeypatch):
        monkeypatch.setattr(papers, "MOST_PAPERS", 0)
        visitor.post(f"/join/{begin(visitor)}/add-paper/", upload())
        assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]

    def test_taken_out_it_is_gone(self, visitor, django_capture_on_commit_callbacks):
        token = begin(visitor)
        paper = add(visitor, token)
        with django_capture_on_commit_callbacks(execute=True):
            assert visitor.post(f"/join/{token}/papers/{paper.public_id}/remove/").status_code == 302
        assert not Paper.objects.exists()
        assert not default_storage.exists(paper.stored_as)

    def test_papers_make_the_step_complete(self, visitor):
        token = begin(visitor)
        add(visitor, token)
        fill_in(visitor, token, papers={"why_none": ""})
        assert send(visitor, token).papers.count() == 1

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd", "a\r\nX: y.pdf", "\u202egnp.exe", "x" * 150 + ".pdf", "a;b='c.pdf", ".pdf"],
    )
    def test_names_are_harmless(self, visitor, name):
        token = begin(visitor)
        answer = visitor.post(f"/join/{token}/add-paper/", upload(pdf(), name))
        assert answer.status_code == 302
        header = visitor.get(f"/join/{token}/papers/{Paper.objects.get().public_id}/")["Content-Disposition"]
        assert header.startswith("attachment; filename")
        assert "\n" not in header
        assert "\u202e" not in header
        assert ".." not in header.replace(".pdf", "")


class TestWhoReads:
    """Detail 11, second half: only vetters see them."""

    @pytest.fixture
    def paper(self, visitor):
        token = begin(visitor)
        paper = add(visitor, token, pdf(SECRET.decode()))
        fill_in(visitor, token)
        send(visitor, token)
        return paper

    def where(self, paper) -> str:
        return f"/members/reviews/{paper.application.public_id}/papers/{paper.public_id}/"

    def test_the_two_reviewers(self, paper):
        first = reviewer("first", "DE")
        assert first.get(self.where(paper)).status_code == 404
        sit(first, paper.application)
        answer = first.get(self.where(paper))
        assert SECRET in answer.content
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "who", ["visitor", "pending", "editor", "staff", "member", "moderator", "former"]
    )
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_nobody_else(self, request, paper, who, method):
        client = request.getfixturevalue(who)
        for headers in ({}, {"HTTP_RANGE": "bytes=0-10"}, {"HTTP_IF_NONE_MATCH": "*"}):
            answer = getattr(client, method)(self.where(paper), **headers)
            assert answer.status_code in {302, 404}
            assert SECRET not in answer.content

    def test_nor_a_reviewer_without_a_place_or_whose_place_is_gone(self, paper):
        first, second, third = reviewer("first", "DE"), reviewer("second", "KE"), reviewer("third", "JP")
        seat = sit(first, paper.application)
        sit(second, paper.application)
        assert third.get(self.where(paper)).status_code == 404
        seat.freed_at, seat.freed_because = timezone.now(), "given-back"
        seat.save()
        assert first.get(self.where(paper)).status_code == 404

    def test_nor_another_applicant(self, visitor, paper):
        other = begin(visitor, "other@example.net")
        assert visitor.get(f"/join/{other}/papers/{paper.public_id}/").status_code == 404
        assert visitor.post(f"/join/{other}/papers/{paper.public_id}/remove/").status_code == 404

    def test_nor_by_the_name_in_the_storage(self, visitor, paper):
        for address in (f"/media/{paper.stored_as}", f"/media/documents/1/{paper.stored_as}"):
            assert visitor.get(address, follow=True).status_code == 404

    def test_without_the_door_anybody_with_the_role_would(self, paper, monkeypatch):
        """The twin."""
        third = reviewer("third", "JP")
        monkeypatch.setattr(PaperQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert SECRET in third.get(self.where(paper)).content


class TestTheEnd:
    """Detail 11, first half: papers are deleted after the decision."""

    def test_thirty_days_after_the_decision(self, visitor, django_capture_on_commit_callbacks):
        token = begin(visitor)
        paper = add(visitor, token)
        fill_in(visitor, token)
        application = send(visitor, token)
        decide(application, "refuse", reviewer("first", "DE"), reviewer("second", "KE"), reasons="No.")
        now = timezone.now()
        purge(now + timedelta(days=29))
        assert default_storage.exists(paper.stored_as)
        with django_capture_on_commit_callbacks(execute=True):
            purge(now + timedelta(days=31))
        assert not Paper.objects.exists()
        assert not default_storage.exists(paper.stored_as)
        assert Application.objects.get().state == "refused"
        purge(now + timedelta(days=364))
        assert Application.objects.exists()
        purge(now + timedelta(days=366))
        assert not Application.objects.exists()

    def test_a_draft_that_ends_takes_its_files_along(self, visitor, django_capture_on_commit_callbacks):
        paper = add(visitor, begin(visitor))
        with django_capture_on_commit_callbacks(execute=True):
            purge(timezone.now() + timedelta(days=61))
        assert not default_storage.exists(paper.stored_as)

    def test_so_does_one_that_is_taken_back(self, visitor, django_capture_on_commit_callbacks):
        token = begin(visitor)
        paper = add(visitor, token)
        with django_capture_on_commit_callbacks(execute=True):
            visitor.post(f"/join/{token}/withdraw/")
        assert not Paper.objects.exists()
        assert not default_storage.exists(paper.stored_as)

    def test_without_the_receiver_the_file_would_stay(
        self, visitor, monkeypatch, django_capture_on_commit_callbacks
    ):
        """The twin."""
        paper = add(visitor, begin(visitor))
        monkeypatch.setattr(papers, "drop_on_commit", lambda _name: None)
        with django_capture_on_commit_callbacks(execute=True):
            purge(timezone.now() + timedelta(days=61))
        assert not Paper.objects.exists()
        assert default_storage.exists(paper.stored_as)
