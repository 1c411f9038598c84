"""What the editors are told when something may not be published yet."""

from django.utils.translation import gettext as _

from advocates.core.refused import Refused


class SecondPersonNeeded(Refused):
    """A medical text has been read by nobody but its author."""


def second_person():
    """Why, and what to do now."""
    return _(
        "Research, trials and care are read by a second person before they are published. Save the draft; then another "
        "editor can publish it, or somebody you send a link to can confirm that they have checked it."
    )


class InTheArchive(Refused):
    """An event of a past year is not written anew."""


def in_the_archive():
    """Why, and what to do now."""
    return _(
        "This event belongs to a past year: it stays as it was announced. If something in it was wrong, say so in the "
        "correction, and leave the rest as it is."
    )
