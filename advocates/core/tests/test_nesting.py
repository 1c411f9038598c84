"""Lists and quotes in one another: however deep, no word is left out."""

import re

import pytest

from advocates.core import markup


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"{'  ' * deep}- word{deep}\n" for deep in range(30)),
        "".join(f"{'   ' * deep}1. word{deep}\n\n" for deep in range(30)),
        "".join(f"{'> ' * (deep + 1)}word{deep}\n\n" for deep in range(30)),
        "".join(f"{'> - ' * (deep // 2)}{'> ' * (deep % 2)}word{deep}\n\n" for deep in range(30)),
    ],
    ids=["list", "numbers", "quotes", "both"],
)
def test_what_stands_too_deep_is_drawn_as_it_was_typed(source):
    words = re.findall(r"word\d+", markup.to_text(markup.render(source)))
    assert words == [f"word{deep}" for deep in range(30)]


def test_without_our_rule_its_words_would_be_gone(monkeypatch):
    """The twin."""
    monkeypatch.setattr(markup, "_not_too_deep", lambda rule, _deeper: rule)
    assert "deep" not in markup.new_parser().render(f"{'> ' * 20}deep")
