"""What the page of an article shows besides its text, and what it tells programs."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from advocates.core.profile import profile
from advocates.organisations.geo.countries import country_name
from advocates.publishing.addresses import address_of

# A text inside of <script> must not end it.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
HEAD_WIDTH = 1280


def article_context(article):
    """Countries and groups concerned, the picture's address for others, and the data for search engines."""
    image_url = shared_picture(article)
    return {
        "countries": [(code, country_name(code, get_language() or "en")) for code in article.country_codes],
        "organisations": list(article.organisations()),
        "image_url": image_url,
        "json_ld": json_ld(article, image_url),
    }


def shared_picture(article):
    """The absolute address of the head picture; empty without one."""
    if article.picture_id is None:
        return ""
    return settings.SITE_URL + article.picture.get_rendition(f"width-{HEAD_WIDTH}").url


def json_ld(article, image_url=""):
    """schema.org's NewsArticle."""
    network = {"@type": "Organization", "name": profile().name, "url": f"{settings.SITE_URL}/"}
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.language,
        "datePublished": article.listed_at.isoformat(),
        "dateModified": (article.last_published_at or article.listed_at).isoformat(),
        "author": {"@type": "Organization", "name": article.author_line} if article.author_line else network,
        "publisher": network,
        "mainEntityOfPage": settings.SITE_URL + address_of(article),
        "image": image_url,
    }
    return for_script(data)


def for_script(data):
    """What is known of these data, as a script holds it."""
    written = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    return mark_safe(written.translate(ESCAPED))  # noqa: S308 - escaped for script
