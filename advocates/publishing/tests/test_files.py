"""Pictures, documents and the sitemap at their public addresses."""

import re
import time
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Drawing
from PIL.PngImagePlugin import PngInfo
from wagtail.documents.models import Document
from wagtail.images.models import Image

from advocates.core import sitemap
from advocates.core.sitemap import Place
from advocates.core.tests.pictures import gif, jpeg_with_segments, plain, png
from advocates.publishing import picture_forms
from tests.patience import patience


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(db):
    """A picture with a place and an author in its metadata."""
    exif = Drawing.Exif()
    exif[0x013B] = "Zebrapine Author"
    exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    Drawing.new("RGB", (1600, 900), (32, 43, 107)).save(file, "JPEG", exif=exif)
    return Image.objects.create(title="Cloth", file=ContentFile(file.getvalue(), "cloth.jpg"))


def test_a_rendition_is_served_for_ever_and_can_run_nothing(visitor, photo):
    url = photo.get_rendition("width-480").url
    answer = visitor.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies
    assert b"Zebrapine" not in b"".join(answer)


def test_originals_have_no_address(visitor, editor, photo):
    assert photo.file.name.startswith("original_images/")
    for client in (visitor, editor):
        assert client.get(photo.file.url).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/images/",
        "/media/images/../original_images/cloth.jpg",
        "/media/images/..%2foriginal_images%2fcloth.jpg",
        "/media/images/%2e%2e/original_images/cloth.jpg",
        "/media/images/nothing.jpg",
        "/media/images/x.svg",
        "/media/images/x.html",
        "/media/original_images/cloth.jpg",
        "/media/documents/",
    ],
)
def test_nothing_else_of_the_folder_is_served(visitor, photo, path):
    default_storage.save("images/x.svg", ContentFile(b"<svg/>"))
    default_storage.save("images/x.html", ContentFile(b"<p>"))
    assert visitor.get(path).status_code == 404


def test_a_picture_on_a_page_has_its_words_and_sizes(visitor, new_page, photo):
    new_page(body=[("picture", {"image": photo, "alt": "A plain indigo cloth", "caption": ""})])
    text = visitor.get("/history/").content.decode()
    drawn = re.search(r"<img [^>]+>", text)[0]
    assert 'alt="A plain indigo cloth"' in drawn
    assert re.search(r'width="1280" height="720"', drawn)
    assert "480w" in drawn


def test_a_document_is_always_a_download(visitor, db):
    document = Document.objects.create(title="Report", file=ContentFile(b"%PDF-1.4 x", "report ü.pdf"))
    answer = visitor.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert visitor.get(f"/media/documents/{document.pk}/other.pdf").status_code == 404
    assert visitor.get("/media/documents/999/x.pdf").status_code == 404


def test_a_document_of_a_restricted_collection_is_not_served(visitor, editor, db):
    document = Document.objects.create(title="Report", file=ContentFile(b"zebrapine", "report.pdf"))
    document.collection.view_restrictions.create(restriction_type="login")
    for client in (visitor, editor):
        assert client.get(document.url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("x.jpg", b"<html>")]
)
def test_what_is_no_picture_is_not_taken(editor, name, content):
    file = ContentFile(content, name)
    answer = editor.post("/manage/images/add/", {"title": "x", "file": file, "collection": "1"})
    assert answer.status_code == 200
    assert not Image.objects.exists()


BOMBS = {
    "wide": ("x.png", lambda: png(9_000, 9_000)),
    "very wide": ("x.png", lambda: png(65_000, 65_000)),
    "many large frames": ("x.gif", lambda: gif(2_000, (5_000, 5_000))),
    "some large frames": ("x.gif", lambda: gif(40, (2_000, 2_000))),
    "many small frames": ("x.gif", lambda: gif(10_000)),
    "much besides": ("x.jpg", lambda: jpeg_with_segments(12 * 2**20)),
    "half of one": ("x.jpg", lambda: plain("JPEG", (800, 800))[:2_000]),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon_with_a_sentence(editor, name):
    file, make = BOMBS[name]
    content, started = make(), time.process_time()
    for address in ("/manage/images/add/", "/manage/images/multiple/add/"):
        sent = {"title": "Kept title", "collection": "1"}
        field = "file" if address.endswith("images/add/") else "files[]"
        answer = editor.post(address, {**sent, field: ContentFile(content, file)})
        assert answer.status_code == 200
        assert re.search("too many pixels|too big|moves too long|damaged", answer.text), address
    assert time.process_time() - started < patience(5)
    assert not Image.objects.exists()


def test_many_at_once_are_taken_and_described(editor):
    sent = {"title": "Many", "collection": "1", "files[]": ContentFile(plain("JPEG"), "x.jpg")}
    made = editor.post("/manage/images/multiple/add/", sent).json()
    described = {
        f"image-{made['image_id']}-{name}": value for name, value in (("title", "Cloth"), ("tags", ""))
    }
    answer = editor.post(f"/manage/images/multiple/{made['image_id']}/", described)
    assert answer.json()["success"]
    assert Image.objects.get().title == "Cloth"


def test_a_picture_that_was_kept_can_be_renamed(editor, photo):
    sent = {"title": "Another name", "collection": "1"}
    assert editor.post(f"/manage/images/{photo.pk}/", sent).status_code == 302
    assert Image.objects.get().title == "Another name"


def test_without_our_form_it_would_be_drawn(editor, monkeypatch):
    """The twin, with a small one."""
    monkeypatch.setattr(picture_forms, "refuse_bomb", lambda _file: None)
    sent = {"title": "x", "collection": "1", "file": ContentFile(gif(201), "x.gif")}
    assert editor.post("/manage/images/add/", sent).status_code == 302
    assert Image.objects.exists()


def test_the_sitemap_lists_pages_in_their_languages(visitor, new_page):
    new_page()
    index = visitor.get("/sitemap.xml")
    assert index["Content-Type"].startswith("application/xml")
    assert "<loc>http://127.0.0.1:8000/sitemap-pages-1.xml</loc>" in index.content.decode()
    text = visitor.get("/sitemap-pages-1.xml").content.decode()
    for path in ("/", "/es/", "/ar/", "/about/", "/ar/about/", "/es/about/facts/", "/privacy/", "/history/"):
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in text
    assert "/es/history/" not in text
    assert "/manage/" not in text


@pytest.mark.parametrize("path", ["/sitemap-pages-2.xml", "/sitemap-nothing-1.xml", "/sitemap-pages-0.xml"])
def test_parts_that_do_not_exist(visitor, db, path):
    assert visitor.get(path).status_code == 404


def test_long_sections_are_cut(monkeypatch):
    monkeypatch.setattr(
        sitemap, "_sources", {"many": lambda: [Place(f"/{number}/") for number in range(2500)]}
    )
    assert sitemap.parts() == [("many", 1), ("many", 2), ("many", 3)]
    assert [len(sitemap.part("many", number)) for number in (1, 2, 3, 4)] == [1000, 1000, 500, 0]


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")]
)
def test_what_a_camera_writes_into_a_picture_is_not_stored(db, kind, name):
    exif = Drawing.Exif()
    exif[0x013B] = "Zebrapine"
    file = BytesIO()
    extra = {"exif": exif, "xmp": b"<x>Zebrapine</x>"} if kind in {"JPEG", "WEBP"} else {}
    notes = PngInfo()
    notes.add_text("Author", "Zebrapine")
    extra |= {"pnginfo": notes} if kind == "PNG" else {}
    extra |= {"comment": b"Zebrapine"} if kind in {"GIF", "JPEG"} else {}
    Drawing.new("RGB", (60, 40), (200, 43, 107)).save(file, kind, **extra)
    assert b"Zebrapine" in file.getvalue()
    picture = Image.objects.create(title="x", file=ContentFile(file.getvalue(), name))
    with picture.file.open("rb") as stored:
        content = stored.read()
    assert b"Zebrapine" not in content
    assert picture.file_size == len(content)
    assert Drawing.open(BytesIO(content)).format == kind


def test_a_picture_taken_sideways_stands_upright(db):
    exif = Drawing.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    Drawing.new("RGB", (60, 40)).save(file, "JPEG", exif=exif)
    picture = Image.objects.create(title="x", file=ContentFile(file.getvalue(), "a.jpg"))
    assert (picture.width, picture.height) == (40, 60)


def test_moving_pictures_keep_moving(db):
    file = BytesIO()
    frames = [Drawing.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 100, 200)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=200)
    picture = Image.objects.create(title="x", file=ContentFile(file.getvalue(), "a.gif"))
    assert Drawing.open(picture.file).n_frames == 3


def test_changing_the_title_leaves_the_file_alone(photo):
    before = photo.file.name
    photo.title = "Other"
    photo.save()
    assert photo.file.name == before
