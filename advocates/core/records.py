"""What the name service says about a domain: the text records by which other mail servers judge our mail."""

import dns.exception
import dns.resolver

SECONDS = 3.0
PORT = 53
_named: list[tuple[str, int]] = []


class NoAnswer(Exception):
    """The name service could not be asked; that says nothing about the record."""


def ask_at(name_server: str) -> None:
    """Ask a name server of one's choice, as `192.0.2.1` or `127.0.0.1:5353`, instead of the system's."""
    host, _, port = name_server.partition(":")
    _named[:] = [(host, int(port or PORT))]


def texts(name: str) -> list[str]:
    """The text records of a name, empty if it has none; `NoAnswer` after three seconds."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not _named)
    if _named:
        ((host, port),) = _named
        resolver.nameservers, resolver.port = [host], port
    return resolver
