"""What every page of ours is given: the profile, the languages, the viewer, the navigation."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from advocates.core import assets, installation, navigation
from advocates.core.i18n import in_language, is_unprefixed, without_prefix
from advocates.core.languages import direction
from advocates.core.profile import profile
from advocates.core.viewer import viewer_of


class Language(NamedTuple):
    """A line of the switcher."""

    code: str
    name: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor; costs no query but the installation's state and the way to give, kept until they change."""
    path, language = request.path, get_language() or settings.LANGUAGE_CODE
    is_private, is_inside = is_unprefixed(path), path.startswith("/members/")
    return {
        "profile": profile(),
        "LANGUAGE_CODE": language,
        "text_direction": direction(language),
        "languages": _languages(path, language, request.META.get("QUERY_STRING", "")),
        "viewer": viewer_of(request),
        "nav": navigation.main(language, without_prefix(path)),
        "nav_footer": navigation.footer(language),
        "nav_members": navigation.members(language, path, viewer_of(request)) if is_inside else (),
        "is_fresh_installation": not installation.is_finished(),
        "inline_css": assets.inline_css(),
        "css_url": assets.asset_url("site.css"),
        "donate_url": "" if is_inside else navigation.giving(language),
        "source_url": settings.SOURCE_URL,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + path,
        "alternates": [] if is_private else alternates(path),
        "is_private": is_private,
    }


def _languages(path: str, current: str, query: str) -> tuple[Language, ...]:
    """The page in each language; where the language is not in the path, by a query on the same page."""
    if is_unprefixed(path) and not query:
        return _plain_languages(current, tuple(settings.INTERFACE_LANGUAGES))
    # There the address begins with the path that the reader has.
    known = len(path) if is_unprefixed(path) else 0
    return tuple(
        Language(code, name, in_language(path, code, query)[known:], code == current)
        for code, name in settings.INTERFACE_LANGUAGES
    )


@lru_cache(maxsize=20)
def _plain_languages(current: str, languages: tuple[tuple[str, str], ...]) -> tuple[Language, ...]:
    return tuple(Language(code, name, f"?lang={code}", code == current) for code, name in languages)


def alternates(path: str) -> list[tuple[str, str]]:
    """`hreflang` and absolute address of the page in every language, `x-default` last."""
    plain = without_prefix(path)
    links = [(code, settings.SITE_URL + in_language(plain, code)) for code, _ in settings.INTERFACE_LANGUAGES]
    return [*links, ("x-default", settings.SITE_URL + plain)]
