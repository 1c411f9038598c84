"""How long a text may be, and how each network counts."""

import re
import unicodedata

from advocates.syndication.posting.models import Network

MOST = {
    Network.MASTODON: 500,
    Network.BLUESKY: 300,
    Network.WHATSAPP: 4096,
    Network.FACEBOOK: 5000,
    Network.LINKEDIN: 3000,
}
URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?()]")
# Mastodon counts every address as so many signs (its documentation, "max_characters").
URL_SIGNS = 23
BLUESKY_BYTES = 3000


def length(network: str, text: str) -> int:
    """As the network counts it, or a little more."""
    if network == Network.MASTODON:
        return len(URL.sub("x" * URL_SIGNS, text))
    return graphemes(text) if network == Network.BLUESKY else len(text)


def fits(network: str, text: str, most: int | None = None) -> bool:
    """Whether the network takes it; `most` where a server has a measure of its own."""
    if network == Network.BLUESKY and len(text.encode()) > BLUESKY_BYTES:
        return False
    return length(network, text) <= (most or MOST[Network(network)])


def graphemes(text: str) -> int:
    """Signs as people count them, never fewer than Unicode's own count (UAX 29): marks on a letter do not count.

    Joined emoji count as their parts here, so that a text that fits does fit.
    """
    count, before = 0, ""
    for sign in text:
        is_mark = unicodedata.category(sign) in {"Mn", "Me"} and not is_break(before)
        count += not is_mark
        before = sign
    return count


def is_break(sign: str) -> bool:
    return not sign or unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cn", "Cs", "Co"}


def shortened(network: str, parts: list[str], url: str, most: int | None = None) -> str:
    """The parts and the address; parts are left out from the end, and the first is cut, until it fits."""
    for count in range(len(parts), 0, -1):
        text = "\n\n".join([*parts[:count], url])
        if fits(network, text, most):
            return text
    first = parts[0]
    while first and not fits(network, f"{first}…\n\n{url}", most):
        first = first[:-1]
    return f"{first.rstrip()}…\n\n{url}" if first else url
