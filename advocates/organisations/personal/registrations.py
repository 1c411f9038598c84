"""What is one person's among organisations tells the ground."""

from advocates.core import personal
from advocates.organisations.personal import actions, sections


def register_all() -> None:
    """Called when the app is ready."""
    personal.register_eraser(actions.erase)
    personal.register_agreements(sections.agreements)
    for name, rows in sections.SECTIONS.items():
        personal.register_section(name, rows)
