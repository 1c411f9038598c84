"""Addresses of pages in other languages: only those under which somebody finds something."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from advocates.core.asking import written_once
from advocates.core.context import Language
from advocates.core.i18n import in_language
from advocates.core.languages import direction
from advocates.publishing.reading import public_pages


def address_of(page: Page, language: str | None = None) -> str:
    """The path of a page, with the prefix of its own language (or of another one); no query is made.

    The first part of `url_path` is the home page of the language.
    """
    return address_at(page.url_path, language or page.locale.language_code)


def address_at(url_path: str, language: str) -> str:
    """The same, of what is not read as a page."""
    return in_language(f"/{url_path.split('/', 2)[2]}", language)


def translations_of(page):
    """The live pages that say the same in each language, this one included, in the order of the languages."""
    return standings_of(page.translation_key)


def standings_of(translation_key):
    """The same, of what is not read as a page."""
    order = [code for code, _name in settings.LANGUAGES]
    known = [Standing(*row) for row in _that_say(translation_key) if row[0] in order]
    return sorted(known, key=lambda found: order.index(found.language))


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a live page what its address needs, and its title."""

    language: str
    url_path: str
    title: str

    @property
    def address(self):
        return address_at(self.url_path, self.language)


COLUMNS = ("locale__language_code", "url_path", "title")


@written_once
def _that_say(translation_key):
    return public_pages().filter(translation_key=translation_key).order_by().values_list(*COLUMNS)


def links_between(pages):
    """`hreflang` and absolute address of pages that say the same, `x-default` last; nothing for one page alone."""
    links = [(page.language, settings.SITE_URL + page.address) for page in pages]
    if len(links) < 2:  # noqa: PLR2004 - a page without translation needs no list of them
        return []
    english = dict(links).get(settings.LANGUAGE_CODE)
    return [*links, ("x-default", english)] if english else links


def named(pages, current):
    """Pages that say the same, each under its language's own name."""
    names = dict(settings.LANGUAGES)
    codes = [page.language for page in pages]
    return [
        {
            "code": code,
            "name": names[code],
            "direction": direction(code),
            "url": page.address,
            "current": code == current,
        }
        for code, page in zip(codes, pages, strict=True)
    ]


def live_elsewhere(path, language):
    """Live pages of other languages at the same address below their own home page, the site's first language first."""
    default = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if default is None or not path:
        return []
    homes = Page.objects.filter(translation_key=default.root_page.translation_key).values_list(
        "url_path", flat=True
    )
    wanted = [f"{home}{path}" for home in homes]
    found = public_pages().public().filter(url_path__in=wanted).exclude(locale__language_code=language)
    order = [code for code, _name in settings.LANGUAGES]
    known = [page for page in found.select_related("locale") if page.locale.language_code in order]
    return sorted(known, key=lambda page: order.index(page.locale.language_code))


def split(path):
    """The language of an address below the site, and the path below its home page; content may have one of its own."""
    first, _stroke, rest = path.partition("/")
    return (first, rest) if first in settings.CONTENT_LANGUAGES else (get_language(), path)


def switcher(page, pages):
    """The page in each language of the interface: its translation, or its address there, which leads on to it."""
    there = {each.language: each.address for each in pages}
    active = get_language()
    return tuple(
        Language(code, name, there.get(code) or address_of(page, code), code == active)
        for code, name in settings.INTERFACE_LANGUAGES
    )


def crumbs_of(page):
    """The way from the home page to a page of the editors."""
    paths = [page.path[:length] for length in range(3 * page.steplen, len(page.path), page.steplen)]
    above = [Standing(*row) for row in _at(paths)] if paths else []
    return [
        home_crumb(),
        *language_crumb(page.locale.language_code),
        *({"label": found.title, "url": found.address} for found in above),
        {"label": page.title},
    ]


@written_once
def _at(paths):
    return Page.objects.filter(path__in=paths).order_by("path").values_list(*COLUMNS)


def crumbs(*steps):
    """The way to a page of ours: labels with the paths of the pages above, then the label of the page itself."""
    language = get_language()
    *above, last = steps
    rows = ({"label": label, "url": in_language(path, language)} for label, path in above)
    return [home_crumb(), *rows, {"label": last}]


def home_crumb():
    """The first step of every way."""
    return {"label": _("Home"), "url": in_language("/", get_language())}


def language_crumb(language):
    """The list of what there is in a language that has no interface."""
    if language in settings.CONTENT_LANGUAGES:
        yield {"label": dict(settings.LANGUAGES)[language], "url": f"/{language}/"}
