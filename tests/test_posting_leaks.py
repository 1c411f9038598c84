"""What is found for the editors, and what is prepared for other networks, is theirs; the keys are nobody's."""

import pytest

from advocates.core import secrets
from advocates.core.viewer import Role
from advocates.publishing.models import Found, ShareText, Source
from advocates.publishing.models.taken_in import OfficeQuerySet
from advocates.publishing.taking_in import actions
from advocates.publishing.tests.articles import make_news
from advocates.syndication.models import Delivery, OwnChannel
from advocates.syndication.posting import tasks
from tests.cast import make_person
from tests.crawling import crawl
from tests.private_words import Words
from tests.test_leaks import found

pytestmark = pytest.mark.django_db
OFFICE = ("/manage/waiting/", "/manage/sources/", "/manage/sources/found/", "/manage/channels/")
OPEN = (
    "/",
    "/news/",
    "/news/trials/",
    "/search/?q=a",
    "/feeds/news.atom",
    "/feeds/news.json",
    "/sitemap.xml",
    "/members/",
)
SHARED = "shared"


@pytest.fixture
def words():
    return Words()


@pytest.fixture(autouse=True)
def _planted(words):
    source = Source.objects.create(name=words["taken:name"], address="https://x.example/", lang="en")
    for number, begins in enumerate((False, True)):
        item = Found.objects.create(
            source=source, key=str(number), link_key=str(number), title=words[f"taken:title {number}"],
            link=f"https://x.example/{words[f'taken:link {number}']}", excerpt=words[f"taken:text {number}"], lang="en",
        )  # fmt: skip
        if begins:
            actions.begin_article(actor=make_person("beginner", Role.EDITOR), found=item)
    draft = make_news(words["taken:draft"], live=False)
    ShareText.objects.create(article=draft, network="mastodon", text=words["taken:shared"])
    channel = OwnChannel.objects.create(
        network="mastodon", server="https://m.example", handle=words["taken:handle"], language="en",
        sealed_token=secrets.encrypt(words["key:token"], purpose=tasks.PURPOSE), failure="token",
    )  # fmt: skip
    words["key:sealed"] = channel.sealed_token
    Delivery.objects.create(
        channel=channel, kind="news", thing=str(draft.pk), version="1", language="en", text=words["taken:post"],
        title="Post", url="https://example.org/", rkey="3aaaaaaaaaaaa", state="failed", failure="token",
    )  # fmt: skip


def seen(client, words, starts, prefix):
    def inside(address):
        return address.startswith(prefix) and "logout" not in address

    leaks = found(words, crawl(client, starts, follow=inside, most=60))
    return {leak.partition(" at ")[0] for leak in leaks}


@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
def test_nobody_outside_reads_any_of_it(request, words, who):
    client = request.getfixturevalue(who)
    assert seen(client, words, (*OPEN, *OFFICE), ("/news/", "/search/", "/manage/")) == set()


def test_editors_read_it_and_nobody_reads_a_key(editor, staff, words):
    for client in (editor, staff):
        read = seen(
            client,
            words,
            OFFICE,
            ("/manage/sources/", "/manage/sharing/", "/manage/channels/", "/manage/waiting/"),
        )
        assert {"taken:name", "taken:title 0", "taken:text 0", "taken:handle", "taken:shared"} <= read
        assert not {what for what in read if what.startswith("key:")}


def test_without_the_audience_the_door_still_holds(member, monkeypatch):
    """The fence stands twice: a list that somebody else asked for is empty; without its door it is not."""
    viewer = member.get("/members/").wsgi_request.viewer
    assert not Found.objects.visible_to(viewer).exists()
    monkeypatch.setattr(OfficeQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert Found.objects.visible_to(viewer).exists()
