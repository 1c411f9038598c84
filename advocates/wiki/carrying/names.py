"""Names of files made of titles in any script, which every computer can write down."""

import unicodedata

from advocates.files.names import DEVICES

# Letters, and bytes of UTF-8: eight folders above one another still fit where a path is short.
LONGEST, MOST_BYTES = 48, 120
_TROUBLE = frozenset('"/\\<>:|?*%#')
_KEPT_INVISIBLE = "\u200c\u200d"


def safe(title: str) -> str:
    """The title as a name without an ending: readable, never empty, never a path, never a device."""
    shown = "".join(sign if _is_kept(sign) else " " for sign in unicodedata.normalize("NFC", title))
    name = " ".join(shown.split())[:LONGEST]
    name = name.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .")
    if name.partition(".")[0].strip().upper() in DEVICES:
        name = f"_{name}"
    return name or "page"


def _is_kept(sign: str) -> bool:
    return (sign.isprintable() or sign in _KEPT_INVISIBLE) and sign not in _TROUBLE


class Names:
    """The names that were given in each folder, so that no file lies over another one, whatever its capitals."""

    def __init__(self, *taken: str) -> None:
        self.taken = {each.casefold() for each in taken}

    def give(self, folder: str, title: str) -> str:
        """A free path in the folder, without an ending."""
        name, number = safe(title), 1
        path = f"{folder}{name}"
        while path.casefold() in self.taken:
            number += 1
            path = f"{folder}{name} ({number})"
        self.taken.add(path.casefold())
        return path
