"""Nothing is hidden past a decision: one file sets what hides, and moderation alone calls it."""

import re

from tests.source import product, relative, text_of

SETS = re.compile(r"\bhidden_at\s*=\s*(?!None\b|models\.)\S")
CALLS = re.compile(r"\b(?:kind|hiding|actions)\.(?:hide|hide_post|hide_topic)\(")
WHERE = "advocates/forum/tools/hiding/actions.py"


def found(pattern: re.Pattern[str]) -> set[str]:
    # A file that its owner deletes is gone for everybody, which is nobody's judgement.
    places = ("/migrations/", "/files/actions.py")
    files = [path for path in product(".py") if not any(place in path.as_posix() for place in places)]
    return {relative(path) for path in files if pattern.search(text_of(path))}


def test_one_file_hides():
    assert found(SETS) == {WHERE}


def test_nobody_calls_it_past_a_decision():
    assert {path for path in found(CALLS) if path.startswith("advocates/")} == set()


def test_it_would_be_noticed():
    """The twin."""
    assert SETS.search("post.hidden_at = timezone.now()")
    assert CALLS.search("hiding.hide_post(post.public_id)")
    assert not SETS.search("filter(hidden_at=None)")
