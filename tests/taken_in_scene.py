"""What is read for the editors, and what is posted elsewhere: one of each."""

from typing import Any

from advocates.publishing.models import Found, Source
from advocates.publishing.tests.articles import make_news
from advocates.syndication.models import Delivery, OwnChannel

SEALED = "sealed"


def taken_in() -> dict[str, Any]:
    """A source with something that was found, an account with an article that it could post and one that failed."""
    source = Source.objects.create(name="Scene", address="https://journal.example/feed", lang="en")
    found = Found.objects.create(
        source=source, key="1", link_key="1", title="Found", link="https://journal.example/1", lang="en"
    )
    article = make_news("To be shared")
    channel = OwnChannel.objects.create(
        network="mastodon",
        server="https://m.example",
        handle="@net",
        language="en",
        sealed_token=SEALED,
        failure="token",
    )
    delivery = Delivery.objects.create(
        channel=channel,
        kind="news",
        thing=str(article.pk),
        version="before",
        language="en",
        text="Text",
        title="To be shared",
        url="https://example.org/",
        rkey="3aaaaaaaaaaaa",
        state="failed",
        failure="token",
    )
    return {
        "read_source": source.public_id,
        "found": found.public_id,
        "shared_article": article.pk,
        "channel": channel.public_id,
        "delivery": delivery.public_id,
    }
