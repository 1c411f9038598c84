"""What a mail shows of a change: the words that came and went, as text and as HTML. Put together when it leaves."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.notifications.sources import Piece
from advocates.wiki import linking
from advocates.wiki.difference import Change, Difference, Row, Words, compare
from advocates.wiki.filing.changes import FileChange, between
from advocates.wiki.models import PageRevision
from advocates.wiki.watching.actions import CHANGED

# Paragraphs of a difference that stand in a mail; the page has the rest.
MOST_ROWS = 40


def with_differences(viewer: Viewer, told: Sequence[Piece]) -> list[Piece]:
    """Pieces with what is to be read in a mail: of all changes of a page what they come to, with the last of them."""
    changes: dict[str, list[Piece]] = {}
    for piece in told:
        if piece.notice.kind == CHANGED and not piece.is_silent:
            changes.setdefault(piece.path, []).append(piece)
    shown = {group[-1].notice.pk: _with_difference(viewer, group) for group in changes.values()}
    return [shown.get(piece.notice.pk, piece) for piece in told]


def _with_difference(viewer: Viewer, group: list[Piece]) -> Piece:
    last = group[-1]
    numbers = [int(each.partition("=")[2]) for each in last.path.partition("?")[2].split("&")]
    rows = PageRevision.objects.visible_to(viewer).filter(page=last.notice.about_id, number__in=numbers)
    both = {row.number: row for row in rows.select_related("page__space").defer("page__html")}
    if len(both) < len(set(numbers)):
        return last
    old, new = (both[number] for number in numbers)
    space = new.page.space
    found = compare(linking.typed(old.source, space), linking.typed(new.source, space))
    files = between(new.page_id, old.number, new.number)
    text = "\n".join(each for each in (files_as_text(files), as_text(found)) if each)
    return replace(last, difference=text, difference_html=files_as_html(files) + as_html(found))


def files_as_text(files: Sequence[FileChange]) -> str:
    """A line for each file that came, went or has a new version."""
    lines = "\n".join(f"{each.sign} {each.label} \u2068{each.name}\u2069" for each in files)
    return f"{lines}\n" if lines else ""


def files_as_html(files: Sequence[FileChange]) -> SafeString:
    """The same."""
    lang = get_language() or "en"
    rows = ((lang, each.sign, each.label, each.name) for each in files)
    return format_html_join("", '<p lang="{}" dir="auto">{} {} <bdi>{}</bdi></p>', rows)


def _rows(found: Difference) -> list[Row]:
    return [row for row in found.rows if row.change not in {Change.SAME, Change.MOVED_AWAY}]


def _more(rows: list[Row]) -> str:
    return _("… and more. The page shows all of it.") if len(rows) > MOST_ROWS else ""


def as_text(found: Difference) -> str:
    """Lines with − were there before, lines with + are there now; in both the words that make the difference."""
    rows, lines = _rows(found), list[str]()
    for row in rows[:MOST_ROWS]:
        if row.change is Change.MOVED_HERE:
            lines.append("↕ " + _("Moved: %(text)s") % {"text": _plain(row.new)})
            continue
        if row.old:
            lines.append("− " + _marked(row.old, "[−", "−]", row.change))
        if row.new:
            lines.append("+ " + _marked(row.new, "[+", "+]", row.change))
        lines.append("")
    return "\n".join([*lines, _more(rows)]).strip()


def _plain(words: Sequence[Words]) -> str:
    return "".join(each.text for each in words)


def _marked(words: Sequence[Words], start: str, end: str, change: Change) -> str:
    if change is not Change.CHANGED:
        return _plain(words)
    return "".join(_between(each.text, start, end) if each.is_other else each.text for each in words)


def _between(text: str, start: str, end: str) -> str:
    """The marks around the words, and not around the space after them."""
    word = text.rstrip()
    return f"{start}{word}{end}{text[len(word) :]}"


def as_html(found: Difference) -> SafeString:
    """The same; crossed out and underlined, and with the signs, so that it is never colour alone."""
    rows = _rows(found)
    parts = [part for row in rows[:MOST_ROWS] for part in _html_of(row)]
    if more := _more(rows):
        parts.append(format_html("<p>{}</p>", more))
    return format_html_join("", "{}", ((part,) for part in parts))


def _html_of(row: Row) -> list[SafeString]:
    if row.change is Change.MOVED_HERE:
        return [format_html('<p dir="auto">↕ {}</p>', _("Moved: %(text)s") % {"text": _plain(row.new)})]
    found = []
    if row.old:
        found.append(format_html('<p dir="auto">− {}</p>', _tagged(row.old, "<del>{}</del>")))
    if row.new:
        found.append(format_html('<p dir="auto">+ {}</p>', _tagged(row.new, "<ins>{}</ins>")))
    return found


def _tagged(words: Sequence[Words], tag: str) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html(tag if each.is_other else "{}", each.text),) for each in words)
    )
