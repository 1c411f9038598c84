"""Names under comments of guests: nobody speaks there in the name of the network."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.profile import profile

# Of whom readers would believe that they speak for the site, in the languages of the interface.
OFFICES = {
    "admin", "administrator", "moderator", "moderation", "editor", "staff", "webmaster", "administrador",
    "administradora", "moderador", "moderadora", "redacción", "المشرف", "المشرفة", "مشرف", "الإدارة", "المحرر",
}  # fmt: skip
# Scripts whose letters look like one another; nobody writes one name in two of them.
ALIKE = {"LATIN", "CYRILLIC", "GREEK"}


def refuse_another_s(name: str) -> None:
    """Raises `ValidationError` for the network's name, that of an office, and letters that pretend to be others."""
    known, letters = profile(), [unicodedata.name(sign, "") for sign in name if sign.isalpha()]
    if len(ALIKE & {each.partition(" ")[0] for each in letters}) > 1:
        raise ValidationError(_("This name mixes letters of several alphabets. Write it in one of them."))
    ours = {plain(each) for each in (*known.names.values(), known.short_name)}
    if plain(name) in ours | {plain(each) for each in OFFICES}:
        raise ValidationError(_("Readers would think that the network writes this. Choose another name."))


def plain(name: str) -> str:
    """A name as the eye takes it: whatever its accents, its width, its capitals and what stands between its words."""
    spread = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in spread if sign.isalnum())
