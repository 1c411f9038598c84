"""The text for each network."""

from django.conf import settings

from advocates.publishing.addresses import address_of
from advocates.publishing.models import NewsArticle, ShareText
from advocates.syndication import posting
from advocates.syndication.posting.actions import Thing
from advocates.syndication.posting.lengths import shortened
from advocates.syndication.posting.models import Network

KIND = "news"


def register_all():
    """Called when the app is ready."""
    posting.register(KIND, is_public)


def is_public(thing):
    """Whether an article can be read by everybody now."""
    return thing.isdigit() and NewsArticle.objects.live().filter(pk=int(thing)).exists()


def url_of(article):
    return settings.SITE_URL + address_of(article)


def first_text(article, network, most=None):
    """Title, summary and address, as far as they fit."""
    return shortened(
        network, [part for part in (article.title, article.summary) if part], url_of(article), most
    )


def texts_of(article):
    """By network: the editor's own, else the first."""
    own = dict(ShareText.objects.filter(article=article).values_list("network", "text"))
    return {network.value: own.get(network.value) or first_text(article, network) for network in Network}


def thing_of(article, channel):
    """What would be posted by an account."""
    own = (
        ShareText.objects.filter(article=article, network=channel.network)
        .values_list("text", flat=True)
        .first()
    )
    return Thing(
        kind=KIND,
        id=str(article.pk),
        version=str(article.live_revision_id or 0),
        language=article.locale.language_code,
        text=own or first_text(article, channel.network, channel.most),
        title=article.title,
        summary=article.summary,
        url=url_of(article),
    )
