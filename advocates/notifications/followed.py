"""What somebody follows: apps register their parts of the one page on which all of it can be changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advocates.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: a template, what it is drawn from, and what is done when the page's form is sent.

    `save` takes what the form holds, and changes what differs from what is stored; what it does not know it leaves.
    """

    template: str
    context: Callable[[Viewer], dict[str, Any]]
    save: Callable[[Viewer, Mapping[str, str]], None]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Called by apps when they are ready."""
    _sections[section.template] = section


def sections() -> list[Section]:
    """By the names of their templates."""
    return [_sections[name] for name in sorted(_sections)]
