"""Files of libraries in the members' search: what is looked through, and how a hit is drawn."""

from collections.abc import Sequence

from advocates.core.languages import direction
from advocates.core.viewer import Viewer
from advocates.files.models import LibraryFile
from advocates.search.members.finding import Found, Place, Question, find
from advocates.search.members.marking import snippet, whole
from advocates.search.members.questions import Term
from advocates.search.members.showing import Hit
from advocates.search.models import FileWords

_FILES = Place(FileWords.objects.visible_to, "item", "item", opens_at_a_moment=True)
RELATED = ("space", "person", "mandate__organisation", "current__text")


def files(viewer: Viewer, question: Question) -> Found:
    """By title, description, name and the words inside; a category has none."""
    return Found() if question.category else find(_FILES, viewer, question)


def file_hits(viewer: Viewer, ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    """In the order of the ids; read once more through the door."""
    rows = LibraryFile.objects.visible_to(viewer).standing().select_related(*RELATED).in_bulk(ids)
    return [_hit(rows[pk], terms) for pk in ids if pk in rows]


def _hit(item: LibraryFile, terms: Sequence[Term]) -> Hit:
    name = item.current.name if item.current is not None else ""
    inside = getattr(item.current, "text", None) if item.current is not None else None
    described = f"{name} {item.description} {item.alt}"
    text = described if inside is None or _holds(described, terms) else f"{name} {inside.text}"
    return Hit(
        url=f"/members/files/l/{item.public_id}/",
        title=whole(item.title, terms),
        lang=item.lang,
        direction=direction(item.lang),
        text=snippet(" ".join(text.split()), terms),
        where=item.space.name,
        by=item.by,
        at=item.changed_at,
    )


def _holds(text: str, terms: Sequence[Term]) -> bool:
    return "<mark>" in snippet(text, terms)
