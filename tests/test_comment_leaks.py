"""What waits, was refused, hidden or taken back of what anybody said in public is read by whom it is for alone."""

import pytest

from advocates.forum.models import CommentQuerySet
from tests.crawling import crawl
from tests.planted_comments import KIND, plant_comments
from tests.private_words import Words
from tests.test_leaks import found

pytestmark = pytest.mark.django_db

PUBLIC = (
    "/news/",
    "/es/news/",
    "/news/harvest/comments/",
    "/feeds/news.atom",
    "/search/?q=harvest",
    "/sitemap.xml",
)
INSIDE = ("/members/", "/members/forum/", "/members/forum/comments/", "/members/moderation/")


@pytest.fixture
def words(moderator):
    planted = Words()
    plant_comments(planted, moderator.person)
    return planted


def seen(client, words, starts):
    pages = crawl(
        client, starts, follow=lambda at: at.startswith(("/news/", "/es/news/", *INSIDE[1:])), most=80
    )
    return {leak.partition(" at ")[0].partition(":")[2] for leak in found(words.of(KIND), pages)}


@pytest.mark.parametrize("who", ["visitor", "member", "editor", "staff"])
def test_nobody_outside_reads_any_of_it(request, words, who):
    assert seen(request.getfixturevalue(who), words, PUBLIC) == set()


def test_no_member_reads_any_of_it(words, member):
    assert seen(member, words, INSIDE) == set()


def test_who_decides_reads_what_waits_and_no_address(words, moderator):
    assert seen(moderator, words, INSIDE) == {"held text", "held name"}


def test_without_the_guard_everybody_would(words, visitor, monkeypatch):
    """The twin."""
    monkeypatch.setattr(CommentQuerySet, "visible_to", lambda rows, _viewer: rows.filter(post__isnull=False))
    assert seen(visitor, words, PUBLIC) == {"hidden text", "hidden name"}
