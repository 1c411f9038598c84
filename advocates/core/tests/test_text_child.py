"""The words of PDFs and documents: read in any script, in a child that little can be done to."""

import time
import zipfile
from io import BytesIO

import pikepdf
import pytest

from advocates.core import text_child, uploads

ARABIC = "مرحبا بالعالم"


def pdf_with_table(text: str) -> bytes:
    """A page in a font whose numbers mean nothing without its table; the first sign in a row, the others one by one."""
    codes = {sign: number for number, sign in enumerate(dict.fromkeys(text), start=3)}
    signs = list(codes)
    ranges = f"1 beginbfrange\n<0003> <0003> <{signs[0].encode('utf-16-be').hex()}>\nendbfrange"
    chars = "\n".join(f"<{codes[sign]:04x}> <{sign.encode('utf-16-be').hex()}>" for sign in signs[1:])
    table = (
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {ranges} 9 beginbfchar\n{chars}\nendbfchar"
    )
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, ToUnicode=made.make_stream(table.encode())
        )
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    shown = "".join(f"{codes[sign]:04x}" for sign in text)
    page.Contents = made.make_stream(f"BT /F1 12 Tf <{shown}> Tj ET".encode())
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(stream: bytes, **resources) -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), **resources)
    page.Contents = made.make_stream(stream)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def document(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("text", [ARABIC, "Привет", "患者団体", "Ωμέγα €"], ids=["ar", "ru", "ja", "el"])
def test_by_the_table_of_a_font(text):
    assert uploads.text_of(pdf_with_table(text), is_pdf=True).strip() == text


def test_without_a_table_nobody_guesses():
    content = pdf_with_table("Hello").replace(b"/ToUnicode", b"/XoUnicode")
    assert uploads.text_of(content, is_pdf=True).strip() == ""


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (b"BT /F1 9 Tf (One) Tj 0 -12 Td (Two) Tj ET", ["One", "Two"]),
        (b"BT /F1 9 Tf [(Wo) 20 (rd) -400 (next)] TJ ET", ["Word", "next"]),
        (b"BT /F1 9 Tf (One) ' (Two) ' ET", ["One", "Two"]),
        (b"BT /F1 9 Tf (caf\xe9) Tj ET", ["café"]),
        (b"BT /F9 9 Tf (unknown font) Tj ET", ["unknown", "font"]),
    ],
    ids=["lines", "kerned", "quoted", "western", "no font"],
)
def test_words_are_kept_apart(stream, words):
    assert uploads.text_of(pdf(stream), is_pdf=True).split() == words


@pytest.mark.parametrize("name", ["word/document.xml", "xl/sharedStrings.xml", "ppt/slides/slide1.xml"])
def test_of_each_kind(name):
    content = document(
        {name: b"<a><p><t>One</t></p><p><t>Two</t></p><q>hidden</q></a>", "x.xml": b"<t>no</t>"}
    )
    assert uploads.text_of(content, is_pdf=False).split() == ["One", "Two"]


def test_of_open_documents():
    content = document({"content.xml": f"<o><p>One {ARABIC}</p><h>Two</h></o>".encode()})
    assert uploads.text_of(content, is_pdf=False).split() == ["One", *ARABIC.split(), "Two"]


LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
) + b"]><t>&j;</t>"  # fmt: skip


@pytest.mark.parametrize(
    ("content", "is_pdf"),
    [
        (b"", True), (b"%PDF-1.7", True), (b"not one", False), (b"PK\x03\x04", False),
        (document({"word/document.xml": LAUGHS}), False),
        (pdf(b"BT /F1 9 Tf " + b"q " * 500_000), True),
        (document({"word/document.xml": b"<t>" * 300_000}), False),
    ],
    ids=["nothing", "half a pdf", "no zip", "half a zip", "laughs", "long pdf", "deep"],
)  # fmt: skip
def test_what_cannot_be_read_is_empty_and_quick(content, is_pdf):
    begun = time.monotonic()
    assert uploads.text_of(content, is_pdf=is_pdf).strip() == ""
    assert time.monotonic() - begun < uploads.WALL_SECONDS


def test_no_more_than_anybody_looks_for():
    content = document({"word/document.xml": b"<a>" + b"<t>word </t>" * 200_000 + b"</a>"})
    assert len(uploads.text_of(content, is_pdf=False)) == text_child.MOST_CHARACTERS


def test_a_form_that_draws_itself_ends():
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    form = made.make_stream(b"BT (again) Tj ET /X0 Do")
    form.Subtype = pikepdf.Name.Form
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X0=form))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X0=form))
    page.Contents = made.make_stream(b"/X0 Do")
    out = BytesIO()
    made.save(out)
    assert uploads.text_of(out.getvalue(), is_pdf=True).split() == ["again"] * text_child.DEEPEST_FORM


def test_the_child_knows_nothing_of_the_server(monkeypatch):
    """As for pictures: no environment, little memory, a file of limited size."""
    asked = {}

    def run(words, **named):
        asked.update(named, words=words)
        raise uploads.subprocess.TimeoutExpired(words, 1)

    monkeypatch.setattr(uploads.subprocess, "run", run)
    assert uploads.text_of(b"x", is_pdf=True) == ""
    assert asked["env"] == {}
    assert str(uploads.MEMORY) in asked["words"]
