"""The newest windows come first, and change nothing about what is found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.profile import profile
from advocates.core.viewer import viewer_for
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


@pytest.fixture
def long_talk(member, monkeypatch):
    """A year of posts, one a week, in what counts as a large forum; the same word in all, others in some."""
    topic = begin(member.person, "A harbour")
    posts = [reply(member.person, topic, f"The harbour {number}") for number in range(40)]
    began = timezone.now() - timedelta(days=7 * len(posts))
    for number, post in enumerate(posts):
        post.written_at, post.lang = began + timedelta(days=7 * number), "ar" if number == 3 else "en"
        post.save()
    fill_gaps()
    monkeypatch.setattr(models, "STRETCHES", (1, 2, 3))
    monkeypatch.setattr(finding, "STRETCHES", (1, 2, 3))
    monkeypatch.setattr(finding, "LARGE", 4)
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
    monkeypatch.setattr(finding, "LARGE", 10**6)
    monkeypatch.setattr(models, "STRETCHES", (30,))
    assert through_windows == [finding.posts(viewer, each).ids for each in asked]
    assert [len(ids) for ids in through_windows] == [11, 11, 4, 0]


def test_days_that_are_past_do_not_make_everything_be_looked_through(member, long_talk, monkeypatch):
    """The windows begin at the day; with enough found there it ends."""
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 2)
    seen = []
    holding = models.WordsQuerySet.holding
    monkeypatch.setattr(
        models.WordsQuerySet,
        "holding",
        lambda self, one, two, window=EVERYTHING: seen.append(window) or holding(self, one, two, window),
    )
    found = finding.posts(
        viewer_for(member.person), finding.Question("harbour", before=day_of(long_talk[20]))
    )
    assert sorted(found.ids) == [long_talk[19].pk, long_talk[20].pk]
    assert found.is_cut
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
