"""Topics, posts and pages that hold the asked words: the newest that fit are ranked, the surest first.

Whatever the viewer may not read is left out by the statement itself, before anything is counted or cut off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from advocates.core.asking import planned_anew, written_once
from advocates.core.profile import profile
from advocates.core.viewer import Viewer
from advocates.search.members.asking import completed, forgiving, terms_of
from advocates.search.members.questions import Term, of_terms
from advocates.search.models import (
    EVERYTHING,
    LARGE,
    STRETCHES,
    Bounds,
    PageWords,
    PostWords,
    TopicWords,
    Window,
    WordsQuerySet,
    newest_key,
    windows,
)

MOST_CANDIDATES = 500
# With fewer hits than these the spellings that are alike are asked for, too.
FEW = 5
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
# What a word is worth: as it stands, as a beginning, as something alike; and words that stand side by side.
WHOLE, BEGINNING, ALIKE, SIDE_BY_SIDE = 4, 3, 1, 2


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for; whatever is empty does not matter. `people` and `groups`: who wrote it, by ids."""

    text: str
    space: str = ""
    category: str = ""
    lang: str = ""
    after: date | None = None
    before: date | None = None
    by: tuple[frozenset[int], frozenset[int]] | None = None
    # The words of the text, where they were already looked up.
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, the surest first. `is_cut`: older ones fit, too, and were not compared.

    `is_partial`: whether older ones fit was not looked at.
    """

    ids: Sequence[int] = ()
    terms: Sequence[Term] = ()
    is_cut: bool = False
    is_alike: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows are, and by which way one comes to their topic."""

    rows: Callable[..., WordsQuerySet]
    own: str
    topic: str
    # The newest key there is before a moment, whoever may read it; without one everything is looked through at once.
    newest: Callable[[datetime | None], int] = lambda _before: 0
    # Of what has not one writer: those with a part by one of these people or groups.
    by: Callable[[frozenset[int], frozenset[int]], Q] | None = None
    # Whether something can be read from a moment on: `rows` is given the present one then.
    opens_at_a_moment: bool = False


_TOPICS = Place(TopicWords.objects.visible_to, "topic", "topic", partial(newest_key, TopicWords))
_POSTS = Place(PostWords.objects.visible_to, "post", "post__topic", partial(newest_key, PostWords))
_PAGES = Place(PageWords.objects.visible_to, "page", "page", by=PageWords.changed_by)


def topics(viewer: Viewer, question: Question) -> Found:
    """By title and summary."""
    return find(_TOPICS, viewer, question)


def posts(viewer: Viewer, question: Question) -> Found:
    """By their text; a first post by the title, too."""
    return find(_POSTS, viewer, question)


def pages(viewer: Viewer, question: Question) -> Found:
    """By title, headings and text. Pages stand in no category; the days are those of their last change."""
    return Found() if question.category else find(_PAGES, viewer, question)


def asked_terms(viewer: Viewer, text: str) -> list[Term]:
    """The words of a text, for every place alike; one statement."""
    return completed(terms_of(text), viewer)


def find(place: Place, viewer: Viewer, question: Question) -> Found:
    """What fits in one place; where that is little, also what is written alike."""
    terms = list(question.terms) or asked_terms(viewer, question.text)
    if not terms:
        return Found()
    search = _search(place, viewer, question)
    sure = search.candidates(terms)
    ids = _ranked(sure.rows, terms)
    found = Found(ids, terms, sure.is_cut, is_partial=sure.is_partial)
    if len(ids) >= FEW:
        return found
    wide_terms = forgiving(terms, viewer)
    if not any(term.alike for term in wide_terms):
        return found
    wide, known = search.candidates(wide_terms), set(ids)
    more = [pk for pk in _ranked(wide.rows, wide_terms) if pk not in known]
    return Found([*ids, *more], wide_terms, wide.is_cut, is_alike=bool(more), is_partial=wide.is_partial)


class Candidates(NamedTuple):
    """What is compared: keys and words, the newest first; and whether there is more, or may be."""

    rows: list[tuple[int, str]]
    is_cut: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked through: all that the viewer reads, what of it is wanted, and the windows, the newest first."""

    place: Place
    viewer: Viewer
    wanted: "Wanted"
    reach: Sequence[Window]

    def candidates(self, terms: Sequence[Term]) -> Candidates:
        """In the narrowest window that holds enough: a word that nearly all texts hold is not looked up in all of them.

        Where little of a large forum is wanted, such a word is looked up in its newest quarter of a million texts.
        """
        asked = of_terms(terms)
        found: list[tuple[int, str]] = []
        for window in self.reach:
            if window == EVERYTHING and self._is_too_much(asked):
                return Candidates(found, is_partial=True)
            found = self._held(asked, window, self.wanted)
            if len(found) > MOST_CANDIDATES:
                break
        return Candidates(found[:MOST_CANDIDATES], is_cut=len(found) > MOST_CANDIDATES)

    def _is_too_much(self, asked: tuple[str, str]) -> bool:
        """Of a large forum everything, for words of which the newest texts alone hold enough."""
        if len(self.reach) <= len(STRETCHES) or self.wanted == ANYTHING:
            return False
        return len(self._held(asked, self.reach[0], ANYTHING)) > MOST_CANDIDATES

    def _held(self, asked: tuple[str, str], window: Window, wanted: "Wanted") -> list[tuple[int, str]]:
        on_sqlite, on_postgresql = asked
        within = (on_sqlite, window.within(on_postgresql))
        now = (timezone.now(),) if self.place.opens_at_a_moment else ()
        return _held(
            (self.viewer, *now), within, window.bounds, wanted, place=self.place, most=MOST_CANDIDATES
        )


# The public ids of space and category, the language, the days between which it was written, the highest key, and who
# wrote it: people and groups. None of them matters where it is None.
Wanted = tuple[
    str | None,
    str | None,
    str | None,
    datetime | None,
    datetime | None,
    int | None,
    tuple[frozenset[int], frozenset[int]] | None,
]
ANYTHING: Wanted = (None,) * 7


@written_once
@planned_anew
def _held(
    look: tuple[Any, ...], asked: tuple[str, str], bounds: Bounds, wanted: Wanted, *, place: Place, most: int
) -> QuerySet[Any, Any]:
    """The newest that hold the words: keys and words. One more than is wanted, to know whether there are more."""
    *given, by = wanted
    named = dict(zip(_columns(place), given, strict=True))
    rows = place.rows(*look).filter(**{name: value for name, value in named.items() if value is not None})
    if by is not None:
        rows = rows.filter(_written_by(place, *by))
    return rows.holding_between(asked, bounds).newest_first().values_list("pk", "words")[: most + 1]


def _columns(place: Place) -> tuple[str, ...]:
    topic = place.topic
    return (
        f"{topic}__space__public_id", f"{topic}__category__public_id", f"{place.own}__lang", "at__gte", "at__lt",
        "pk__lte",
    )  # fmt: skip


def _search(place: Place, viewer: Viewer, question: Question) -> Search:
    """In a large forum the windows lie between the days that are asked for: what is older has lower keys."""
    newest, too_old, last = place.newest(None), 0, None
    if newest >= LARGE and question.before:
        newest = last = place.newest(_midnight(_after(question.before)))
    if newest >= LARGE and question.after:
        too_old = place.newest(_midnight(question.after))
    reach = []
    for window in windows(newest):
        reach.append(window)
        if too_old and window.first <= too_old:
            break
    return Search(place, viewer, _wanted(question, last), reach)


def _after(day: date) -> date:
    return min(day, LAST_DAY) + timedelta(days=1)


def _ranked(found: list[tuple[int, str]], terms: Sequence[Term]) -> list[int]:
    """The order of what is equally sure stays: the newest first."""
    phrase = " " + " ".join(term.word for term in terms) if len(terms) > 1 else ""
    scored = [(_score(f" {words} ", terms, phrase), pk) for pk, words in found]
    return [pk for _score_of, pk in sorted(scored, key=lambda one: -one[0])]


def _score(words: str, terms: Sequence[Term], phrase: str) -> int:
    score = SIDE_BY_SIDE if phrase and phrase in words else 0
    for term in terms:
        start = f" {term.word}"
        if f"{start} " in words:
            score += WHOLE
        else:
            score += BEGINNING if term.is_beginning and start in words else ALIKE
    return score


def _wanted(question: Question, last: int | None) -> Wanted:
    return (
        question.space or None,
        question.category or None,
        question.lang or None,
        _midnight(question.after) if question.after else None,
        _midnight(_after(question.before)) if question.before else None,
        last,
        question.by,
    )


def _midnight(day: date) -> datetime:
    """At the ends of the calendar a day has no beginning in every zone."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.min, tzinfo=profile().zone)


def _written_by(place: Place, people: frozenset[int], groups: frozenset[int]) -> Q:
    if place.by is not None:
        return place.by(people, groups)
    by_people = Q(**{f"{place.own}__person__in": people})
    return by_people | Q(**{f"{place.own}__mandate__organisation__in": groups})
