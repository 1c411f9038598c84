"""The text for each network, of news, events and knowledge."""

from django.conf import settings
from django.utils.translation import override

from advocates.publishing.addresses import address_of
from advocates.publishing.events import saying
from advocates.publishing.models import EventPage, KnowledgeArticle, NewsArticle, ShareText
from advocates.publishing.reading import public_pages
from advocates.syndication import posting
from advocates.syndication.posting.actions import Thing
from advocates.syndication.posting.lengths import shortened
from advocates.syndication.posting.models import Network

# What is posted, by the name under which its posts are kept.
KINDS = {NewsArticle: "news", EventPage: "event", KnowledgeArticle: "knowledge"}


def register_all():
    """Called when the app is ready."""
    for kind in KINDS.values():
        posting.register(kind, is_public)


def is_public(thing):
    """Whether a page can be read by everybody now."""
    return thing.isdigit() and public_pages().filter(pk=int(thing)).exists()


def is_shared(page):
    """Whether it is something to pass on, once it is published; what is for members alone never is."""
    return type(page) in KINDS and not getattr(page, "is_for_members", False)


def kind_of(page):
    return KINDS[type(page)]


def url_of(article):
    return settings.SITE_URL + address_of(article)


def first_text(article, network, most=None):
    """Title, summary and address, of an event also when and where it is, as far as they fit."""
    return shortened(network, [line for line in lines_of(article) if line], url_of(article), most)


def lines_of(article):
    """In its own language."""
    if not isinstance(article, EventPage):
        return [article.title, article.summary]
    with override(article.language):
        return [article.title, saying.when(article), saying.where(article), article.summary]


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
        kind=kind_of(article),
        id=str(article.pk),
        version=str(article.live_revision_id or 0),
        language=article.locale.language_code,
        text=own or first_text(article, channel.network, channel.most),
        title=article.title,
        summary=article.summary,
        url=url_of(article),
    )
