"""From what somebody typed to the words that are looked for."""

import re
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from advocates.core.folding import asked_words
from advocates.core.viewer import Viewer
from advocates.organisations.wordindex import one_error_apart
from advocates.search.members.questions import Term
from advocates.search.models import LONGEST_WORD, Word

MOST_WORDS = 12
# A word is looked for by its beginning from so many letters on; the last, which may not be typed to its end, earlier.
SHORTEST_BEGINNING, SHORTEST_LAST = 4, 2
# So long is a word in which one error is forgiven, and two.
SHORTEST_WITH_ERROR, SHORTEST_WITH_TWO = 5, 9
MOST_ALIKE = 200
# So many words that begin alike are named one by one, which an index answers fastest.
MOST_BEGUN = 100
_SPACED = re.compile(r"[^\W_฀-๿຀-໿ក-៿က-႟぀-ヿ㐀-䶿一-鿿豈-﫿가-힯\U00020000-\U0003134f]+")


def is_spaced(word: str) -> bool:
    """Whether it is of a script that puts spaces between words; of the others there are pairs of letters."""
    return _SPACED.fullmatch(word) is not None


def terms_of(text: str) -> list[Term]:
    """The words of a question; those after the twelfth are left out."""
    asked = [word[:LONGEST_WORD] for word in asked_words(text)[:MOST_WORDS]]
    last = len(asked) - 1
    return [Term(word, _is_beginning(word, number == last)) for number, word in enumerate(asked)]


def _is_beginning(word: str, is_last: bool) -> bool:
    return is_spaced(word) and len(word) >= (SHORTEST_LAST if is_last else SHORTEST_BEGINNING)


def completed(terms: list[Term], viewer: Viewer) -> list[Term]:
    """The same words, each beginning with the words of the viewer's spaces that it may be the beginning of.

    One statement. Every longer word is known there; where there are too many, the database looks for all of them.
    """
    long = [term.word for term in terms if term.is_beginning and len(term.word) >= SHORTEST_BEGINNING]
    if not long:
        return terms
    asked = Q()
    for word in long:
        asked |= Word.that_begin(word)
    words = Word.objects.visible_to(viewer).filter(asked).values_list("word", flat=True).distinct()
    most = MOST_BEGUN * len(long)
    found = sorted(words[: most + 1])
    if len(found) > most:
        return terms
    known = {word: tuple(each for each in found if each.startswith(word) and each != word) for word in long}
    return [replace(term, known=known.get(term.word)) for term in terms]


def errors_in(word: str) -> int:
    """How many typing errors are forgiven."""
    if len(word) < SHORTEST_WITH_ERROR or not is_spaced(word):
        return 0
    return 2 if len(word) >= SHORTEST_WITH_TWO else 1


def forgiving(terms: list[Term], viewer: Viewer) -> list[Term]:
    """The same words, each also in the spellings that are known where the viewer reads; one statement."""
    errors = {term.word: errors_in(term.word) for term in terms if errors_in(term.word)}
    if not errors:
        return terms
    asked = Q()
    for word, most in errors.items():
        asked |= Word.that_are_like(word, most)
    near = set(Word.objects.visible_to(viewer).filter(asked).values_list("word", flat=True))
    alike = {word: _alike(word, near, most) for word, most in errors.items()}
    return [replace(term, alike=alike.get(term.word, ())) for term in terms]


def _alike(word: str, near: Iterable[str], errors: int) -> tuple[str, ...]:
    found = sorted(known for known in near if known != word and is_near(word, known, errors))
    return tuple(found[:MOST_ALIKE])


def is_near(one: str, other: str, errors: int) -> bool:
    """Whether so many errors make one of the other."""
    if one_error_apart(one, other):
        return True
    if errors == 1 or abs(len(one) - len(other)) > errors:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        one_error_apart(rest[1:], other_rest)
        or one_error_apart(rest, other_rest[1:])
        or one_error_apart(rest[1:], other_rest[1:])
        or (rest[:2] == other_rest[1::-1] and one_error_apart(rest[2:], other_rest[2:]))
    )
