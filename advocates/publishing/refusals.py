"""What the editors are told when something may not be published yet."""

from django.utils.translation import gettext as _

from advocates.core.refused import Refused


class SecondPersonNeeded(Refused):
    """What speaks of treatment or health has been read by nobody but its writer."""


def second_person():
    """Why, what became of the text, and what to do now."""
    return _(
        "What speaks of treatment or health is read by a second person before it is published: whoever wrote the last "
        "words of it does not publish it. It is saved as a draft. Another editor can publish it now, or somebody you "
        "send a link to can confirm that they have checked it."
    )


class PictureNotDescribed(Refused):
    """The head picture of an article says nothing to who cannot see it."""


def picture_not_described():
    """What is missing, in the language of this page."""
    return _("Say what the picture shows: people who cannot see it hear this instead.")


class LaunchTogether(Refused):
    """Other languages were ticked to go live in the same moment."""


def launch_together():
    """Why it is not published alone, and what to do now."""
    return _(
        "Other languages are ticked to be published together with this page. Publish them all under “Translations”, or "
        "take the ticks away there."
    )


class AddressTaken(Refused):
    """Where a page is moved to, something else has the address that it would get."""


class InTheArchive(Refused):
    """An event of a past year is not written anew."""


def in_the_archive():
    """Why, and what to do now."""
    return _(
        "This event belongs to a past year: it stays as it was announced. If something in it was wrong, say so in the "
        "correction, and leave the rest as it is."
    )
