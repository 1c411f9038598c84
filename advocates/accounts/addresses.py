"""E-mail addresses in the one form in which they are stored and compared."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def canonical_address(text: str) -> str:
    """Trimmed and in lower case. Letters beyond ASCII stay as they are, so that they equal nothing stored.

    Databases and Python fold such letters differently (Turkish dotted and dotless i, German sharp s): a folded
    look-alike must never find another person's account.
    """
    text = text.strip()
    return text.lower() if text.isascii() else text


def validate_address(value: str) -> None:
    """Only ASCII is stored: Django's own check admits four look-alike letters, among them the Turkish ones."""
    if not value.isascii():
        raise ValidationError(
            _("Write the e-mail address with the letters a to z, without accents."), code="address_not_ascii"
        )
