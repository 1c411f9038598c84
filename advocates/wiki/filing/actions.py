"""Deeds on the files of a page, each part of the transaction in which its text is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core.refused import Refused
from advocates.files import actions as files
from advocates.files.library import actions as library
from advocates.files.library.links import ids_in
from advocates.files.models import FileUse
from advocates.spaces.bylines import Author
from advocates.wiki.models import MOST_FILES, PAGE_FILES, WikiPage


class TooManyFiles(Refused):
    """No more hang on a page."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a form says of a page's files, by their ids: new ones, ones that come off, and what pictures show."""

    new: Sequence[str] = ()
    off: Sequence[str] = ()
    alts: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new or self.off or self.alts)


def put_files(*, author: Author, page: WikiPage, filing: Filing) -> None:
    """Hang new files on a page, take others off, and keep what pictures show in the page's language.

    The caller knows who may. What hangs on no other page is deleted. Raises `TooManyFiles`.
    """
    if not filing:
        return
    files.describe_hanging(kind=PAGE_FILES, target=page.pk, alts=filing.alts, lang=page.lang)
    actor = Person(pk=author.person_id)
    files.take_off(actor=actor, kind=PAGE_FILES, target=page.pk, public_ids=filing.off)
    there = FileUse.objects.filter(kind=PAGE_FILES, target=page.pk).count()
    if filing.new and there + len(filing.new) > MOST_FILES:
        raise TooManyFiles(
            _("A page holds at most %(most)s files. Take some off, or put them on a page of their own.")
            % {"most": MOST_FILES}
        )
    files.attach(
        person_id=author.person_id,
        space=page.space,
        kind=PAGE_FILES,
        target=page.pk,
        public_ids=filing.new,
    )


def carry_files(source: WikiPage, page: WikiPage) -> None:
    """A translation begins with the files of the page that it was made from; each language says what they show."""
    files.carry(kind=PAGE_FILES, source=source.pk, target=page.pk)


def note_uses(page: int) -> None:
    """Keep which files of libraries the newest text of a page speaks of."""
    found = WikiPage.objects.filter(pk=page).select_related("current").defer("html").first()
    if found is not None and found.current is not None:
        library.note_uses(kind=PAGE_FILES, target=found.pk, public_ids=ids_in(found.current.source))
