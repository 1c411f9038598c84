"""The computed figures of the public directory, for pages that show them."""

from advocates.organisations.directory import index
from advocates.organisations.figures import Facts

__all__ = ["Facts", "facts"]


def facts() -> Facts:
    """The figures; computed once for each state of the directory."""
    return index().facts
