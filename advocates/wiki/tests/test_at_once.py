"""Many save the same page at the same moment: every accepted text is a revision, and no words are lost."""

import threading
from collections.abc import Callable, Iterable

import pytest
from django.db import connections

from advocates.accounts.models import Person
from advocates.core.refused import Refused
from advocates.forum.tests.factories import space_of
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.models import Kind
from advocates.wiki import actions
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.structure import actions as structure
from advocates.wiki.tests.factories import make_page, save
from tests.cast import make_person, speak_for

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ROUNDS, AT_THE_SAME_TIME = 20, 50, 200
# PostgreSQL as it is installed gives a hundred connections, and other tests run beside this one.
CONNECTIONS = threading.BoundedSemaphore(40)


@pytest.fixture
def writers() -> list[Person]:
    group = make_organisation("Writing Group", country="FR", state=State.MEMBER)
    people = [make_person(f"writer{number}") for number in range(WRITERS)]
    for person in people:
        speak_for(person, group, "representative")
    return people


def at_once(deeds: Iterable[Callable[[], object]]) -> list[object]:
    """All in threads of their own; what they returned, or the name of what they raised."""
    outcomes: list[object] = []
    start = threading.Event()

    def one(deed: Callable[[], object]) -> None:
        start.wait(30)
        with CONNECTIONS:
            try:
                outcomes.append(deed())
            except Exception as error:  # what it was is compared
                outcomes.append(f"{type(error).__name__}: {error}")
            finally:
                connections.close_all()

    threads = [threading.Thread(target=one, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join(300)
    return outcomes


def rounds_of(person: Person, page: WikiPage, number: int, rounds: int) -> list[str]:
    """One writer: reads the page, adds a line of their own and changes it, saves; again and again."""
    accepted = []
    for turn in range(rounds):
        now = PageRevision.objects.filter(page=page).order_by("-number")[0]
        word = f"word-{number}-{turn}"
        lines = now.source.split("\n\n")
        own = next(at for at, line in enumerate(lines) if line.startswith(f"Writer {number}:"))
        lines[own] += f" {word}"
        try:
            saved = save(person, page, "\n\n".join(lines), now.number, summary=word)
        except Refused:
            continue
        assert saved.is_new
        accepted.append(word)
    return accepted


def begin(people: list[Person]) -> WikiPage:
    lines = "\n\n".join(f"Writer {number}: began" for number in range(len(people)))
    return make_page(people[0], "All at once", lines, space=space_of(Kind.MEMBERS))


def revisions_and_words(page: WikiPage) -> tuple[int, str]:
    newest = PageRevision.objects.filter(page=page).order_by("-number")[0]
    assert newest.number == PageRevision.objects.filter(page=page).count()
    return newest.number, newest.source


@pytest.fixture
def many_rounds(writers) -> Callable[[int], tuple[list[str], WikiPage]]:
    def run(rounds: int) -> tuple[list[str], WikiPage]:
        page = begin(writers)
        deeds = [
            (lambda person=person, number=number: rounds_of(person, page, number, rounds))
            for number, person in enumerate(writers)
        ]
        outcomes = at_once(deeds)
        assert [each for each in outcomes if isinstance(each, str)] == []
        return [word for accepted in outcomes for word in accepted], page

    return run


def test_twenty_writers_fifty_rounds(many_rounds):
    accepted, page = many_rounds(ROUNDS)
    number, text = revisions_and_words(page)
    assert len(accepted) == WRITERS * ROUNDS
    assert number == 1 + len(accepted)
    assert [word for word in accepted if word not in text.split()] == []


def test_without_the_check_words_are_lost(many_rounds, monkeypatch):
    """The twin."""
    monkeypatch.setattr(actions, "is_still", lambda _held, _ready: True)
    accepted, page = many_rounds(5)
    _number, text = revisions_and_words(page)
    assert [word for word in accepted if word not in text.split()] != []


def test_two_hundred_save_at_the_same_moment(writers):
    """Each adds a paragraph to the same revision: all are there, each once, in whatever order."""
    page = begin(writers)
    text = PageRevision.objects.get(page=page).source
    deeds = [
        (lambda n=n: save(writers[n % WRITERS], page, f"{text}\n\nPart {n} here", 1))
        for n in range(AT_THE_SAME_TIME)
    ]
    outcomes = at_once(deeds)
    assert [each for each in outcomes if isinstance(each, str)] == []
    number, now = revisions_and_words(page)
    assert number == 1 + AT_THE_SAME_TIME
    assert all(now.count(f"Part {n} here") == 1 for n in range(AT_THE_SAME_TIME))


def test_one_sending_sent_five_times_at_once_is_one_revision(writers):
    page = begin(writers)
    deeds = [lambda: save(writers[0], page, "Once", 1, sending="the same")] * 5
    outcomes = at_once(deeds)
    assert [each for each in outcomes if isinstance(each, str)] == []
    assert revisions_and_words(page)[0] == 2


def test_two_pages_below_each_other_at_once_make_no_loop(writers):
    one, other = (make_page(writers[0], title, space=space_of(Kind.MEMBERS)) for title in ("One", "Other"))
    deeds = [
        lambda: structure.move_page(actor=writers[0], page=one, parent=other),
        lambda: structure.move_page(actor=writers[1], page=other, parent=one),
    ]
    outcomes = at_once(deeds)
    assert sum(1 for each in outcomes if isinstance(each, str) and each.startswith("UnderItself")) == 1
    for page in WikiPage.objects.all():
        assert page.pk not in page.above


def test_one_title_taken_by_two_at_once_is_one_page_s(writers):
    space = space_of(Kind.MEMBERS)
    outcomes = at_once([lambda n=n: make_page(writers[n], "The same", space=space) for n in range(4)])
    assert WikiPage.objects.filter(title="The same").count() == 1
    assert sum(1 for each in outcomes if isinstance(each, str) and each.startswith("TitleTaken")) == 3
