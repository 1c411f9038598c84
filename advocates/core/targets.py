"""Which addresses the server may ask: pure rules about web addresses, host names and network addresses.

`core.fetch` is the only one who asks; it resolves a name once and connects to what was checked here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

import idna
from django.conf import settings

from advocates.core.fetch_failures import NotAllowed, NotPublic

DEFAULT_PORTS = {"http": 80, "https": 443}
MOST_ADDRESS = 2000
# No name of the public web ends in one of these; some lead to the machine itself or to its neighbours.
LOCAL_ENDINGS = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid", "test")
# What `is_global` of one Python or another lets pass, though it leads inside, to somebody else's inside, or nowhere:
# protocol assignments, relays, one cloud's host service on a public number; and in the sixth version everything that
# holds an address of the fourth (Teredo and its neighbours, 6to4) or is for books only.
CLOSED_NETWORKS = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
# Of the sixth version only this part is given out; mapped and translated addresses (::ffff:, 64:ff9b:) lie outside.
GIVEN_OUT = ip_network("2000::/3")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A checked web address, in pieces. `host` is in ASCII, without a final dot."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """For the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def read(url: str, ports: Iterable[int]) -> Target:
    """The pieces of a web address; raises `NotAllowed` for one that we do not ask."""
    if len(url) > MOST_ADDRESS or _UNSEEN.search(url):
        raise NotAllowed("signs")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("form") from error
    if parts.scheme not in DEFAULT_PORTS or "@" in parts.netloc or not parts.hostname:
        raise NotAllowed("scheme or user")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise NotAllowed("port")
    return Target(parts.scheme, plain_host(parts.hostname), port, _path(parts))


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path


def plain_host(name: str) -> str:
    """A host name as the resolver gets it; raises `NotAllowed` for what is none, or a number in disguise."""
    if ":" in name:
        return str(_literal(name))
    try:
        host = idna.encode(name, uts46=True).decode("ascii").lower().removesuffix(".")
    except idna.IDNAError:
        # A name with a low line is against the rules and yet in use.
        host = name.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise NotAllowed("host")
    if _NUMBER.fullmatch(labels[-1]):
        return str(_literal(host))
    if host.endswith(tuple(f".{ending}" for ending in LOCAL_ENDINGS)) or is_own_name(host):
        raise NotPublic(host)
    return host


def _literal(text: str) -> Address:
    if "%" in text:
        raise NotAllowed("a zone of one machine's own")
    try:
        return ip_address(text)
    except ValueError as error:
        raise NotAllowed("number") from error


def is_own_name(host: str) -> bool:
    """Whether this is the site's own public name: it would be asked as if by itself."""
    return host == (settings.SITE.hostname or "").lower().removesuffix(".")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet: no network of one's own, no disguise of one, no group."""
    if isinstance(address, IPv6Address) and (address not in GIVEN_OUT or _holds_the_fourth(address)):
        return False
    closed = any(address in network for network in CLOSED_NETWORKS)
    return address.is_global and not address.is_multicast and not closed


def _holds_the_fourth(address: IPv6Address) -> bool:
    # ISATAP: the marks 0000:5efe and 0200:5efe stand before an address of the fourth version.
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE
