"""What would become of each file of an archive: looked at first, carried out only as it was shown."""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from advocates.core import documents
from advocates.core.identifiers import LENGTH
from advocates.core.mailable import one_line
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.carrying import attaching, fronts
from advocates.wiki.carrying.hanging import Hanging
from advocates.wiki.carrying.lines import Fate, Line
from advocates.wiki.carrying.links import Known, linked
from advocates.wiki.carrying.reading import Entry
from advocates.wiki.merge import merge
from advocates.wiki.models import PageName, PageRevision, WikiPage, name_key

_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """All files of an archive; `digest` is another one as soon as anything would be different."""

    lines: Sequence[Line]
    digest: str
    files: Sequence[Line] = ()

    def of(self, *fates: Fate) -> list[Line]:
        """The pages."""
        return [line for line in self.lines if line.fate in fates]

    def files_of(self, *fates: Fate) -> list[Line]:
        """The pictures and documents."""
        return [line for line in self.files if line.fate in fates]

    @property
    def doubtful(self) -> list[Line]:
        return [line for line in self.lines if line.is_taken and line.doubts]


def plan(
    viewer: Viewer,
    space: Space,
    lang: str,
    entries: Iterable[Entry],
    taken_in: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:
    """Nothing is changed; as many questions for ten files as for five hundred, but for each four hundred titles.

    `taken_in` is what has become of pictures and documents so far, as the archive keeps it.
    """
    entries = list(entries)
    lines = [_line(entry, lang) for entry in entries if not entry.is_file]
    files = [_file(entry) for entry in entries if entry.is_file]
    taken = [line for line in lines if line.is_taken]
    _once(taken)
    _meet(viewer, space, taken)
    taken = [line for line in taken if line.is_taken]
    _place(taken)
    known = _link(space, taken)
    Hanging(taken, files, taken_in or {}).place()
    _compare(viewer, taken, known)
    return Plan(lines, _digest([*lines, *files]), files)


def _file(entry: Entry) -> Line:
    return Line(entry.path, Fate.REFUSED if entry.refusal else Fate.LEFT, refusal=entry.refusal)


def _line(entry: Entry, lang: str) -> Line:
    if entry.refusal:
        return Line(entry.path, Fate.LEFT if entry.is_left else Fate.REFUSED, refusal=entry.refusal)
    front, source = fronts.read(entry.text)
    line = Line(entry.path, source=source, front=front, lang=lang)
    line.title = one_line(front.get("title", ""))[:200].strip()
    if not line.title:
        line.title = one_line(posixpath.basename(entry.path).rpartition(".")[0])[:200].strip()
        line.doubts.append(_("It has no title; the name of the file is taken for one."))
    if not name_key(line.title):
        line.refuse(_("It has no title."))
    given = front.get("lang") or front.get("language") or ""
    if given and _LANG.fullmatch(given) and len(given) <= 16:
        line.lang = given
    elif given:
        line.doubts.append(_("Its language is not one that we know; the one you have chosen is taken."))
    return line


def _once(lines: list[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        if (key := name_key(line.title)) in seen:
            line.refuse(_("Another file of the archive has the same title."))
        seen.add(key)


def _source_id(front: dict[str, str]) -> str:
    """The id of the page of this site from which the file was made."""
    address = re.fullmatch(
        rf"{re.escape(settings.SITE_URL)}/members/wiki/([0-9a-z]{{{LENGTH}}})/?", front.get("source", "")
    )
    return address[1] if address else ""


def _named(space: Space, keys: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """The ids of pages by their titles of now and before, and whether it is the title of now."""
    found: dict[str, tuple[str, bool]] = {}
    for start in range(0, len(keys), AT_ONCE):
        names = PageName.objects.filter(space=space, key__in=keys[start : start + AT_ONCE])
        found |= {
            key: (pid, now) for key, pid, now in names.values_list("key", "page__public_id", "is_current")
        }
    return found


def _meet(viewer: Viewer, space: Space, lines: list[Line]) -> None:
    """Which pages are there already: by the address they came from, else by their title."""
    named = _named(space, [name_key(line.title) for line in lines])
    titled = {key: public_id for key, (public_id, is_current) in named.items() if is_current}
    ids = {_source_id(line.front) for line in lines} | set(titled.values())
    seen = WikiPage.objects.visible_to(viewer).filter(space=space, public_id__in=ids).defer("html")
    pages = {page.public_id: page for page in seen}
    for line in lines:
        came_from = pages.get(_source_id(line.front))
        has_title = pages.get(titled.get(name_key(line.title), ""))
        if came_from is not None and not came_from.is_deleted:
            _meets(line, came_from)
            if has_title is not None and has_title != came_from:
                line.refuse(_("Another page here has this title."))
        elif has_title is not None and has_title.is_deleted:
            line.refuse(_("A page with this title was deleted here."))
        elif has_title is not None:
            _meets(line, has_title)
            line.base = has_title.revision
            line.doubts.append(_("There is a page with this title; it gets this text as a new revision."))
        elif came_from is not None:
            line.refuse(_("The page from which it was made was deleted here."))


def _meets(line: Line, page: WikiPage) -> None:
    line.page, line.public_id, line.fate = page, page.public_id, Fate.CHANGED
    given = line.front.get("revision", "")
    line.base = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else page.revision
    if not 0 < line.base <= page.revision:
        line.base = page.revision


def _place(lines: list[Line]) -> None:
    """A file lies under the page of the file that has the name of its folder."""
    files = {line.path.rpartition(".")[0].casefold(): line for line in lines}
    for line in lines:
        own = folder = posixpath.dirname(line.path)
        while folder and folder.casefold() not in files:
            folder = posixpath.dirname(folder)
        line.parent = files.get(folder.casefold()) if folder else None
        if folder != own and line.fate is Fate.ADDED:
            line.doubts.append(
                _("There is no file for the folder it lies in; the page will stand higher up.")
            )


def _link(space: Space, lines: list[Line]) -> Known:
    wished = {
        name_key(link.target)
        for line in lines
        for link in documents.links_in(line.source)
        if not link.target.startswith("#")
    }
    titles = {key: public_id for key, (public_id, _now) in _named(space, sorted(wished)).items()}
    known = Known(
        {line.path.casefold(): line.public_id for line in lines},
        titles | {name_key(line.title): line.public_id for line in lines},
        {_source_id(line.front): line.public_id for line in lines},
    )
    for line in lines:
        found = linked(line.source, line.path, known)
        line.source = found.source
        for path in found.missing[:5]:
            line.doubts.append(_("It names a file that is not taken in: %(path)s") % {"path": path})
    return known


def _compare(viewer: Viewer, lines: list[Line], known: Known) -> None:
    """What a page would get: nothing new, a new text, or one together with what others have written since."""
    there = [line for line in lines if line.page is not None]
    pages = {line.page.pk for line in there if line.page}
    numbers = {number for line in there if line.page for number in (line.base, line.page.revision)}
    texts: dict[tuple[int, int], str] = {}
    for start in range(0, len(pages), AT_ONCE):
        part = sorted(pages)[start : start + AT_ONCE]
        rows = PageRevision.objects.visible_to(viewer).filter(page__in=part, number__in=numbers)
        texts |= {(page, number): text for page, number, text in rows.values_list("page", "number", "source")}
    for line in there:
        _becomes(line, line.page, texts, known)


def _becomes(line: Line, page: Any, texts: dict[tuple[int, int], str], known: Known) -> None:
    if fronts.AGAIN in line.front:
        # It came with an earlier part, whole and with its files.
        line.fate, line.doubts, line.new_files = Fate.SAME, [], []
        return
    base, now = (texts.get((page.pk, number), "") for number in (line.base, page.revision))
    # A link to what did not exist when it was saved is stored by its title.
    same = {attaching.plain(linked(text, line.path, known).source) for text in (now, base)}
    if line.lang == page.lang and attaching.plain(line.source) in same:
        # With new files it gets a revision all the same.
        line.fate = Fate.CHANGED if line.new_files else Fate.SAME
        line.source = now if line.new_files else line.source
    elif line.base != page.revision:
        line.doubts.append(_("The page was changed since; what others have written is kept."))
        if merge(base, now, line.source).conflicts:
            line.refuse(_("Others have changed the same paragraphs of this page since."))


def _digest(lines: list[Line]) -> str:
    told = [
        (
            line.path,
            line.fate,
            line.title,
            line.lang,
            line.refusal,
            line.doubts,
            line.page and line.page.revision,
            line.new_files,
        )
        for line in lines
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
