"""Stand-ins for Mastodon and Bluesky: real servers on this machine that keep posts as the real ones do."""

import json
from urllib.parse import parse_qsl

from advocates.core import secrets
from advocates.core.tests.outside import at
from advocates.syndication.models import OwnChannel
from advocates.syndication.posting import tasks

TOKEN = "qvxtokenlumbra7"


class Networks:
    """What was posted, by key. `mood` is called before an answer and may answer in its place."""

    def __init__(self, server):
        self.server, self.posts, self.keys, self.mood = server, [], {}, None
        server.server.RequestHandlerClass.do_POST = lambda handler: take(self, handler)
        self.records, self.asked = {}, []

    def read(self, handler):
        body = content_of(handler)
        self.asked.append((handler.path, dict(handler.headers), body))
        if self.mood and self.mood(handler, "before"):
            return
        answer = getattr(self, handler.path.rpartition("/")[2].rpartition(".")[2])(handler, body)
        if self.mood and self.mood(handler, "after"):
            return
        say(handler, *answer)

    def statuses(self, handler, body):
        if handler.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"error": "The access token is invalid"}
        key = handler.headers.get("Idempotency-Key")
        if key is None or key not in self.keys:
            self.posts.append(body["status"])
            self.keys[key] = len(self.posts)
        return 200, {"id": str(self.keys[key]), "url": f"https://m.example/@net/{self.keys[key]}"}

    def createSession(self, _handler, body):  # noqa: N802 - as it is called there
        if body["password"] != TOKEN:
            return 401, {"error": "AuthenticationRequired"}
        return 200, {
            "accessJwt": "short.lived.key", "refreshJwt": "long.lived.key", "did": "did:plc:example",
            "handle": body["identifier"],
        }  # fmt: skip

    def putRecord(self, handler, body):  # noqa: N802 - as above
        assert handler.headers["Authorization"] == "Bearer short.lived.key"
        if body["rkey"] not in self.records:
            self.posts.append(body["record"]["text"])
        self.records[body["rkey"]] = body
        return 200, {"uri": f"at://did:plc:example/{body['collection']}/{body['rkey']}", "cid": "x"}


def content_of(handler):
    content = handler.rfile.read(int(handler.headers["Content-Length"]))
    if handler.headers["Content-Type"] == "application/json":
        return json.loads(content)
    return dict(parse_qsl(content.decode(), strict_parsing=True))


def take(networks, handler):
    networks.read(handler)


def say(handler, status, content):
    body = json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def make_channel(server, network="mastodon", **fields):
    token = fields.pop("token", TOKEN)
    return OwnChannel.objects.create(
        **{
            "network": network,
            "server": at(server, ""),
            "handle": "@net" if network == "mastodon" else "net.bsky.social",
            "language": "en",
            "most": 500 if network == "mastodon" else 300,
            "sealed_token": secrets.encrypt(token, purpose=tasks.PURPOSE) if token else "",
            **fields,
        }
    )
