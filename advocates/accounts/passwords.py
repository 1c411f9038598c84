"""Rules for passwords beyond Django's own."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.profile import profile


class MaximumLength:
    """Very long passwords only serve to keep the server busy."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(
                _("The password is too long. Use at most %(most)d characters.") % {"most": self.max_length},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("Use at most %(most)d characters.") % {"most": self.max_length}


class NotTheSitesName:
    """The network's own names are the first thing that somebody guesses."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = _letters(password)
        for word in _own_words():
            rest = letters.replace(word, "")
            if rest != letters and len(rest) < 6:
                raise ValidationError(
                    _("The password is too close to the name of the network."), code="password_is_site_name"
                )

    def get_help_text(self) -> str:
        return _("Do not build it from the name of the network.")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _own_words() -> list[str]:
    """Whole names first: taking a part out of a password before would hide the whole in it."""
    names = [profile().short_name, *profile().names.values()]
    parts = [part for name in names for part in name.split()]
    words = {_letters(word) for word in [*names, *parts] if len(_letters(word)) >= 3}
    return sorted(words, key=len, reverse=True)


def check_password(password: str, person: Any = None) -> str:
    """The password itself, once it has passed every rule; raises ValidationError."""
    validate_password(password, person)
    return password
