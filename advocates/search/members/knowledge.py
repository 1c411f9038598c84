"""What editors have written for members alone: read and compared here, as there is little of it.

Words are remembered by article and publication; which articles there are is asked of the one door each time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from advocates.core.folding import words
from advocates.core.viewer import Viewer
from advocates.publishing.knowledge.listing import MOST
from advocates.publishing.models import KnowledgeArticle
from advocates.search.members.asking import terms_of
from advocates.search.members.questions import Term
from advocates.search.page_texts import body_texts

_known: dict[tuple[int, datetime | None], tuple[frozenset[str], frozenset[str]]] = {}


def knowledge(viewer: Viewer, text: str) -> list[Any]:
    """Articles that hold all the words, those with the words in their title first."""
    terms = terms_of(text)
    if not terms:
        return []
    inside = KnowledgeArticle.objects.visible_to(viewer).inside().in_order()
    keys = list(inside.values_list("pk", "last_published_at")[:MOST])
    _learn(inside, [key for key in keys if key not in _known])
    found = [key for key in keys if key in _known and _holds(_known[key][1], terms)]
    found.sort(key=lambda key: not _holds(_known[key][0], terms))
    # Read once more through the door.
    rows = inside.in_bulk([pk for pk, _at in found])
    return [rows[pk] for pk, _at in found if pk in rows]


def _learn(inside: Any, missing: Sequence[tuple[int, datetime | None]]) -> None:
    if not missing:
        return
    if len(_known) > MOST:
        _known.clear()
    for page in inside.filter(pk__in=[pk for pk, _at in missing]):
        title, told = words(page.title), [page.summary, *body_texts(page)]
        everything = frozenset([*title, *(word for text in told for word in words(text))])
        _known[page.pk, page.last_published_at] = (frozenset(title), everything)


def _holds(known: frozenset[str], terms: Sequence[Term]) -> bool:
    return all(
        term.word in known or (term.is_beginning and any(word.startswith(term.word) for word in known))
        for term in terms
    )
