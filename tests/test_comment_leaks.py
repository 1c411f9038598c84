"""What waits, was refused, hidden or taken back of what anybody said in public is read by whom it is for alone."""

import pytest

from advocates.forum.comments import actions, hosts, moderating
from advocates.forum.comments.actions import Guest
from advocates.forum.models import CommentQuerySet
from advocates.forum.tests.commented import said
from advocates.publishing.tests.articles import make_news
from advocates.spaces.actions import ensure_shared
from tests.crawling import crawl
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
KIND = "comments"


@pytest.fixture
def words(moderator):
    ensure_shared()
    make_news("Harvest", slug="harvest")
    planted = Words()
    for state in ("asked", "held", "refused", "hidden", "withdrawn"):
        made = _sent(planted, state)
        if state != "asked":
            made = actions.confirm(comment=made)
        if state == "refused":
            moderating.hide(made.public_id)
        if state in ("hidden", "withdrawn"):
            made = actions.release(actor=moderator.person, comment=made)
        if state == "hidden":
            moderating.hide(made.public_id)
        if state == "withdrawn":
            actions.withdraw(comment=made)
    return planted


def _sent(planted, state):
    guest = Guest(
        planted[f"{KIND}:{state} name"],
        f"{planted[f'{KIND}:{state} mail']}@example.org",
        "en",
        planted[f"{KIND}:{state} network"],
        True,
    )
    about = hosts.by_slug("news", "harvest", "en")
    made = actions.ask(
        guest=guest, about=about, said=said(planted[f"{KIND}:{state} text"]), spend=lambda: True
    )
    assert made is not None
    return made


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
