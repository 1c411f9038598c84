"""Files as a page shows them, and as its form offers them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict

from advocates.core.mailable import storable
from advocates.files import composing
from advocates.files.models import File, FileUse, ShownFile, told_in
from advocates.wiki.filing.actions import Filing
from advocates.wiki.filing.pictures import sign_of
from advocates.wiki.models import PAGE_FILES, PageFile, WikiPage


def files_of(page: WikiPage) -> list[ShownFile]:
    """What hangs on a page that was looked up with it; pictures are described in the page's language if they are."""
    return [_shown(row, page.lang) for row in vars(page)["files"]]


def _shown(row: Sequence[Any], lang: str) -> ShownFile:
    *columns, alts = row
    file = ShownFile(*columns)
    # SQLite gives what is JSON inside a row as text.
    known = json.loads(alts) if isinstance(alts, str) else alts or {}
    file_lang, words = told_in(known, (file.lang, file.alt), lang)
    return ShownFile(
        file.public_id, file.kind, file.name, file.size, words, file_lang, file.width, file.height
    )


def shown_at(page: WikiPage, number: int, lang: str) -> list[ShownFile]:
    """What a revision had; whoever asks has checked who may read it."""
    files = PageFile.hung_at(page.pk, number)
    return [
        ShownFile(file.public_id, file.kind, file.name, file.size, words, told, file.width, file.height)
        for file, (told, words) in ((file, file.alt_in(lang)) for file in files)
    ]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A file in the form of its page: what it shows in the page's language, and the new version that waits for it."""

    file: File
    alt: str
    newer: File | None = None
    error: str = ""

    @property
    def sign(self) -> str:
        """What somebody writes so that it stands in the text."""
        return sign_of(self.file.name)


def hanging(page: WikiPage) -> list[Hanging]:
    """What hangs on a page that the viewer may change; one question."""
    uses = FileUse.hanging_on(PAGE_FILES, [page.pk])
    return [Hanging(use.file, _words(use.file, page.lang)) for use in uses]


def with_versions(request: HttpRequest, page: WikiPage, there: Sequence[Hanging]) -> list[Hanging]:
    """The same with the new versions that a sent form brings along."""
    versions = composing.take_versions(request, page.space, [each.file for each in there])
    return [
        replace(each, newer=newer, error=error) for each, (newer, error) in zip(there, versions, strict=True)
    ]


def _words(file: File, lang: str) -> str:
    """Only what was said in this language: a field with words of another one would be filled in for good."""
    told, words = file.alt_in(lang)
    return words if told == lang else ""


def filing_of(sent: QueryDict, there: Sequence[Hanging], new: Sequence[str]) -> Filing:
    """What a sent form says; of what it may not say nothing."""
    off = [each for each in sent.getlist("take_off") if each in {hung.file.public_id for hung in there}]
    typed = {each.file.public_id: _typed(sent, each) for each in there if each.file.kind == File.Kind.PICTURE}
    return Filing(
        new,
        off,
        {
            each.file.public_id: typed[each.file.public_id]
            for each in there
            if each.file.public_id in typed and typed[each.file.public_id] != each.alt
        },
        {
            each.file.public_id: each.newer.public_id
            for each in there
            if each.newer is not None and each.file.public_id not in off
        },
    )


def _typed(sent: QueryDict, each: Hanging) -> str:
    return " ".join(storable(sent.get(f"shows-{each.file.public_id}", each.alt)).split())[:500]
