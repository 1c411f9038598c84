"""Files for tests."""

import zipfile
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from advocates.accounts.models import Person
from advocates.core.identifiers import random_id
from advocates.core.tests.pictures import plain
from advocates.core.viewer import viewer_for
from advocates.files import actions
from advocates.files.library import actions as library
from advocates.files.models import File, LibraryFile
from advocates.files.office import BY_TABLE, MICROSOFT
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space

WORD = f"{MICROSOFT}wordprocessingml.document.main+xml"
MIMETYPE = "application/vnd.oasis.opendocument.text"


def archive(parts: dict[str, bytes], *, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", kind) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def table(said: str) -> bytes:
    return f'<Types><Override PartName="/x" ContentType="{said}"/></Types>'.encode()


def docx(said: str = WORD, **parts: bytes) -> bytes:
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return archive({"[Content_Types].xml": table(said), "word/document.xml": b"<w/>", **named})


def odt(said: str = MIMETYPE, **parts: bytes) -> bytes:
    return archive({"mimetype": said.encode(), "content.xml": b"<o/>", **parts})


def every_office() -> dict[str, bytes]:
    made = {ending: docx(said) for said, (_type, ending) in BY_TABLE.items()}
    return {**made, "odt": odt()}


def sent(content: bytes | None = None, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, plain() if content is None else content)


def upload(person: Person, space: Space, content: bytes | None = None, **fields: Any) -> File:
    return actions.upload(
        author=author_of(viewer_for(person)),
        space=space,
        uploaded=sent(content, fields.pop("name", "picture.png")),
        lang=fields.pop("lang", "en"),
        alt=fields.pop("alt", ""),
    )


def keep(
    person: Person, space: Space, title: str = "Paper", content: bytes | None = None, **told: Any
) -> LibraryFile:
    """A file in the library of a space."""
    name, lang = told.pop("name", "picture.png"), told.pop("lang", "en")
    once = told.pop("once", f"{title[:20]}-{random_id()}")
    return library.add_file(
        author=author_of(viewer_for(person)),
        space=space,
        uploaded=sent(content, name),
        told=library.Told(title, lang=lang, **told),
        once=once,
    )


def pdf(*lines: str) -> bytes:
    """One page with these lines in an ordinary font."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 250 Td {shown}ET".encode("cp1252"))
    out = BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()
