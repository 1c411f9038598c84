"""What may stand in a mail: a subject of one line, text that can be stored, one address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

# Every sign that some mail program takes for the end of a line, and every other one that is not meant to be seen.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(subject: str) -> str:
    """The subject without what would start a header of somebody's choosing."""
    return " ".join(_CONTROL.sub(" ", storable(subject)).split())[:500]


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and without halves of characters, which fit nowhere."""
    return text.replace("\0", "").encode(errors="replace").decode()


def require_address(text: str) -> None:
    """ValidationError for what is not exactly one address."""
    validate_email(_CONTROL.sub(" ", text))


def is_address(text: str) -> bool:
    """Whether this is exactly one address."""
    try:
        require_address(text)
    except ValidationError:
        return False
    return True


def in_ascii(address: str) -> str:
    """The address as every mail server takes it; our check lets only its domain be in other letters."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"
