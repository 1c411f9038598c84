"""A form with many fields for one text, as a draft keeps it: all of them in one, each below its number.

`pieces.js` puts together the same text in the browser.
"""

import re
from collections.abc import Mapping

PREFIX = "piece-"
_NAME = re.compile(rf"{PREFIX}([0-9]{{1,4}})")
_MARK = re.compile(r"^‹([0-9]{1,4})›$\n?", re.MULTILINE)


def joined(sent: Mapping[str, str]) -> str:
    """What stands in the fields; empty where the form has none, or nothing in them."""
    found = {int(match[1]): sent[name] for name in sent if (match := _NAME.fullmatch(name))}
    written = [(number, found[number]) for number in sorted(found) if found[number].strip()]
    return "\n\n".join(f"‹{number + 1}›\n{text}" for number, text in written)


def parted(text: str) -> dict[int, str]:
    """The texts again, by the numbers of their fields."""
    _before, *rest = _MARK.split(text.replace("\r\n", "\n"))
    return {int(number) - 1: part.strip("\n") for number, part in zip(rest[::2], rest[1::2], strict=True)}
