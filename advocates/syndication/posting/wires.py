"""What is said to Mastodon and to Bluesky by their libraries, and how the answers are read.

A library builds the requests and reads what was a success; it reaches nobody. `core.fetch` carries them, to the
account's server alone, and what is no success is judged here.

Sources: docs.joinmastodon.org/methods/statuses (Idempotency-Key), docs.bsky.app (com.atproto.repo.putRecord; a record
under the same key is written over, not a second time; links are marked by bytes).
"""

import zlib
from collections.abc import Mapping
from typing import Any

from advocates.core import fetch
from advocates.syndication.posting import libraries
from advocates.syndication.posting.lengths import URL
from advocates.syndication.posting.models import Delivery, Network

JSON = "application/json"
COLLECTION = "app.bsky.feed.post"
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
MOST_TITLE, MOST_SUMMARY = 300, 1000
CARRIED = ("Authorization", "Idempotency-Key")
# Whatever else a library would ask for is not asked. The last one of each is the post.
PATHS = {
    Network.MASTODON: ("/api/v1/statuses",),
    Network.BLUESKY: ("/xrpc/com.atproto.server.createSession", "/xrpc/com.atproto.repo.putRecord"),
}


class Rejected(Exception):
    """The server has said no, and nothing was posted. `reason` is stable; `may_pass` where a later try may work."""

    def __init__(self, reason: str, *, may_pass: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.may_pass = reason, may_pass


class Doubtful(Exception):
    """The server had trouble of its own and may have taken it nevertheless."""

    reason = "out-of-order"


def request_of(delivery: Delivery) -> dict[str, Any]:
    """What the library is given, word for word; the key alone is added when it leaves."""
    if delivery.channel.network == Network.MASTODON:
        return {"status": delivery.text, "language": delivery.language, "visibility": "public"}
    return {"collection": COLLECTION, "rkey": delivery.rkey, "record": record_of(delivery)}


def record_of(delivery: Delivery) -> dict[str, Any]:
    return {
        "$type": COLLECTION,
        "text": delivery.text,
        "createdAt": delivery.queued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "langs": [delivery.language],
        "facets": facets_of(delivery.text),
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {
                "uri": delivery.url,
                "title": delivery.title[:MOST_TITLE],
                "description": delivery.summary[:MOST_SUMMARY],
            },
        },
    }


def facets_of(text: str) -> list[dict[str, Any]]:
    """Bluesky makes no links of addresses by itself; where they stand is counted in bytes."""
    return [
        {
            "index": {
                "byteStart": len(text[: found.start()].encode()),
                "byteEnd": len(text[: found.end()].encode()),
            },
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0]}],
        }
        for found in URL.finditer(text)
    ]


def rkey_of(delivery: Delivery) -> str:
    """A record's key in the form that posts have (TID): the moment in microseconds, and ten bits of the delivery."""
    bits = int(delivery.queued_at.timestamp() * 1_000_000) << 10
    bits |= zlib.crc32(delivery.idempotency_key.encode()) & 0x3FF
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(60, -1, -5))


def post(delivery: Delivery, token: str) -> str:
    """Post it by the network's library; returns its address, or nothing where the answer names none.

    Raises `Rejected`, `Doubtful`, or a `FetchFailed`.
    """
    network, taken = Network(delivery.channel.network), set()

    def carry(path: str, headers: Mapping[str, str], content: bytes) -> bytes:
        if path not in PATHS[network]:
            raise Rejected("answer")
        body = hand_over(delivery.channel.server + path, headers, content)
        taken.add(path)
        return body

    asked = {
        "network": network.value,
        "handle": delivery.channel.handle.removeprefix("@"),
        "token": token,
        "key": delivery.idempotency_key,
        "request": request_of(delivery),
    }
    try:
        return web_address(libraries.say(asked, carry))
    except libraries.Broken as failure:
        if PATHS[network][-1] in taken:
            return ""
        raise Rejected("answer", may_pass=True) from failure


def hand_over(url: str, headers: Mapping[str, str], content: bytes) -> bytes:
    """Carry a library's request; of its headers only what says who posts, and which post it is."""
    answer = fetch.send(
        url,
        content=content,
        content_type=headers["content-type"],
        headers={name: headers[name.lower()] for name in CARRIED if name.lower() in headers},
        accept=JSON,
    )
    if answer.is_success:
        return answer.body
    if answer.status >= 500:
        raise Doubtful
    if answer.status == 429:
        raise Rejected("too-often", may_pass=True)
    raise Rejected({401: "token", 403: "token"}.get(answer.status, "moved" if answer.location else "refused"))


def web_address(value: object) -> str:
    is_one = isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) <= 500
    return str(value) if is_one and str(value).isprintable() else ""
