"""The feed of news: per language, kind and country."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.content_languages import language_of_content
from advocates.core.i18n import in_language
from advocates.core.profile import profile
from advocates.organisations.geo.countries import COUNTRIES
from advocates.publishing.addresses import address_at
from advocates.publishing.correcting import told
from advocates.publishing.models import NewsArticle, locale_id_of
from advocates.publishing.news.archive import Asked, in_words
from advocates.publishing.news.listing import listed
from advocates.syndication.feeds import MOST, Feed, Item, UnknownScope, stable_id

FEED = "news"


def feed(scope):
    """The newest articles in the language that is asked for."""
    language = language_of_content()
    asked = asked_of(scope)
    return Feed(
        title=title(asked, get_language() or settings.LANGUAGE_CODE),
        subtitle=_("What has happened in research, in care and in the network."),
        home_url=settings.SITE_URL
        + in_language(reverse("news"), language)
        + asked.address().removeprefix("."),
        items=[item(article) for article in listed(NewsArticle, locale_id_of(language), asked, MOST)],
    )


def asked_of(scope):
    """Kind and country that were asked for; `UnknownScope` for one that there is not."""
    kind, country = scope.get("kind", ""), scope.get("country", "").upper()
    if (kind and kind not in NewsArticle.Kind.values) or (country and country not in COUNTRIES):
        raise UnknownScope(kind or country)
    return Asked(kind=kind, country=country)


def title(asked, language):
    """The network's name, and what of its news it is."""
    chosen = in_words(asked, NewsArticle.Kind, language)
    if not chosen:
        return _("News: %(network)s") % {"network": profile().name}
    return _("News: %(network)s (%(chosen)s)") % {"network": profile().name, "chosen": chosen}


def item(article):
    """One article; its name stays the same when its address changes. A correction is read before anything else."""
    return Item(
        id=stable_id(FEED, article.translation_key, article.language),
        at=article.listed_at,
        title=article.title,
        text=" ".join(filter(None, [told(article.correction, article.corrected_on), article.summary])),
        url=settings.SITE_URL + address_at(article.url_path, article.language),
        kind=article.kind,
        changed_at=article.last_published_at,
    )
