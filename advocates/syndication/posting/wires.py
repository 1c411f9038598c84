"""What is said to Mastodon and to Bluesky: two small questions over `core.fetch`, and how their answers are read.

Sources: docs.joinmastodon.org/methods/statuses (Idempotency-Key), docs.bsky.app (com.atproto.repo.putRecord; a record
under the same key is written over, not a second time; links are marked by bytes).
"""

import json
import zlib
from typing import Any

from advocates.core import fetch
from advocates.core.fetch import Fetched
from advocates.syndication.posting.lengths import URL
from advocates.syndication.posting.models import Delivery, Network

JSON = "application/json"
COLLECTION = "app.bsky.feed.post"
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
MOST_TITLE, MOST_SUMMARY = 300, 1000


class Rejected(Exception):
    """The server has said no, and nothing was posted. `reason` is stable; `may_pass` where a later try may work."""

    def __init__(self, reason: str, *, may_pass: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.may_pass = reason, may_pass


class Doubtful(Exception):
    """The server had trouble of its own and may have taken it nevertheless."""

    reason = "out-of-order"


def request_of(delivery: Delivery) -> dict[str, Any]:
    """What is handed over, word for word; the key alone is added when it leaves."""
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
    """Post it; returns its address, or nothing where the answer names none.

    Raises `Rejected`, `Doubtful`, or a `FetchFailed`.
    """
    to = to_mastodon if delivery.channel.network == Network.MASTODON else to_bluesky
    return to(delivery, token)


def to_mastodon(delivery: Delivery, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": delivery.idempotency_key}
    answer = hand_over(delivery.channel.server, "/api/v1/statuses", request_of(delivery), headers)
    return web_address(read(answer).get("url"))


def to_bluesky(delivery: Delivery, token: str) -> str:
    server, handle = delivery.channel.server, delivery.channel.handle.removeprefix("@")
    session = read(
        hand_over(
            server, "/xrpc/com.atproto.server.createSession", {"identifier": handle, "password": token}, {}
        )
    )
    key, repo = session.get("accessJwt"), session.get("did")
    if not (isinstance(key, str) and isinstance(repo, str) and key.isascii() and key.isprintable()):
        raise Rejected("answer", may_pass=True)
    headers = {"Authorization": f"Bearer {key}"}
    hand_over(server, "/xrpc/com.atproto.repo.putRecord", {"repo": repo, **request_of(delivery)}, headers)
    return f"https://bsky.app/profile/{handle}/post/{delivery.rkey}"


def hand_over(server: str, path: str, content: dict[str, Any], headers: dict[str, str]) -> Fetched:
    answer = fetch.send(
        server + path, content=json.dumps(content).encode(), content_type=JSON, headers=headers
    )
    if answer.is_success:
        return answer
    if answer.status >= 500:
        raise Doubtful
    if answer.status == 429:
        raise Rejected("too-often", may_pass=True)
    raise Rejected({401: "token", 403: "token"}.get(answer.status, "moved" if answer.location else "refused"))


def read(answer: Fetched) -> dict[str, Any]:
    """The object in an answer; an empty one for anything else."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def web_address(value: object) -> str:
    is_one = isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) <= 500
    return str(value) if is_one and str(value).isprintable() else ""
