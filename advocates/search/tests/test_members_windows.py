"""The newest windows come first, and change nothing about what is found."""

import pytest

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
