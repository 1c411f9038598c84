"""A difference as its page draws it: what did not change is folded away, names of pages are those of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from advocates.core.moments import Moment, moments_here
from advocates.core.stencils import stencil
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.difference import Change, Difference, Row, Words, compare
from advocates.wiki.filing import changes
from advocates.wiki.filing.changes import FileChange
from advocates.wiki.history.drawn import Drawn, drawn_once
from advocates.wiki.history.listing import Line
from advocates.wiki.models import PageRevision

LINE = ("number", "before", "iso", "at", "name", "group", "lang", "summary", "restored", "checks", "files")
# By what else the stencil of a line differs.
KIND = ("is_from", "is_to", "has_before", "is_hidden", "has_group", "is_minor", "is_merged", "is_restored")
NOTHING = '<div class="diff__cell diff__cell--none"></div>'
# Paragraphs around a change that are shown with it.
AROUND = 1
# Of what the line below the head of a table is made.
RULE = frozenset("-:│ ")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two revisions beside each other."""

    old: PageRevision
    new: PageRevision
    difference: Drawn
    files: list[FileChange]

    @property
    def is_empty(self) -> bool:
        """Neither text nor files differ."""
        return self.difference.is_empty and not self.files

    @property
    def files_drawn(self) -> SafeString:
        return changes.drawn(self.files)


def compared(old: PageRevision, new: PageRevision, space: Space) -> Compared:
    """The difference of two revisions of a page in a space."""
    before, after = linking.typed_all([old.source, new.source], space)
    drawn = drawn_once(before, after, get_language() or "en", lambda: _drawn(compare(before, after)))
    return Compared(old, new, drawn, changes.between(new.page_id, old.number, new.number))


def _drawn(found: Difference) -> Drawn:
    says = _sayings()
    html = "".join(
        _folded(rows, says) if is_folded else _rows_drawn(rows, says)
        for rows, is_folded in _stretches(_without_rules(found.rows))
    )
    return Drawn(SafeString(html), found.added, found.removed, found.moved, found.is_empty)


def _without_rules(rows: list[Row]) -> list[Row]:
    """Without the line below the head of a table, which nobody reads; where it alone was changed, it is shown."""
    kept: list[Row] = []
    for row in rows:
        texts = ["".join(part.text for part in words) for words in (row.old, row.new) if words]
        comes_along = row.change is Change.SAME or (bool(kept) and kept[-1].change is row.change)
        if not (row.kind == "row" and comes_along and not set("".join(texts)) - RULE):
            kept.append(row)
    return kept


def _folded(rows: list[Row], says: dict[str, str]) -> str:
    count = len(rows)
    words = ngettext("%(count)s paragraph did not change", "%(count)s paragraphs did not change", count)
    lang, said = escape(get_language() or "en"), escape(words % {"count": count})
    drawn = _rows_drawn(rows, says)
    return f'<details class="diff__skip"><summary lang="{lang}">{said}</summary>{drawn}</details>'


def _sayings() -> dict[str, str]:
    """What is said beside the words, translated once for all rows; which way the words run does not follow from it."""
    texts = {
        "del": _("removed:"),
        "ins": _("added:"),
        "away down": _("Moved further down"),
        "away up": _("Moved further up"),
        "here down": _("Moved here from further up"),
        "here up": _("Moved here from further down"),
    }
    lang = escape(get_language() or "en")
    said = {
        key: f'<bdi class="{"vh" if key in {"del", "ins"} else "diff__moved"}" lang="{lang}">{escape(text)} </bdi>'
        for key, text in texts.items()
    }
    return said | {"": ""}


def _rows_drawn(rows: list[Row], says: dict[str, str]) -> str:
    return "".join(
        f'<div class="diff__row diff__row--{row.change}">{_sides(row, says)}</div>' for row in rows
    )


def _sides(row: Row, says: dict[str, str]) -> str:
    if row.change is Change.SAME:
        return _cell(row.kind, "", escape(row.old[0].text))
    way = "down" if row.is_down else "up"
    away = f"away {way}" if row.change is Change.MOVED_AWAY else ""
    here = f"here {way}" if row.change is Change.MOVED_HERE else ""
    old = _cell(row.kind, "old", says[away] + _words(row.old, "del", says)) if row.old else NOTHING
    return old + (_cell(row.kind, "new", says[here] + _words(row.new, "ins", says)) if row.new else NOTHING)


def _cell(kind: str, side: str, words: str) -> str:
    which = f"diff__cell diff__cell--{kind}" + (f" diff__cell--{side}" if side else "")
    return f'<p class="{which}" dir="auto">{words}</p>'


def _words(words: tuple[Words, ...], tag: str, says: dict[str, str]) -> str:
    return "".join(
        f"<{tag}>{says[tag]}{escape(part.text)}</{tag}>" if part.is_other else escape(part.text)
        for part in words
    )


def _stretches(rows: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    changed = [at for at, row in enumerate(rows) if row.change is not Change.SAME]
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    part: list[Row] = []
    is_folded = False
    for at, row in enumerate(rows):
        if part and is_folded is (at in near):
            yield part, is_folded
            part = []
        part.append(row)
        is_folded = at not in near
    if part:
        yield part, is_folded


def lines_drawn(lines: list[Line], deeds: Mapping[int, SafeString]) -> SafeString:
    """The lines of the history: each is a stencil, filled with what is its own; with the deeds after each revision.

    The two newest that can be read are chosen to be compared.
    """
    newest, second = ([line.number for line in lines if not line.is_hidden] + [0, 0])[:2]
    when, stencils, drawn = moments_here(), {}, []
    for line in lines:
        # Most lines of a history are of one kind.
        kind = (
            line.number == second,
            line.number == newest,
            line.before > 0,
            line.is_hidden,
            line.group != "",
            line.is_minor,
            line.is_merged,
            line.restored is not None,
        )
        if kind not in stencils:
            values: dict[str, Any] = dict(zip(KIND, kind, strict=True))
            stencils[kind] = stencil("wiki/_history_line.html", LINE, **values)
        drawn.append(deeds.get(line.number, ""))
        drawn.append(stencils[kind].fill(_words_of(line, when(line.saved_at))))
    return SafeString("".join(drawn))


def _words_of(line: Line, at: Moment) -> dict[str, Any]:
    return {
        "number": line.number,
        "before": line.before,
        "iso": at.iso,
        "at": at.short,
        "name": line.name,
        "group": line.group,
        "lang": line.lang,
        "summary": line.summary,
        "restored": line.restored or "",
        "checks": SafeString("".join(_checked(name) for name in line.checked_by)),
        "files": changes.drawn(line.files),
    }


def _checked(name: str) -> str:
    return stencil("wiki/_history_check.html", ("name",)).fill({"name": name})
