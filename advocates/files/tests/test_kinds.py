"""What is taken, under which name, and what is refused with which sentence."""

import struct
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from advocates.core.tests.pictures import BOMBS, CANARY, LIARS, SVG, encoded, jar, plain
from advocates.files import properties
from advocates.files.models import File
from advocates.files.names import LONGEST, clean_name
from advocates.files.office import MOST_ENTRIES
from advocates.files.storing import SMALL_SIDE, made_of
from advocates.files.tests.factories import WORD, archive, docx, every_office, odt, sent, table


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\report.pdf", "report.pdf"),
        ("CON", "_CON.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.txt.pdf", "_LPT1.txt.pdf"),
        ("harmless\u202egpj.exe", "harmlessgpj.pdf"),
        ("trailing. . .pdf", "trailing.pdf"),
        ("line\r\nSet-Cookie: x.pdf", "lineSet-Cookie x.pdf"),
        ("nul\0zero.pdf", "nulzero.pdf"),
        ('quo"te;|.pdf', "quote;.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("محضر الاجتماع.pdf", "محضر الاجتماع.pdf"),
        ("double.html.pdf", "double.html.pdf"),
    ],
    ids=range(15),
)
def test_names_are_cleaned(name, shown):
    assert clean_name(name, "pdf") == shown


def test_a_long_name_is_cut():
    assert clean_name("x" * 300, "pdf") == "x" * LONGEST + ".pdf"


def test_a_picture_is_drawn_anew_in_two_sizes():
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    content = encoded(Image.new("RGB", (1600, 800), (9, 90, 9)), "JPEG", exif=exif)
    assert CANARY in content
    made = made_of(sent(content, "IMG_1.jpeg"))
    assert (made.kind, made.name, made.content_type) == (File.Kind.PICTURE, "IMG_1.webp", "image/webp")
    assert made.size == (1600, 800)
    for each in (made.content, made.small):
        assert each[8:12] == b"WEBP"
        assert CANARY not in each
    assert len(made.small) < len(made.content)
    assert SMALL_SIDE < 1600


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pptx", "odt"])
def test_what_stands_in_office_documents_is_taken_as_it_is(ending):
    content = every_office()[ending]
    made = made_of(sent(content, f"list.{ending}"))
    assert (made.kind, made.name) == (File.Kind.OFFICE, f"list.{ending}")
    assert unpacked(made.content) == unpacked(content)
    # Once more changes nothing.
    assert made_of(sent(made.content, f"list.{ending}")).content == made.content


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


TYPES = "application/vnd.openxmlformats-"
TELLING = {
    "docx": lambda: docx(
        docProps__core_dot_xml=CANARY, docProps__app_dot_xml=CANARY, docProps__custom_dot_xml=CANARY
    ),
    "docx in capitals": lambda: docx(DocProps__Core_dot_XML=CANARY),
    "docx by its table": lambda: archive(
        {
            "[Content_Types].xml": table(WORD)[:-8]
            + f"<Default Extension='psmdcp' ContentType='{TYPES}package.core-properties+xml'/>".encode()
            + f'<Override ContentType="{TYPES}officedocument.extended-properties+xml" '.encode()
            + b'PartName="/x/Who.xml"/></Types>',
            "word/document.xml": b"<w/>",
            "package/services/metadata/core-properties/1.psmdcp": CANARY,
            "x/who.xml": CANARY,
        }
    ),
    "odt": lambda: odt(**{"meta.xml": CANARY, "Object 1/meta.xml": CANARY}),
    "comments of the archive": lambda: commented(odt()),
    "before the archive": lambda: CANARY.join([b"PK", b""]) + docx(),
}  # fmt: skip


def commented(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        new.comment = CANARY
        for part in old.infolist():
            part.comment = CANARY
            part.extra = struct.pack("<HH", 0x7875, len(CANARY)) + CANARY
            new.writestr(part, old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("what", TELLING)
def test_who_made_an_office_document_and_when_is_taken_out(what):
    content = TELLING[what]()
    made = made_of(sent(content, "letter.docx")).content
    found = [made, *unpacked(made).values()]
    assert [each for each in found if CANARY in each] == []
    assert set(unpacked(made)) == set(unpacked(content))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name, part in unpacked(made).items():
        if name.lower().endswith((".xml", ".psmdcp")) and name not in {"content.xml", "word/document.xml"}:
            ElementTree.fromstring(part)  # noqa: S314 - of our own making


@pytest.mark.parametrize("what", ["docx", "odt", "docx by its table"])
def test_without_that_it_would_stay(what, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(properties, "_emptied", lambda _archive, _parts: {})
    made = made_of(sent(TELLING[what](), "letter.docx")).content
    assert any(CANARY in part for part in unpacked(made).values())


def test_what_stands_in_the_text_stays():
    """Comments and tracked changes are what the document says, with the names of who said it."""
    content = docx(word__comments_dot_xml=CANARY)
    assert unpacked(made_of(sent(content, "x.docx")).content)["word/comments.xml"] == CANARY


def within() -> bytes:
    """A piece whose table says that it is as long as the archive, and another one beside it."""
    made = archive({"[Content_Types].xml": table(WORD), "a": b"x", "b": b"y"}, kind=zipfile.ZIP_STORED)
    content, at = bytearray(made), made.find(b"PK\x01\x02") + 1
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 20 : at + 28] = struct.pack("<II", len(made) - 200, len(made) - 200)
    return bytes(content)


def test_a_document_is_what_its_table_says_and_not_its_name():
    assert made_of(sent(docx(), "sum.xlsx")).name == "sum.docx"


def locked(content: bytes) -> bytes:
    """Every part says that it is encrypted."""
    changed, at = bytearray(content), 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 8] |= 1
        at += 4
    return bytes(changed)


def overlapping() -> bytes:
    """Two names for one and the same piece."""
    content = archive({"[Content_Types].xml": table("x"), "aaaaaaaaaaaaaaaaaaa": b"x"})
    second = content.rfind(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


OPENXML = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    "macros by table": (lambda: docx(OPENXML), "acting"),
    "macros by part": (lambda: docx(word__vbaProject_dot_bin=b"x"), "acting"),
    "ActiveX": (lambda: docx(word__activeX__activeX1_dot_xml=b"x"), "acting"),
    "another file within": (lambda: docx(word__embeddings__oleObject1_dot_bin=b"x"), "acting"),
    "Basic in an open document": (lambda: odt(**{"Basic/Standard/Module1.xml": b"x"}), "acting"),
    "a script in an open document": (lambda: odt(**{"Scripts/python/x.py": b"x"}), "acting"),
    "an archive of anything": (lambda: archive({"a.txt": b"x"}), "kind"),
    "a program": (jar, "acting"),
    "an unknown table": (lambda: docx("application/x-other"), "kind"),
    "an unknown open document": (lambda: odt("application/vnd.oasis.opendocument.formula"), "kind"),
    "a path that climbs": (lambda: docx(**{"../../x.xml": b"x"}), "damaged"),
    "cut in the middle": (lambda: docx()[:-30], "damaged"),
    "only the beginning": (lambda: b"PK\x03\x04", "damaged"),
    "grows without end": (lambda: docx(word__big_dot_xml=b"\0" * 201 * 2**20), "work"),
    "a table that grows": (
        lambda: archive({"[Content_Types].xml": b" " * 2 * 2**20, "word/document.xml": b""}), "work",
    ),
    "too many parts": (
        lambda: archive({f"{number}": b"" for number in range(MOST_ENTRIES + 1)}, kind=zipfile.ZIP_STORED),
        "work",
    ),
    "locked": (lambda: locked(docx()), "locked"),
    "overlapping": (overlapping, "damaged"),
    "pieces within pieces": (within, "damaged"),
    "pieces packed in another way": (lambda: archive(
        {"[Content_Types].xml": table(WORD), "word/document.xml": b"<w/>" * 99}, kind=zipfile.ZIP_BZIP2), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_acts_or_bursts_is_refused(what):
    make, code = REFUSED[what]
    with pytest.raises(ValidationError) as refused:
        made_of(sent(make(), "letter.docx"))
    assert refused.value.code == code


@pytest.mark.parametrize("what", LIARS)
def test_what_lies_about_itself_is_refused(what):
    content, name, _code = LIARS[what]
    # An archive and a PDF are other kinds here, and broken ones.
    with pytest.raises(ValidationError) as refused:
        made_of(sent(content, name))
    assert str(refused.value.messages[0])


@pytest.mark.parametrize("what", ["PNG of 12,000", "PNG of 65,000 that only says so", "11 MB of nothing"])
def test_bombs_are_refused(what):
    make, code = BOMBS[what]
    with pytest.raises(ValidationError) as refused:
        made_of(sent(make(), "picture.png"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "name"),
    [(SVG, "logo.svg"), (b"<!doctype html>", "page.html"), (b"MZ\x90", "x.exe"), (b"{\\rtf1", "x.doc"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc")],
    ids=["SVG", "HTML", "program", "RTF", "old Word"],
)  # fmt: skip
def test_everything_else_is_refused_with_what_is_taken(content, name):
    with pytest.raises(ValidationError) as refused:
        made_of(sent(content, name))
    assert "docx" in refused.value.messages[0]


def test_a_zip_named_as_picture_is_refused():
    with pytest.raises(ValidationError):
        made_of(sent(archive({"x.txt": plain()}), "photo.jpg"))
