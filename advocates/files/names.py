"""Names of files as they may be shown and downloaded: what a sender calls a file is not believed."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 100
# Names that Windows keeps for devices, whatever their ending.
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in range(10))}
)


def clean_name(name: str, ending: str) -> str:
    """The name without a path, without signs that nobody sees or that turn the writing round, with its true ending."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    if "." in stem.strip("."):
        stem = stem.rpartition(".")[0]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", stem) if _is_seen(sign))
    readable = " ".join(shown.split()).strip(" .")[:LONGEST].strip(" .")
    if readable.partition(".")[0].strip().upper() in DEVICES:
        readable = f"_{readable}"
    return f"{readable or 'file'}.{ending}"


def _is_seen(sign: str) -> bool:
    # Joiners between letters are needed in some scripts; every other invisible sign goes.
    return (sign.isprintable() or sign in "\u200c\u200d") and sign not in '"/<>:|?*%'
