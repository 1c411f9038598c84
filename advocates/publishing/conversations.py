"""What is said in public about news: one conversation for all languages of an article.

The comments are the forum's; this tells it what can be commented on, and where the conversation stands: in public as
long as one language of the article is.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext

from advocates.core.asking import written_once
from advocates.core.profile import profile
from advocates.core.viewer import Viewer
from advocates.forum.comments import hosts
from advocates.forum.comments.hosts import Commented, Host
from advocates.publishing.addresses import address_of, standings_of
from advocates.publishing.models import NewsArticle
from advocates.publishing.moved import moved_from
from advocates.spaces import talks
from advocates.spaces.actions import members_space, public_space
from advocates.spaces.talks import Subject

KIND = "news"
# What of an article its conversation asks for.
COLUMNS = ("translation_key", "slug", "title", "url_path")


def register_all():
    """Called when the app is ready."""
    hosts.register(KIND, Host(by_slug=by_slug, by_id=by_id, addresses=addresses))
    talks.register_host(KIND, talks.Host(find=find, held=held, followers=lambda _id: ()))


def by_slug(slug, language):
    """The article that is published at a slug, else one that once was."""
    found = next(iter(_at(slug, language)), None)
    return commented(found or moved_from(f"news/{slug}/", language, NewsArticle.objects.live()))


@written_once
def _at(slug, language):
    found = NewsArticle.objects.live().filter(slug=slug, locale__language_code=language)
    return found.select_related("locale").only(*COLUMNS, "locale__language_code")[:1]


def by_id(id, language):
    """In the language, else in the site's first, else in any in which it is published."""
    return commented(article_of(id, language))


def key_of(id):
    """The `translation_key` of an id as conversations know it; None for what is none."""
    try:
        return UUID(hex=id)
    except ValueError:
        return None


def article_of(id, language):
    """The live page that says it best to a reader of a language; None where there is none."""
    key = key_of(id)
    if key is None:
        return None
    pages = NewsArticle.objects.live().filter(translation_key=key).select_related("locale").order_by("pk")
    codes = {*dict(settings.INTERFACE_LANGUAGES), *settings.CONTENT_LANGUAGES}
    by_language = {page.locale.language_code: page for page in pages if page.locale.language_code in codes}
    first = next(iter(by_language.values()), None)
    return by_language.get(language) or by_language.get(settings.LANGUAGE_CODE) or first


def addresses(id):
    """Of the live pages that say the same, by language."""
    key = key_of(id)
    return {page.language: page.address for page in standings_of(key)} if key else {}


def commented(page, now: datetime | None = None):
    """An article as comments know it. The last day is the network's, to its end.

    There is one discussion for all languages: closed in one of them is closed in all, and the earliest last day counts.
    """
    if page is None:
        return None
    standing = _standing(page.translation_key)
    closes_on = min((day for _is_open, day in standing if day is not None), default=None)
    is_over = closes_on is not None and closes_on < timezone.localdate(now, profile().zone)
    is_open = not is_over and all(is_open for is_open, _day in standing)
    return Commented(
        kind=KIND,
        id=page.translation_key.hex,
        slug=page.slug,
        title=page.title,
        lang=page.locale.language_code,
        address=address_of(page),
        is_open=is_open,
        closes_on=closes_on,
        section=pgettext("menu", "News"),
    )


@written_once
def _standing(translation_key):
    found = NewsArticle.objects.live().filter(translation_key=translation_key).order_by()
    return found.values_list("comments_open", "comments_close_on")


def find(_viewer: Viewer, ids):
    """For the members' address of a talk, which leads on to the public one."""
    found = {id: held(id) for id in ids}
    return {id: subject for id, subject in found.items() if subject is not None and subject.elsewhere}


def held(id):
    """The conversation's title and place: the members' space as soon as nothing of the article is public."""
    about = by_id(id, settings.LANGUAGE_CODE)
    if about is not None:
        address = about.comments_address
        return Subject(
            KIND, id, public_space(), about.title[:200], about.lang, about.address, elsewhere=address
        )
    key = key_of(id)
    page = NewsArticle.objects.filter(translation_key=key).select_related("locale").first() if key else None
    if page is None:
        return None
    return Subject(KIND, id, members_space(), page.title[:200], page.locale.language_code, address_of(page))


def follow(page):
    """The conversation goes where its article is: called when one language of it was published, hidden or deleted."""
    id = page.translation_key.hex
    with transaction.atomic():
        subject = held(id) or Subject(
            KIND, id, members_space(), page.title[:200], settings.LANGUAGE_CODE, "", is_gone=True
        )
        talks.keep(subject)
