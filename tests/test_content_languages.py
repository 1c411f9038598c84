"""Languages of content are a setting of their own: what is understood, and what stops the start."""

import re

import pytest

from advocates.config import languages
from tests.source import product, relative, text_of

INTERFACES = {"en": "English", "es": "Español"}


def read(monkeypatch, value):
    monkeypatch.setenv("CONTENT_LANGUAGES", value)
    return languages.content_languages(INTERFACES, "en")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", {}),
        ("uk", {"uk": "en"}),
        ("uk, ca:es hi", {"uk": "en", "ca": "es", "hi": "en"}),
        ("AM", {"am": "en"}),
        ("pt-br", {"pt-br": "en"}),
    ],
)
def test_what_is_understood(monkeypatch, value, found):
    assert read(monkeypatch, value) == found


@pytest.mark.parametrize("value", ["es", "xx", "news", "uk:fr", "a/b", ":en", "uk:ar"])
def test_what_stops_the_start(monkeypatch, value):
    with pytest.raises(SystemExit, match="CONTENT_LANGUAGES"):
        read(monkeypatch, value)


def test_only_what_editors_write_knows_of_them():
    """Everything else offers the languages of the interface."""
    allowed = {
        "advocates/config/settings.py",
        *(f"advocates/publishing/{name}.py" for name in ("addresses", "forms", "sections", "sites", "views")),
    }
    named = {relative(path) for path in product(".py") if re.search(r"settings\.LANGUAGES\b", text_of(path))}
    assert named <= allowed
