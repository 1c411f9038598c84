"""Accounts of the network at Mastodon and Bluesky, and what is posted there: on an editor's word, exactly once.

An app that has something to post registers its kind (`register`) and says at the moment of sending whether it is
still public. What is sent is frozen when the editor sends it off, so that the dry run shows it to the letter.
"""

from collections.abc import Callable

# Whether the thing of this id is public now.
StillPublic = Callable[[str], bool]
_kinds: dict[str, StillPublic] = {}


def register(kind: str, still_public: StillPublic) -> None:
    """Called by apps when they are ready."""
    _kinds[kind] = still_public


def is_public(kind: str, thing: str) -> bool:
    """Asked each time before something leaves; what nobody registered is not."""
    return kind in _kinds and _kinds[kind](thing)
