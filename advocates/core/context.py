"""What every page of ours is given: the profile, the languages, the viewer, the navigation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from advocates.core import assets, installation, navigation
from advocates.core.i18n import in_language, is_unprefixed, without_prefix
from advocates.core.languages import direction
from advocates.core.profile import profile
from advocates.core.viewer import viewer_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor; costs no query but the installation's state, which is kept until it changes."""
    path, language = request.path, get_language() or settings.LANGUAGE_CODE
    return {
        "profile": profile(),
        "LANGUAGE_CODE": language,
        "text_direction": direction(language),
        "languages": _languages(path, language, request.META.get("QUERY_STRING", "")),
        "viewer": viewer_of(request),
        "nav": navigation.main(language, without_prefix(path)),
        "nav_footer": navigation.footer(language),
        "is_fresh_installation": not installation.is_finished(),
        "inline_css": assets.inline_css(),
        "css_url": assets.asset_url("site.css"),
        "donate_url": "",
        "source_url": settings.SOURCE_URL,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + path,
        "alternates": [] if is_unprefixed(path) else alternates(path),
        "is_private": is_unprefixed(path),
    }


def _languages(path: str, current: str, query: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "url": in_language(path, code, query), "current": code == current}
        for code, name in settings.LANGUAGES
    ]


def alternates(path: str) -> list[tuple[str, str]]:
    """`hreflang` and absolute address of the page in every language, `x-default` last."""
    plain = without_prefix(path)
    links = [(code, settings.SITE_URL + in_language(plain, code)) for code, _ in settings.LANGUAGES]
    return [*links, ("x-default", settings.SITE_URL + plain)]
