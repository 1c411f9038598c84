"""The newest windows come first, and change nothing about what is found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from advocates.core.profile import profile
from advocates.core.viewer import viewer_for
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin, reply
from advocates.search import models
from advocates.search.members import finding
from advocates.search.members.actions import fill_gaps
from advocates.search.models import EVERYTHING, windows

pytestmark = pytest.mark.django_db


def test_each_window_is_wider_and_the_last_is_everything():
    found = list(windows(1_000_000))
    firsts = [window.first for window in found]
    assert firsts == sorted(firsts, reverse=True)
    assert [1_000_000 - first >= 1 << shift for first, shift in zip(firsts, (12, 15, 18), strict=False)] == [
        True
    ] * 3
    assert found[-1] == EVERYTHING


def test_a_small_forum_is_looked_through_at_once():
    assert list(windows(5_000)) == [EVERYTHING]
    assert list(windows(0)) == [EVERYTHING]


def test_the_same_is_found_however_narrow_the_first_window(member, monkeypatch):
    topic = begin(member.person, "A harbour")
    for number in range(12):
        reply(member.person, topic, f"The harbour again, {number}")
    fill_gaps()
    viewer, question = viewer_for(member.person), finding.Question("harbour")
    whole = finding.posts(viewer, question)
    monkeypatch.setattr(models, "STRETCHES", (1, 2))
    assert finding.posts(viewer, question).ids == whole.ids
    assert len(whole.ids) == 13


def test_enough_is_enough(member, monkeypatch):
    """The oldest that fit are left out, and it is said."""
    topic = begin(member.person, "A harbour")
    posts = [reply(member.person, topic, f"The harbour again, {number}") for number in range(12)]
    fill_gaps()
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 5)
    found = finding.posts(viewer_for(member.person), finding.Question("harbour"))
    assert sorted(found.ids) == sorted(post.pk for post in posts[-5:])
    assert found.is_cut


def test_a_beginning_is_asked_for_as_whole_words(member):
    topic = begin(member.person, "A harbour")
    reply(member.person, topic, "Two harbours and a harbourmaster")
    fill_gaps()
    viewer = viewer_for(member.person)
    (term,) = finding.asked_terms(viewer, "harb")
    assert term.known == ("harbour", "harbourmaster", "harbours")
    assert not term.is_open
    assert len(finding.posts(viewer, finding.Question("harb")).ids) == 2


def test_where_too_many_begin_so_the_database_looks_for_all(member, monkeypatch):
    topic = begin(member.person, "A harbour")
    reply(member.person, topic, "Two harbours and a harbourmaster")
    fill_gaps()
    monkeypatch.setattr("advocates.search.members.asking.MOST_BEGUN", 1)
    viewer = viewer_for(member.person)
    (term,) = finding.asked_terms(viewer, "harb")
    assert term.is_open
    assert len(finding.posts(viewer, finding.Question("harb")).ids) == 2


# Above what other tests reach, and the beginning of a stretch of each length.
BASE = 1 << 20


def key_of(number: int) -> int:
    """Of forty posts: far apart as in a forum of half a million, and the last four beside each other."""
    return BASE + (min(number, 36) << 14) + max(0, number - 36)


def draw_keys_from(key: int) -> None:
    """The next post gets this key."""
    table = Post._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [key - 1, table])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, key])


@pytest.fixture
def long_talk(member):
    """A year of posts, one a week, in a large forum; the same word in all, others in some."""
    topic = begin(member.person, "A harbour")
    first = topic.posts.get()
    posts = []
    for number in range(40):
        draw_keys_from(key_of(number))
        posts.append(reply(member.person, topic, f"The harbour {number}"))
    # A sequence of PostgreSQL does not go back with the test.
    draw_keys_from(first.pk + 1)
    began = timezone.now() - timedelta(days=7 * len(posts))
    for number, post in enumerate([first, *posts], start=-1):
        post.written_at, post.lang = began + timedelta(days=7 * number), "ar" if number == 3 else "en"
        post.save()
    fill_gaps()
    assert [post.pk for post in posts] == [key_of(number) for number in range(40)]
    return posts


def day_of(post):
    return post.written_at.astimezone(profile().zone).date()


def test_between_two_days_the_same_is_found_through_windows(member, long_talk, monkeypatch):
    viewer = viewer_for(member.person)
    asked = [
        finding.Question("harbour", before=day_of(long_talk[10])),
        finding.Question("harbour", after=day_of(long_talk[30])),
        finding.Question("harbour", after=day_of(long_talk[5]), before=day_of(long_talk[8])),
        finding.Question("harbour", before=day_of(long_talk[0]) - timedelta(days=1)),
    ]
    through_windows = [finding.posts(viewer, each).ids for each in asked]
    monkeypatch.setattr(finding, "LARGE", 10**9)
    monkeypatch.setattr(models, "STRETCHES", (40,))
    assert through_windows == [finding.posts(viewer, each).ids for each in asked]
    assert [len(ids) for ids in through_windows] == [12, 10, 4, 1]


def test_days_that_are_past_do_not_make_everything_be_looked_through(member, long_talk, monkeypatch):
    """The windows begin at the day; with enough found there it ends."""
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 2)
    seen = []
    held = finding.Search._held
    monkeypatch.setattr(
        finding.Search,
        "_held",
        lambda self, asked, window, wanted: seen.append(window) or held(self, asked, window, wanted),
    )
    found = finding.posts(
        viewer_for(member.person), finding.Question("harbour", before=day_of(long_talk[20]))
    )
    assert sorted(found.ids) == [long_talk[19].pk, long_talk[20].pk]
    assert found.is_cut
    assert seen
    assert EVERYTHING not in seen


def test_little_of_a_large_forum_with_a_common_word_is_cut_and_said(member, long_talk, monkeypatch):
    """A word of all texts is not looked up in all of them for the one that is in another language."""
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 2)
    viewer = viewer_for(member.person)
    found = finding.posts(viewer, finding.Question("harbour", lang="ar"))
    assert (list(found.ids), found.is_cut, found.is_partial) == ([], False, True)
    said = "only the newer ones were looked through"
    address = "/members/search/?q=harbour"
    assert said in member.get(f"{address}&language=ar").text
    assert said not in member.get(address).text
    # A rarer word is.
    rare = finding.posts(viewer, finding.Question("harbour 3", lang="ar"))
    assert (list(rare.ids), rare.is_partial) == ([long_talk[3].pk], False)


def test_what_cannot_be_read_does_not_make_a_word_common(member, long_talk, monkeypatch):
    """Else it could be seen how often others write it."""
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 2)
    for post in long_talk[4:]:
        post.hidden_at = timezone.now()
        post.save()
    found = finding.posts(viewer_for(member.person), finding.Question("harbour", lang="ar"))
    assert (list(found.ids), found.is_partial) == ([long_talk[3].pk], False)
