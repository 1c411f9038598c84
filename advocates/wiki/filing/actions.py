"""Deeds on the files of a page, each part of the transaction in which its text is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from advocates.core.refused import Refused
from advocates.files import actions as files
from advocates.files.library import actions as library
from advocates.files.library.links import ids_in
from advocates.files.models import FileUse
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space
from advocates.wiki.models import MOST_FILES, PAGE_FILES, PAST_FILES, PageFile, WikiPage


class TooManyFiles(Refused):
    """No more hang on a page."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a form says of a page's files, by their ids: new ones, ones that come off, and what pictures show.

    `versions` says which new file takes the place of which one; `as_at`: the page has those of an old revision again.
    """

    new: Sequence[str] = ()
    off: Sequence[str] = ()
    alts: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    as_at: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.off or self.alts or self.versions or self.as_at)


def put_files(*, author: Author, page: WikiPage, filing: Filing) -> None:
    """Hang new files on a page, take others off, and keep what pictures show in the page's language.

    The caller knows who may, and has saved the revision. What is there no more stays with the older ones. Raises
    `TooManyFiles`.
    """
    if not filing:
        return
    person = author.person_id
    place: dict[str, Any] = {"kind": PAGE_FILES, "target": page.pk}
    for old, new in filing.versions.items():
        files.replace(person_id=person, old=old, new=new, **place)
    files.describe_hanging(alts=filing.alts, lang=page.lang, **place)
    files.take_off(public_ids=filing.off, **place)
    if filing.as_at:
        files.hang_exactly(files=PageFile.hung_at(page.pk, filing.as_at), **place)
    there = FileUse.objects.filter(**place).count()
    if filing.new and there + len(filing.new) > MOST_FILES:
        raise TooManyFiles(
            _("A page holds at most %(most)s files. Take some off, or put them on a page of their own.")
            % {"most": MOST_FILES}
        )
    files.attach(person_id=person, space=page.space, public_ids=filing.new, **place)
    keep_with(page)


def keep_with(page: WikiPage) -> None:
    """Note which files the newest revision of a page has. What it has no more is kept with the older ones.

    Call it in the transaction of each deed that hangs files on a page.
    """
    number = WikiPage.objects.values_list("revision", flat=True).get(pk=page.pk)
    hung = FileUse.objects.filter(kind=PAGE_FILES, target=page.pk)
    now = dict(hung.values_list("file", "position"))
    noted = {row.file_id: row for row in PageFile.objects.filter(page=page, went=None)}
    gone = [row for file, row in noted.items() if file not in now]
    PageFile.objects.filter(pk__in=[row.pk for row in gone]).update(went=number)
    FileUse.objects.bulk_create(FileUse(file_id=row.file_id, kind=PAST_FILES, target=row.pk) for row in gone)
    PageFile.objects.bulk_create(
        PageFile(page=page, file_id=file, came=number, position=position)
        for file, position in now.items()
        if file not in noted
    )


def carry_files(source: WikiPage, page: WikiPage) -> None:
    """A translation begins with the files of the page that it was made from; each language says what they show."""
    files.carry(kind=PAGE_FILES, source=source.pk, target=page.pk)
    keep_with(page)


def hang_again(*, author: Author, page: WikiPage, public_ids: Sequence[str]) -> None:
    """One's own files that hang on another page already hang on this one, too."""
    if public_ids:
        files.hang_too(person_id=author.person_id, kind=PAGE_FILES, target=page.pk, public_ids=public_ids)
        keep_with(page)


def take_along(pages: Sequence[int], space: Space) -> None:
    """Pages went to another space, and their files with them, those of their past too."""
    files.move(kind=PAGE_FILES, targets=pages, space=space)
    files.move(kind=PAST_FILES, targets=PageFile.of_pages(pages).values("pk"), space=space)


def note_uses(page: int) -> None:
    """Keep which files of libraries the newest text of a page speaks of."""
    found = WikiPage.objects.filter(pk=page).select_related("current").defer("html").first()
    if found is not None and found.current is not None:
        library.note_uses(kind=PAGE_FILES, target=found.pk, public_ids=ids_in(found.current.source))
