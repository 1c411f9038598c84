"""Where an article stands in the list."""

from datetime import UTC, datetime, time

NOON = time(12, tzinfo=UTC)


def date_article(article):
    """After an article was published: it is listed at its own date, or at the moment of its first publication."""
    moment = datetime.combine(article.dated_on, NOON) if article.dated_on else article.first_published_at
    if moment and moment != article.listed_at:
        type(article).objects.filter(pk=article.pk).update(listed_at=moment)
        article.listed_at = moment
