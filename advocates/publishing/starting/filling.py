"""What stands in the places to start from: what editors chose, else what is published for these readers.

A place in which nothing would stand is not drawn. They are found by the same few questions, however
many links there are.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.viewer import VISITOR
from advocates.publishing.addresses import address_of
from advocates.publishing.models import KnowledgeArticle, NewsArticle
from advocates.publishing.reading import public_pages

FILLED_WITH = 3


@dataclass(frozen=True, slots=True)
class Link:
    """Words, address, the language of both where it is known, and whether it leads away from here."""

    label: str
    url: str
    language: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One place with what to read first."""

    name: str
    heading: str
    text: str
    links: list


def places_of(home, has_news=True):
    """The places in which something stands, always in the same order. Where there is no news, none is asked for."""
    if home is None:
        return []
    chosen = {block.block_type: block.value for block in home.starts}
    pages = pages_of(chosen.values())
    own = {"leading"} | ({"told"} if has_news else set()) if home.fills_starts else set()
    places = [
        Place(
            name,
            heading,
            text_of(chosen.get(name)),
            chosen_links(chosen.get(name), pages) or filled(home, name, own),
        )
        for name, heading in headings()
    ]
    return [place for place in places if place.links]


def headings():
    return (
        ("told", _("I have just been told")),
        ("caring", _("I care for somebody")),
        ("leading", _("I lead a group")),
    )


def text_of(value):
    return value["text"] if value else ""


def chosen_links(value, pages):
    """Those of the editors that lead somewhere."""
    return [link for target in (value["links"] if value else ()) if (link := link_of(target, pages))]


def filled(home, name, own):
    """What is published for the readers of a place that fills itself."""
    pages = published(home, name) if name in own else ()
    return [Link(page.title, address_of(page), page.locale.language_code) for page in pages]


def published(home, name):
    """News that patients may act upon; what was written for people who start or lead a group; for carers, nothing."""
    if name == "told":
        return _medical(home.locale_id)
    return _for_leaders(VISITOR, home.locale_id) if name == "leading" else ()


@written_once
def _medical(locale):
    news = NewsArticle.objects.live().of_locale(locale).filter(kind__in=sorted(NewsArticle.MEDICAL))
    return news.newest_first().select_related("locale")[:FILLED_WITH]


@written_once
def _for_leaders(viewer, locale):
    levels = (KnowledgeArticle.Level.STARTING, KnowledgeArticle.Level.LEADING)
    articles = KnowledgeArticle.objects.visible_to(viewer).filter(locale_id=locale, level__in=levels)
    in_order = articles.select_related("locale").order_by(F("path_step").asc(nulls_last=True), "path")
    return in_order[:FILLED_WITH]


def pages_of(values):
    """The pages that these places link to, as far as everybody may read them."""
    keys = {target["page"].pk for value in values for target in value["links"] if target["page"]}
    return public_pages().filter(pk__in=keys).select_related("locale").in_bulk() if keys else {}


def link_of(target, pages):
    """A link that leads somewhere; None for a page that is gone, a draft, or for members alone."""
    if target["address"]:
        is_elsewhere = target["address"].startswith("http") and not is_ours(target["address"])
        return Link(target["label"], target["address"], is_elsewhere=is_elsewhere)
    page = pages.get(target["page"].pk) if target["page"] else None
    return Link(target["label"], address_of(page), page.locale.language_code) if page else None


def is_ours(address):
    return address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/")
