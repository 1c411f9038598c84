"""How a text speaks of a file in a library: by the address of its page or of its content."""

import re

from django.urls import reverse

ADDRESS = re.compile(r"/members/files/l/([0-9A-Za-z_-]{6,12})/")
MARKS = re.compile(r"[][\\`*_<>&~|]")
MOST = 200


def page_of(public_id: str) -> str:
    """Its page, which stays whatever version is the current one."""
    return reverse("files:library_file", args=[public_id])


def line_of(title: str, public_id: str) -> str:
    """What somebody copies into a text to link to it there; what a title has of marks stays words."""
    words = MARKS.sub(r"\\\g<0>", title)
    return f"[{words}]({page_of(public_id)})"


def ids_in(text: str) -> list[str]:
    """The files that a text speaks of, each once, in order."""
    return list(dict.fromkeys(ADDRESS.findall(text)))[:MOST]
