"""Whether a mail comes from the domain that its From names (DMARC).

Our own mail server may have found that out: it knows from where the mail came, and says so in the first
Authentication-Results line (RFC 8601) under the name in TRUSTED_AUTHSERV_ID. Else we look for a valid DKIM signature of
the same domain or of one above it. Signatures are checked in a child process, with keys that are fetched here.
"""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from advocates.notifications.inbound.heads import Head

# So many signatures of the sender's own domain are looked at, of so many in all.
MOST_SIGNATURES, MOST_LINES = 3, 10
_DOMAIN = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_TAG = re.compile(r"(?:^|;)\s*([a-z]{1,4})\s*=\s*([^;]{0,4000})")

Keys = dict[str, str]


def server_says(head: Head) -> bool | None:
    """What our own mail server found; None where it says nothing. Lines below another's are not believed."""
    if not settings.TRUSTED_AUTHSERV_ID:
        return None
    for line in head.values("Authentication-Results")[:MOST_LINES]:
        said = " ".join(_COMMENT.sub(" ", line).lower().split())
        name, _, results = said.partition(";")
        if name.partition(" ")[0].strip() != settings.TRUSTED_AUTHSERV_ID:
            return None
        for result in results.split(";"):
            words = result.split()
            if words and words[0].startswith("dmarc="):
                domain = next((each[12:] for each in words if each.startswith("header.from=")), "")
                return words[0] == "dmarc=pass" and domain.strip(".") == _domain(head)
    return None


def signatures(head: Head) -> list[tuple[int, str]]:
    """Place and DNS name of the key of each signature that could prove the From, by those of its own domain."""
    found, sender = [], _domain(head)
    for place, line in enumerate(head.values("DKIM-Signature")[:MOST_LINES]):
        tags = {name: "".join(value.split()) for name, value in _TAG.findall(line)}
        domain, selector = tags.get("d", "").lower(), tags.get("s", "").lower()
        signed = {name.lower() for name in tags.get("h", "").split(":")}
        # With l= somebody may have written below what was signed.
        is_whole = "from" in signed and "l" not in tags
        if is_whole and is_aligned(domain, sender) and _DOMAIN.fullmatch(f"{selector}._domainkey.{domain}"):
            found.append((place, f"{selector}._domainkey.{domain}"))
    return found[:MOST_SIGNATURES]


def is_aligned(signer: str, sender: str) -> bool:
    """Whether a signature of one domain speaks for another: itself, or what lies below it and is in its hand."""
    return bool(_DOMAIN.fullmatch(signer)) and (signer == sender or sender.endswith(f".{signer}"))


def keys_for(found: Sequence[tuple[int, str]]) -> Keys:
    """The records with the keys; raises `records.NoAnswer` where the name service is away."""
    if not found:
        return {}
    # By name: the name service takes a tenth of a second to load, and few processes ask it.
    texts = import_string("advocates.core.records.texts")
    return {name: (texts(name) or [""])[0] for _place, name in found}


def _domain(head: Head) -> str:
    return head.sender.rpartition("@")[2].lower().strip(".")
