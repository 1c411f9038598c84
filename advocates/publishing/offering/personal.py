"""What one's data say of translations that one has handed in; erased with the account where nobody has looked."""

from advocates.core import personal
from advocates.publishing.models import OfferedTranslation


def register_all():
    """Called when the app is ready."""
    personal.register_section("translations_handed_in", handed_in)
    personal.register_eraser(erase)


def handed_in(subject):
    """All that are still kept, with their text."""
    found = OfferedTranslation.of_person(subject.person.pk)
    return found.values("language", "text", "made_at", "state", "reason")


def erase(subject):
    """Nobody is left who could be told what became of them."""
    OfferedTranslation.of_person(subject.person.pk).delete()
