"""Forms that open with something in them: drawn once for everybody in a language, with holes, and then filled.

To draw a list of two hundred countries, and thirty fields around it, takes as long as ten pages. What differs between
two people is the text in the fields and which of the choices are made. For one that opens empty:
`core.forms.empty_form`; one that comes back with mistakes in it is drawn as any other.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from advocates.core.stencils import kept, open_holes

# What no list offers.
NOTHING = "\x03"
_NO_LETTER = re.compile(r"[^a-z_]")


def filled(key: Hashable, draw: Callable[[Mapping[str, str]], str], values: Mapping[str, Any]) -> SafeString:
    """The form with these values in it: a text for each field to write in, a list of what is chosen in any other.

    `draw` is called once for a key and a language and given what to put into the fields instead; what else it draws by
    belongs to the key. It must say nothing that this reader alone may read.
    """
    written = {name: value for name, value in values.items() if not isinstance(value, list)}
    holes = open_holes([_hole(name) for name in written])

    def once() -> str:
        return draw({**dict.fromkeys(values, NOTHING), **{name: holes[_hole(name)] for name in written}})

    found: str = kept((key, *values), once).fill(
        {_hole(name): "" if value is None else value for name, value in written.items()}
    )
    for name, chosen in values.items():
        for each in chosen if isinstance(chosen, list) else ():
            found = _chosen(found, name, escape(str(each)))
    return SafeString(found)


def _hole(name: str) -> str:
    return _NO_LETTER.sub("_", name.lower())


def _chosen(drawn: str, name: str, value: str) -> str:
    """With this choice made: an option of the list of this name, or one of its boxes. No text holds a bare quote."""
    start = drawn.find(f'<select name="{name}"')
    if start < 0:
        box = f'name="{name}" value="{value}"'
        return drawn.replace(box, f"{box} checked", 1)
    end = drawn.find("</select>", start)
    option = f'<option value="{value}"'
    return drawn[:start] + drawn[start:end].replace(f"{option}>", f"{option} selected>", 1) + drawn[end:]
