"""The network's news by mail: each newsletter of the editors, or once a month what was published.

The mail of the month is in the reader's language, else in the site's first; newsletters are the work of `newsletter`.
Asking, confirming, sending once and ending are the work of `syndication`; this says what there is to tell.
"""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.profile import profile
from advocates.publishing.addresses import address_of
from advocates.publishing.models import NewsArticle
from advocates.syndication.topics import Line, Section, Topic

KIND = "news"
# What editors write and send, instead of what is gathered.
LETTER = "newsletter"
MOST_TOLD = 200


def topic():
    """Each newsletter; or by the month all news, or those of one kind."""
    return Topic(
        kind=KIND,
        scopes=(LETTER, "", *NewsArticle.Kind.values),
        title=title,
        home_path=home_path,
        sections=sections,
        consent="news-2026-11",
        letters={LETTER: "letter-2026"},
        choice=choice,
    )


def choice(scope):
    """What comes, and how often."""
    if scope == LETTER:
        return _("Each newsletter, when it is sent")
    if not scope:
        return _("Once a month: all news")
    return _("Once a month: %(chosen)s") % {"chosen": NewsArticle.Kind(scope).label}


def title(scope):
    if scope == LETTER:
        return _("Newsletter: %(network)s") % {"network": profile().name}
    if not scope:
        return _("News: %(network)s") % {"network": profile().name}
    label = NewsArticle.Kind(scope).label
    return _("News: %(network)s (%(chosen)s)") % {"network": profile().name, "chosen": label}


def home_path(scope):
    if scope == LETTER:
        return reverse("newsletter_archive")
    return reverse("news") + (f"?kind={scope}" if scope else "")


def sections(scope, since, until):
    """By kind, the newest first; what was taken back in the meantime is not told."""
    if scope == LETTER:
        return []
    by_kind = defaultdict(list)
    for article in told(scope, since, until):
        by_kind[article.kind].append(Line(article.title, settings.SITE_URL + address_of(article)))
    return [Section(str(kind.label), by_kind[kind]) for kind in NewsArticle.Kind if kind in by_kind]


def told(scope, since, until):
    """Each article of the time once, in the language that suits the reader best."""
    language = get_language() or settings.LANGUAGE_CODE
    articles = NewsArticle.objects.live().filter(listed_at__gte=since, listed_at__lt=until)
    if scope:
        articles = articles.filter(kind=scope)
    best = {}
    for article in articles.select_related("locale").newest_first()[:MOST_TOLD]:
        known = best.get(article.translation_key)
        if known is None or rank(article, language) < rank(known, language):
            best[article.translation_key] = article
    return list(best.values())


def rank(article, language):
    """The reader's language before the site's first, that before any other."""
    code = article.locale.language_code
    return 0 if code == language else 1 if code == settings.LANGUAGE_CODE else 2
