"""Names of people, groups and rooms: any script, but nothing that hides, turns or piles up letters, or pretends."""

import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.folding import fold
from advocates.core.profile import profile

# Of whom readers would believe that they speak for the site, in the languages of the interface.
OFFICES = (
    "admin", "administrator", "moderator", "moderation", "editor", "staff", "webmaster", "administrador",
    "administradora", "moderador", "moderadora", "redacción", "المشرف", "المشرفة", "مشرف", "الإدارة", "المحرر",
)  # fmt: skip
# Scripts whose letters look like those of another; nobody writes one word in two of them.
ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
# What the eye takes for a Latin letter, small or capital: of Cyrillic, of Greek, and others of the Latin script.
CYRILLIC = {
    "а": "a", "в": "b", "г": "r", "е": "e", "и": "u", "к": "k", "м": "m", "н": "h", "о": "o", "п": "n", "р": "p",
    "с": "c", "т": "t", "у": "y", "х": "x", "ь": "b", "є": "e", "і": "i", "ј": "j", "ѕ": "s", "ѵ": "v", "ү": "y",
    "һ": "h", "ӏ": "l", "ԁ": "d", "ԍ": "g", "ԛ": "q", "ԝ": "w",
}  # fmt: skip
GREEK = {
    "α": "a", "β": "b", "γ": "y", "ε": "e", "ζ": "z", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n", "ο": "o",
    "ρ": "p", "σ": "o", "τ": "t", "υ": "y", "χ": "x", "ω": "w", "ϳ": "j",
}  # fmt: skip
LATIN = dict(zip("ɑɡɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "agiabcdefghijklmnoprstuvwyz", strict=True))
_LOOKS = str.maketrans({**CYRILLIC, **GREEK, **LATIN})
# And the other way: Latin letters that could be meant for Cyrillic or Greek ones.
_LATIN_ALIKE = frozenset("ABCEHIJKMNOPSTXYZaceijopsuvxy")
# Signs that stand for letters where somebody plays the network: 0 for o, 1 and I for l.
_SIGNS = str.maketrans("01i", "oll")
# They are part of the spelling in these scripts, and nowhere else; between pictures they make one of two.
JOINERS, SELECTORS = "\u200c\u200d", "\ufe0e\ufe0f"
JOINED = {
    "ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR",
}  # fmt: skip
# Letters, marks and signs to Unicode that show nothing.
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0d]")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MOST_MARKS = 3


def clean_name(text: str) -> str:
    """A person's name in composed form with single spaces; ValidationError for what could deceive or break a page."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    _require_seen(name)
    if any(len(_alphabets(word)) > 1 for word in _words(name)):
        raise ValidationError(_("Write each word of the name in one script."), code="name_scripts")
    return name


def require_honest(name: str) -> None:
    """ValidationError where the name of a group or a room hides letters or writes some in those of another alphabet.

    Other than in a person's name, a word may have two alphabets as long as both can be seen (CMLфорум).
    """
    _require_seen(unicodedata.normalize("NFC", name))
    if any(_is_disguised(word) for word in _words(name)):
        raise ValidationError(
            _(
                "A word of this name has letters of another alphabet that look the same. Type it again in one."
            ),
            code="name_scripts",
        )


def refuse_ours(name: str) -> None:
    """ValidationError for the network's own name and that of an office, however it is written."""
    known = profile()
    ours = (*known.names.values(), known.short_name, *OFFICES)
    if look(name).translate(_SIGNS) in {look(each).translate(_SIGNS) for each in ours}:
        raise ValidationError(
            _("Readers would think that this is the network itself. Choose another name."), code="name_ours"
        )


def look(name: str) -> str:
    """A name as the eye takes it: whatever its accents, its capitals, its alphabet, and what is between its words."""
    return _bare(fold(name).translate(_LOOKS))


def letters(name: str) -> str:
    """The same, told apart by alphabets: names with one look and two spellings only pretend to be the same."""
    return _bare(fold(name))


def _bare(folded: str) -> str:
    return "".join(sign for sign in folded if sign.isalnum() or unicodedata.category(sign) == "Mc")


def _require_seen(name: str) -> None:
    if _EMPTY.search(name) or any(_is_hidden(name, at) for at in range(len(name))):
        raise ValidationError(_("The name contains a character that nobody can see."), code="name_hidden")
    if _longest_run_of_marks(name) > MOST_MARKS:
        raise ValidationError(_("The name has too many accents on one letter."), code="name_marks")


def _is_hidden(name: str, at: int) -> bool:
    sign, before = name[at], name[at - 1] if at else " "
    if sign in SELECTORS:
        return unicodedata.category(before) != "So"
    if sign in JOINERS:
        is_picture = before in SELECTORS or unicodedata.category(before) in {"So", "Sk"}
        return not is_picture and _script(before) not in JOINED
    return unicodedata.category(sign) in _UNSEEN


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for sign in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def _words(name: str) -> Iterator[str]:
    """Between spaces and signs other than apostrophes; wide, bold and ringed letters as what they stand for."""
    kept = (sign if sign in "'’" or unicodedata.category(sign)[0] in "LMN" else " " for sign in name)
    for word in "".join(kept).split():
        yield unicodedata.normalize("NFKC", word)


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _alphabets(word: str) -> dict[str, str]:
    """The letters of a word by their alphabet, as far as it is one with letters that look like others."""
    found: dict[str, str] = {}
    for sign in word:
        if sign.isalpha() and (script := _script(sign)) in ALIKE:
            found[script] = found.get(script, "") + sign
    return found


def _is_disguised(word: str) -> bool:
    """Whether all letters of one alphabet could be taken for those of another one in the word."""
    found = _alphabets(word)
    return len(found) > 1 and any(map(_is_alike, found.items()))


def _is_alike(part: tuple[str, str]) -> bool:
    script, signs = part
    if script == "LATIN":
        return set(signs) <= _LATIN_ALIKE
    return script not in {"CYRILLIC", "GREEK"} or set(map(ord, fold(signs))) <= _LOOKS.keys()
