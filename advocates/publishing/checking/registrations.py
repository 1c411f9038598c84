"""What checking tells the ground: the link by which a draft is read without an account."""

from advocates.core import links
from advocates.publishing.checking import actions, views


def register_all() -> None:
    """Called when the app is ready."""
    links.register(actions.LINK, views.draft, lives=actions.LIVES)
