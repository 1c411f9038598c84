"""Tags of the pages that editors write, and of the computed pages beside them."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from advocates.core.cookies import census
from advocates.core.moments import moments_here
from advocates.core.stencils import once_per_language, stencil
from advocates.publishing import addresses
from advocates.publishing.models import NewsArticle

register = template.Library()
BLOCKS = re.compile(r"<(p|li)\b")
# Widths of the pictures that browsers choose from; the widest fits the measure of the text twice.
WIDTHS = (480, 800, 1280)


@register.filter
def directed(text):
    """An editor's text as HTML in which every paragraph finds its own direction."""
    source = text.source if isinstance(text, RichText) else str(text)
    return mark_safe(BLOCKS.sub(r'<\1 dir="auto"', expand_db_html(source)))  # noqa: S308 - cleaned when it was saved


@register.simple_tag
def target_url(target):
    """Where a link leads; empty when its page is gone or not live."""
    page = target.get("page")
    if page is None:
        return target.get("address", "")
    if not page.live:
        return ""
    specific = page.specific
    return specific.url if getattr(specific, "is_for_members", False) else addresses.address_of(page)


ROW = ("day", "date", "kind", "lang", "url", "title", "summary")


@register.simple_tag
def news_rows(articles, level):
    """Articles as rows of a list; `level` is that of their headings."""
    moment = moments_here()
    return mark_safe("".join(_row(article, level, moment(article.listed_at)) for article in articles))  # noqa: S308 - drawn


def _row(article, level, at):
    row = stencil("publishing/news/_row.html", ROW, level=level, has_summary=bool(article.summary))
    return row.fill(
        {
            "day": at.iso[:10],
            "date": at.date,
            "kind": kind_of_news(article.kind),
            "lang": article.language,
            "url": addresses.address_at(article.url_path, article.language),
            "title": article.title,
            "summary": article.summary,
        }
    )


@once_per_language
def kind_of_news(kind):
    return str(NewsArticle.Kind(kind).label)


@register.simple_tag
def row_url(row):
    """The same of a row of a list."""
    return addresses.address_at(row.url_path, row.language)


@register.simple_tag
def page_url(page):
    """The address of a page in its own language, without a query where the page knows its locale."""
    return addresses.address_of(page)


@register.simple_tag
def picture(block):
    """A picture in three widths, never larger than it was uploaded; nothing in a draft that has none yet."""
    image = block["image"]
    if image is None:
        return ""
    made = image.get_renditions(*(f"width-{width}" for width in WIDTHS))
    sizes = list({rendition.width: rendition for rendition in made.values()}.values())
    largest = max(sizes, key=lambda rendition: rendition.width)
    sources = ", ".join(f"{rendition.url} {rendition.width}w" for rendition in sizes)
    return format_html(
        '<img src="{}" srcset="{}" sizes="(min-width: 44rem) 42rem, 100vw" width="{}" height="{}" alt="{}" '
        'loading="lazy">',
        largest.url, sources, largest.width, largest.height, block["alt"],
    )  # fmt: skip


@register.simple_tag
def listed_sentence(facts):
    """“114 patient groups are listed in 74 countries.”"""
    groups = ngettext("%(count)d patient group listed", "%(count)d patient groups listed", facts.listed)
    countries = ngettext("%(count)d country", "%(count)d countries", facts.countries_with_group)
    return _("%(groups)s in %(countries)s.") % {
        "groups": groups % {"count": facts.listed},
        "countries": countries % {"count": facts.countries_with_group},
    }


@register.simple_tag
def members_sentence(facts):
    """“3 of them are named as members of the network.”"""
    if not facts.members:
        return _("None of them is named as a member of the network yet.")
    text = ngettext(
        "%(count)d of them is named as a member of the network.",
        "%(count)d of them are named as members of the network.",
        facts.members,
    )
    return text % {"count": facts.members}


@register.simple_tag
def confirmed_sentence(facts):
    """“5 groups have confirmed their entries themselves.”"""
    if not facts.confirmed:
        return _("No group has confirmed its entry itself yet.")
    text = ngettext(
        "%(count)d group has confirmed its entry itself.",
        "%(count)d groups have confirmed their entries themselves.",
        facts.confirmed,
    )
    return text % {"count": facts.confirmed}


@register.simple_tag
def cookie_census():
    """Every cookie that the software can set."""
    return census()


@register.simple_tag
def said(text):
    """A text of the code in the reader's language; one that nobody has translated says that it is English."""
    translated = _(str(text))
    if translated == str(text) and get_language() != settings.LANGUAGE_CODE:
        return format_html('<span lang="{}" dir="ltr">{}</span>', settings.LANGUAGE_CODE, text)
    return translated
