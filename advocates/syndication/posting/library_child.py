"""The program that says one post in the words of Mastodon's and Bluesky's own libraries, and reaches nobody.

`libraries` starts it by its path, apart from the server and from everything that the server knows. What is to be
posted comes in at standard input, one line of JSON. Each request that a library makes goes out at standard output,
and the body of its answer comes in: the server carries them, over its one way out. The last line is the post's
address. After the libraries are there nothing more can be opened, neither a file nor a socket.
"""

import io
import json
import resource
import sys
from typing import Any, cast
from urllib.parse import urlsplit

# Which host it is, the carrier knows alone; this name leads nowhere.
SERVER = "https://server.invalid"


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def carry(url: str, headers: Any, content: bytes | str) -> bytes:
    """Have a request carried; returns the body of an answer that is a success, others end this program."""
    content = content.decode() if isinstance(content, bytes) else content
    named = {name.lower(): value for name, value in headers.items()}
    say({"path": urlsplit(url).path, "headers": named, "content": content})
    body: str = json.loads(sys.stdin.readline())["body"]
    return body.encode()


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shut() -> None:
    """From here on nothing is opened: three descriptors are in use, and there is no fourth."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def to_mastodon(asked: dict[str, Any]) -> str:
    from mastodon import Mastodon  # noqa: PLC0415 - one library for each post
    from requests import PreparedRequest, Response, Session  # noqa: PLC0415
    from requests.adapters import BaseAdapter  # noqa: PLC0415

    class Carried(BaseAdapter):
        """In the place of the network."""

        def send(self, request: PreparedRequest, *_arguments: Any, **_options: Any) -> Response:
            answer = Response()
            content = cast(bytes | str, request.body or b"")
            answer.raw = io.BytesIO(carry(request.url or "", request.headers, content))
            answer.status_code, answer.encoding, answer.request = 200, "utf-8", request
            return answer

        def close(self) -> None:
            """Nothing is open."""

    session = Session()
    session.trust_env = False
    session.mount(f"{SERVER}/", Carried())
    shut()
    client = Mastodon(access_token=asked["token"], api_base_url=SERVER, session=session)
    return str(client.status_post(**asked["request"], idempotency_key=asked["key"]).url or "")


def to_bluesky(asked: dict[str, Any]) -> str:
    import httpx  # noqa: PLC0415 - as above
    from atproto import Client, Request, models  # noqa: PLC0415

    class Carried(httpx.BaseTransport):
        """In the place of the network."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            body = carry(str(request.url), request.headers, request.read())
            return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)

    request = Request(transport=Carried(), trust_env=False)
    client, handle = Client(SERVER, request=request), asked["handle"]
    # The library reads its parts when they are first used: so now. The record is held to its schema here.
    whom = models.ComAtprotoServerCreateSession.Data(identifier=handle, password=asked["token"])
    record = models.get_or_create(asked["request"]["record"], models.AppBskyFeedPost.Record)
    what = models.ComAtprotoRepoPutRecord.Data(repo=handle, **{**asked["request"], "record": record})
    for answer in (models.ComAtprotoServerCreateSession.Response, models.ComAtprotoRepoPutRecord.Response):
        answer.model_rebuild()
    shut()
    session = client.com.atproto.server.create_session(whom)
    request.add_additional_header("Authorization", f"Bearer {session.access_jwt}")
    what.repo = session.did
    client.com.atproto.repo.put_record(what)
    return f"https://bsky.app/profile/{handle}/post/{asked['request']['rkey']}"


TO = {"mastodon": to_mastodon, "bluesky": to_bluesky}


def main() -> None:
    """Say one post; whatever goes wrong ends the program."""
    asked = json.loads(sys.stdin.readline())
    say({"address": TO[asked["network"]](asked)})


if __name__ == "__main__":
    limit(*(int(number) for number in sys.argv[1:]))
    main()
