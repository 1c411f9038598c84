"""What a group may call itself: neither as the network nor as another group that it only looks like."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.names import letters, look, refuse_ours
from advocates.organisations.directory import index


def refuse_another_s(name: str, *, but: str) -> None:
    """ValidationError for the network's name, and for that of another entry in letters that only look the same.

    Two groups may have one name: that is found and shown elsewhere. `but` is the address of the group's own entry.
    """
    refuse_ours(name)
    spelt = letters(name)
    for entry in index().looks.get(look(name), ()) if spelt else ():
        if entry.slug != but and spelt not in {letters(entry.name), letters(entry.local_name)}:
            raise ValidationError(
                _("This looks like the name of another group, “%(name)s”, and is written with other letters.")
                % {"name": entry.name},
                code="name_another_s",
            )
