"""The members' search finds what editors have written for members alone, and nobody else's does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core.viewer import viewer_for
from advocates.publishing.models import KnowledgeArticle
from advocates.publishing.models.knowledge import KnowledgeQuerySet
from advocates.publishing.tests.articles import make_knowledge, make_topic
from advocates.search.members.knowledge import knowledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    text = [("text", "<p>We negotiate calmly with zebrapine.</p>")]
    made = make_knowledge(
        make_topic(), "How we negotiate", is_for_members=True, summary="In short", body=text
    )
    made.save_revision().publish()
    return KnowledgeArticle.objects.get(pk=made.pk)


@pytest.mark.parametrize("text", ["zebrapine", "How NEGOTIATE", "calm", "in short zebra"])
def test_members_find_it_by_its_words(member, article, text):
    found = member.get("/members/search/", {"q": text}).text
    assert f"/members/knowledge/{article.public_id}/" in found


def test_they_can_look_for_nothing_else(member, article):
    answer = member.get("/members/search/", {"q": "zebrapine", "kind": "knowledge"})
    assert f"/members/knowledge/{article.public_id}/" in answer.text
    assert "<mark>zebrapine</mark>" in answer.text


def test_what_is_public_or_not_published_is_not_among_it(member):
    for number, fields in enumerate(({}, {"is_for_members": True, "live": False})):
        make_knowledge(make_topic(), f"Zebrapine {number}", **fields)
    assert knowledge(viewer_for(member.person), "zebrapine") == []


@pytest.mark.parametrize("who", ["pending", "former", "editor", "staff"])
def test_who_has_no_mandate_finds_nothing(request, article, who):
    assert knowledge(viewer_for(request.getfixturevalue(who).person), "zebrapine") == []
    assert request.getfixturevalue(who).get("/members/search/?q=zebrapine").status_code == 302


def test_not_even_after_a_member_has_looked(member, former, article):
    assert knowledge(viewer_for(member.person), "zebrapine") == [article]
    assert knowledge(viewer_for(former.person), "zebrapine") == []


def test_without_the_door_they_would(former, article, monkeypatch):
    """The twin."""
    monkeypatch.setattr(KnowledgeQuerySet, "visible_to", lambda rows, _viewer: rows.live())
    assert knowledge(viewer_for(former.person), "zebrapine") == [article]


def test_what_was_changed_is_found_by_its_new_words_alone(member, article):
    member.get("/members/search/?q=zebrapine")
    article.body = [("text", "<p>Quokka.</p>")]
    article.save_revision().publish()
    viewer = viewer_for(member.person)
    assert knowledge(viewer, "zebrapine") == []
    assert knowledge(viewer, "quokka") == [article]


def test_it_asks_the_same_for_one_and_for_twelve(member, article):
    counts = []
    for numbers in (range(1), range(1, 12)):
        for number in numbers:
            make_knowledge(make_topic(), f"Zebrapine {number}", is_for_members=True)
        member.get("/members/search/?q=zebrapine&kind=knowledge")
        with CaptureQueriesContext(connection) as asked:
            member.get("/members/search/?q=zebrapine&kind=knowledge")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_members_navigation_leads_to_it(member, article):
    header = member.get("/members/").text.partition("<main")[0]
    assert 'href="/members/knowledge/"' in header
