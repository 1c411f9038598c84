"""In which language somebody writes: their own first, then those they read, then all others of the network."""

from typing import Any

from django.utils.translation import get_language

from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.viewer import Viewer
from advocates.organisations.geo.countries import language_name


def choices_for(viewer: Viewer) -> list[tuple[str, str]]:
    """Pairs of code and name, the likeliest first."""
    person: Any = viewer.person
    shown = get_language() or "en"
    own = [person.language, *person.reads] if person is not None else [shown]
    codes = dict.fromkeys([*own, *NETWORK_LANGUAGES])
    return [(code, language_name(code, shown)) for code in codes]
