"""Comments under news: one conversation for all languages of an article, public as long as one of them is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.forum.comments import actions, hosts
from advocates.forum.models import Comment, Topic
from advocates.publishing import conversations
from advocates.publishing.conversations import commented
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.articles import make_news
from advocates.spaces.actions import ensure_shared
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db
ADDRESS = "/news/harvest/comments/"


@pytest.fixture
def article():
    ensure_shared()
    return make_news("Harvest")


def write(member, text="Under the news.", address=ADDRESS):
    return member.post(f"{address}new/", {"text": text, "lang": "en"})


def test_the_article_leads_to_them_and_says_how_many(visitor, member, article):
    assert write(member).status_code == 302
    page = visitor.get("/news/harvest/")
    assert "Read 1 comment" in page.content.decode()
    assert f'href="{ADDRESS}"' in page.content.decode()
    assert not page.cookies
    comments = visitor.get(ADDRESS).content.decode()
    assert "Under the news." in comments
    assert '<a href="/news/">' in comments


def test_one_that_is_not_published_goes_to_members_and_comes_back(visitor, member, article):
    write(member)
    article.unpublish()
    assert visitor.get(ADDRESS).status_code == 404
    assert Topic.objects.get().space.kind == Kind.MEMBERS
    assert not Comment.objects.visible_to(None).exists()
    NewsArticle.objects.get().save_revision().publish()
    assert Topic.objects.get().space.kind == Kind.PUBLIC
    assert "Under the news." in visitor.get(ADDRESS).content.decode()


def test_one_that_is_deleted_takes_them_out_of_the_public(visitor, member, article):
    write(member)
    NewsArticle.objects.get().delete()
    topic = Topic.objects.get()
    assert topic.space.kind == Kind.MEMBERS
    assert topic.talk_closed_at is not None
    assert not Comment.objects.visible_to(None).exists()


def in_spanish(article):
    spanish = article.locale.__class__.objects.get(language_code="es")
    translated = article.copy_for_translation(spanish, copy_parents=True)
    translated.title, translated.slug = "Cosecha", "cosecha"
    translated.save_revision().publish()
    return NewsArticle.objects.get(pk=translated.pk)


def test_detail_14_all_languages_have_one(visitor, member, article):
    in_spanish(article)
    write(member)
    assert "Under the news." in visitor.get("/es/news/cosecha/comments/").content.decode()
    article.unpublish()
    assert visitor.get(ADDRESS).status_code == 404
    assert "Under the news." in visitor.get("/es/news/cosecha/comments/").content.decode()
    assert Topic.objects.get().title == "Cosecha"


@pytest.mark.parametrize(("days", "status"), [(1, 302), (0, 302), (-2, 409)])
def test_detail_15_the_last_day_counts(member, article, days, status):
    NewsArticle.objects.update(comments_close_on=timezone.now().date() + timedelta(days=days))
    assert write(member).status_code == status


ADDRESSES = [ADDRESS, "/es/news/cosecha/comments/"]
YESTERDAY, TOMORROW = timedelta(days=-2), timedelta(days=1)
CLOSINGS = [
    ({}, 302),
    ({"comments_open": False}, 409),
    ({"comments_close_on": TOMORROW}, 302),
    ({"comments_close_on": YESTERDAY}, 409),
]


@pytest.mark.parametrize("closed_in", ["en", "es"])
@pytest.mark.parametrize(("closing", "status"), CLOSINGS)
def test_closed_in_one_language_is_closed_in_all(visitor, member, article, closed_in, closing, status):
    translated = in_spanish(article)
    close({"en": article, "es": translated}[closed_in], closing)
    for address in ADDRESSES:
        assert write(member, address=address).status_code == status
        page = visitor.get(address.removesuffix("comments/")).content.decode()
        assert (f'href="{address}new/"' in page) == (status == 302)


def test_asked_of_one_language_alone_it_would_not_be(visitor, member, article, monkeypatch):
    """The twin."""
    monkeypatch.setattr(conversations, "_standing", lambda _key: [(True, None)])
    with pytest.raises(AssertionError):
        test_closed_in_one_language_is_closed_in_all(visitor, member, article, "es", *CLOSINGS[1])


def test_nor_is_a_guest_s_comment_shown_that_was_written_before(article):
    about = hosts.by_slug("news", "harvest", "en")
    guest = actions.Guest("Rosa", "rosa@example.org", "en", "192.0.2.1", is_proved=True)
    asked = [
        actions.ask(guest=guest, about=about, said=actions.Said(text, "en", text), spend=lambda: True)
        for text in ("One.", "Two.")
    ]
    assert actions.confirm(comment=asked[0]).confirmed_at is not None
    close(in_spanish(article), {"comments_open": False})
    with pytest.raises(actions.CommentsClosed):
        actions.confirm(comment=asked[1])


def close(page, closing):
    """As an editor does who publishes it again."""
    for name, value in closing.items():
        setattr(page, name, timezone.now().date() + value if name == "comments_close_on" else value)
    page.save_revision().publish()


def test_the_earliest_last_day_is_said_in_every_language(visitor, article):
    close(in_spanish(article), {"comments_close_on": timedelta(days=9)})
    close(NewsArticle.objects.get(pk=article.pk), {"comments_close_on": timedelta(days=5)})
    day = timezone.now().date() + timedelta(days=5)
    assert f"hasta el {day.day} de " in visitor.get(ADDRESSES[1]).content.decode()


def test_a_language_that_is_not_published_closes_nothing(member, article):
    translated = in_spanish(article)
    close(translated, {"comments_open": False})
    translated.unpublish()
    assert write(member).status_code == 302


def test_what_another_language_says_is_asked_for_in_one_question(visitor, article, django_assert_num_queries):
    in_spanish(article)
    page = NewsArticle.objects.select_related("locale").get(pk=article.pk)
    with django_assert_num_queries(1):
        commented(page)


def test_closed_from_the_start_shows_nothing(visitor, member, article):
    NewsArticle.objects.update(comments_open=False)
    assert write(member).status_code == 409
    assert "comments/" not in visitor.get("/news/harvest/").content.decode()


def test_the_members_address_leads_to_the_public_one(member, article):
    key = article.translation_key.hex
    assert member.get(f"/members/forum/about/news/{key}/").url == ADDRESS
    assert member.post(f"/members/forum/about/news/{key}/", {"text": "x", "lang": "en"}).status_code == 403
    article.unpublish()
    assert member.get(f"/members/forum/about/news/{key}/").status_code == 404


@pytest.mark.parametrize("key", ["x", "0" * 32, "z" * 32])
def test_what_is_no_article_is_not_there(member, article, key):
    assert member.get(f"/members/forum/about/news/{key}/").status_code == 404
