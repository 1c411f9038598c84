"""Nothing is hidden past a decision: one file of each app sets what hides, and moderation alone calls it."""

import re

from tests.source import product, relative, text_of

SETS = re.compile(r"\bhidden_at\s*=\s*(?!None\b|models\.)\S")
CALLS = re.compile(r"\b(?:kind|hiding|actions|library|libraries|revisions)\.(?:hide|hide_\w+)\(")
WHERE = {
    "advocates/files/library/actions.py",
    "advocates/forum/tools/hiding/actions.py",
    "advocates/wiki/reporting/revisions.py",
}
# What moderation is given for the files of a library, which it may not import.
GIVEN = {"advocates/wiki/reporting/libraries.py"}


def found(pattern: re.Pattern[str]) -> set[str]:
    # A file that its owner deletes is gone for everybody, which is nobody's judgement.
    places = ("/migrations/", "/files/actions.py")
    files = [path for path in product(".py") if not any(place in path.as_posix() for place in places)]
    return {relative(path) for path in files if pattern.search(text_of(path))}


def test_one_file_of_each_app_hides():
    assert found(SETS) == WHERE


def test_nobody_calls_it_past_a_decision():
    assert {path for path in found(CALLS) if path.startswith("advocates/")} == GIVEN


def test_it_would_be_noticed():
    """The twin."""
    assert SETS.search("post.hidden_at = timezone.now()")
    assert CALLS.search("hiding.hide_post(post.public_id)")
    assert CALLS.search("library.hide_file(item=item)")
    assert not SETS.search("filter(hidden_at=None)")
