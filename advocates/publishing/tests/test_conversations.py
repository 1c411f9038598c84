"""Comments under news: one conversation for all languages of an article, public as long as one of them is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.forum.models import Comment, Topic
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


def test_all_languages_have_one(visitor, member, article):
    translated = article.copy_for_translation(
        article.locale.__class__.objects.get(language_code="es"), copy_parents=True
    )
    translated.title, translated.slug = "Cosecha", "cosecha"
    translated.save_revision().publish()
    write(member)
    assert "Under the news." in visitor.get("/es/news/cosecha/comments/").content.decode()
    article.unpublish()
    assert visitor.get(ADDRESS).status_code == 404
    assert "Under the news." in visitor.get("/es/news/cosecha/comments/").content.decode()
    assert Topic.objects.get().title == "Cosecha"


@pytest.mark.parametrize(("days", "status"), [(1, 302), (0, 302), (-2, 409)])
def test_the_last_day_counts(member, article, days, status):
    NewsArticle.objects.update(comments_close_on=timezone.now().date() + timedelta(days=days))
    assert write(member).status_code == status


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
