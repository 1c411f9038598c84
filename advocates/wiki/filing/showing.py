"""Files as a page shows them, and as its form offers them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.files.models import File, FileUse, ShownFile, told_in
from advocates.spaces import policies as spaces
from advocates.wiki.filing import policies
from advocates.wiki.filing.actions import Filing
from advocates.wiki.filing.pictures import sign_of
from advocates.wiki.models import PAGE_FILES, WikiPage


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


@dataclass(frozen=True, slots=True)
class Hanging:
    """A file in the form of its page: what it shows in the page's language, and whether it may come off."""

    file: File
    alt: str
    may_come_off: bool

    @property
    def sign(self) -> str:
        """What somebody writes so that it stands in the text."""
        return sign_of(self.file.name)


def hanging(viewer: Viewer, page: WikiPage) -> list[Hanging]:
    """What hangs on a page that the viewer may change; one question, and one more in a room."""
    uses = list(FileUse.hanging_on(PAGE_FILES, [page.pk]).select_related("file__mandate"))
    runs = bool(uses) and spaces.can_run(viewer, page.space)
    return [
        Hanging(
            use.file,
            _words(use.file, page.lang),
            policies.can_take_off(viewer, page, use.file, runs=runs),
        )
        for use in uses
    ]


def _words(file: File, lang: str) -> str:
    """Only what was said in this language: a field with words of another one would be filled in for good."""
    told, words = file.alt_in(lang)
    return words if told == lang else ""


def filing_of(sent: QueryDict, there: Sequence[Hanging], new: Sequence[str]) -> Filing:
    """What a sent form says; of what it may not say nothing."""
    off = sent.getlist("take_off")
    typed = {each.file.public_id: _typed(sent, each) for each in there if each.file.kind == File.Kind.PICTURE}
    return Filing(
        new,
        [each.file.public_id for each in there if each.may_come_off and each.file.public_id in off],
        {
            each.file.public_id: typed[each.file.public_id]
            for each in there
            if each.file.public_id in typed and typed[each.file.public_id] != each.alt
        },
    )


def _typed(sent: QueryDict, each: Hanging) -> str:
    return " ".join(storable(sent.get(f"shows-{each.file.public_id}", each.alt)).split())[:500]
