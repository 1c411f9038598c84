"""Articles as the tests need them."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.text import slugify

from advocates.publishing.models import (
    KnowledgeArticle,
    KnowledgeIndex,
    KnowledgeTopic,
    NewsArticle,
    NewsCountry,
    NewsIndex,
    NewsOrganisation,
)

FIRST = datetime(2024, 3, 1, 9, tzinfo=UTC)


def make_news(title="A quiet year", *, language="en", days=0, countries=(), organisations=(), **fields):
    """A live article, `days` after the first of March 2024."""
    index = NewsIndex.objects.get(locale__language_code=language)
    listed_at = fields.pop("listed_at", FIRST + timedelta(days=days))
    article = NewsArticle(title=title, locale=index.locale, listed_at=listed_at, **fields)
    article.country_rows = [NewsCountry(country=code) for code in countries]
    article.organisation_rows = [NewsOrganisation(organisation=each) for each in organisations]
    return index.add_child(instance=article)


def make_topic(title="Starting a group", language="en", **fields):
    index = KnowledgeIndex.objects.get(locale__language_code=language)
    # Each language has the first topics at the same addresses, in its own words.
    at = fields.get("slug", slugify(title))
    there = KnowledgeTopic.objects.child_of(index).filter(Q(title=title) | Q(slug=at)).first()
    return there or index.add_child(instance=KnowledgeTopic(title=title, locale=index.locale, **fields))


def make_knowledge(topic, title="The first meeting", **fields):
    return topic.add_child(instance=KnowledgeArticle(title=title, locale=topic.locale, **fields))
