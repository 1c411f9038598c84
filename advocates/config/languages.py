"""Languages of content alone, from the environment.

Apart from `env`, which is read before anything is installed.
"""

import re
from collections.abc import Mapping

from babel.core import Locale, UnknownLocaleError

from advocates.config.env import stop, text

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")


def content_languages(interfaces: Mapping[str, str], default: str) -> dict[str, str]:
    """`uk ca:es`: languages of content alone, each with the language in which the interface stands beside it."""
    found: dict[str, str] = {}
    for word in text("CONTENT_LANGUAGES").replace(",", " ").split():
        code, _colon, beside = word.lower().partition(":")
        if not _LANGUAGE.fullmatch(code) or not own_name(code):
            stop(f"CONTENT_LANGUAGES names “{code}”, which is no language code such as uk, hi or pt-br.")
        if code in interfaces:
            stop(
                f"CONTENT_LANGUAGES names “{code}”, but the interface is translated into it anyway; take it out."
            )
        if (beside or default) not in interfaces:
            stop(
                f"CONTENT_LANGUAGES puts “{beside}” beside “{code}”, but the interface is not translated into it."
            )
        found[code] = beside or default
    return found


def own_name(code: str) -> str:
    """What a language calls itself; empty for what is no language."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or ""
    except (UnknownLocaleError, ValueError):
        return ""
