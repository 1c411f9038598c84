"""Secrets at rest: only the same key and purpose read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advocates.core import secrets


@given(some.text())
def test_what_was_encrypted_is_read_again(text):
    stored = secrets.encrypt(text, purpose="test")
    assert stored.isascii()
    assert secrets.decrypt(stored, purpose="test") == text


def test_the_same_text_is_never_stored_alike():
    assert secrets.encrypt("x", purpose="test") != secrets.encrypt("x", purpose="test")


@pytest.mark.parametrize("change", ["purpose", "text", "key", "plain"])
def test_anything_else_is_unreadable(settings, change):
    stored, purpose = secrets.encrypt("secret", purpose="test"), "test"
    if change == "purpose":
        purpose = "another"
    elif change == "text":
        stored = stored[:-8] + "AAAAAAA="
    elif change == "key":
        settings.SECRET_KEY = "another-key-of-more-than-32-characters"
    else:
        stored = "secret"
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(stored, purpose=purpose)
