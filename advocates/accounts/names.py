"""Names of people as they are stored: any script, but nothing that hides or turns letters."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# They join letters in Persian, Urdu and the scripts of India, and are part of the spelling there.
JOINERS = "\u200c\u200d"
MOST_MARKS = 4


def clean_name(text: str) -> str:
    """The name in composed form with single spaces; raises ValidationError for what could deceive or break a page."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(_is_hidden(letter) for letter in name):
        raise ValidationError(_("The name contains a character that nobody can see."), code="name_hidden")
    if _longest_run_of_marks(name) > MOST_MARKS:
        raise ValidationError(_("The name has too many accents on one letter."), code="name_marks")
    if any(len(_scripts(word)) > 1 for word in name.split()):
        raise ValidationError(_("Write each word of the name in one script."), code="name_scripts")
    return name


def _is_hidden(letter: str) -> bool:
    return letter not in JOINERS and unicodedata.category(letter) in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for letter in name:
        run = run + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def _scripts(word: str) -> set[str]:
    """Which of the three scripts with look-alike letters the word uses."""
    names = (unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha())
    return {name for name in names if name in {"LATIN", "CYRILLIC", "GREEK"}}
