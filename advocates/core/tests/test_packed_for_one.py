"""What one reader gets is made smaller for slow lines, but never together with words that somebody else chose."""

import gzip

import pytest

from advocates.core import packed, pagecache

BODY = ("<p>Only for members. " * 500).encode()
COOKIE = "session=x"


def ask(path="/members/forum/", query="", *, method="GET", encodings="gzip, br", headers=None, body=BODY):
    """One request of somebody signed in, through the cache that stands in front."""
    said = {}

    def application(_environ, start_response):
        known = {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}
        start_response("200 OK", list(known.items()))
        return [body]

    def start(status, headers):
        said.update(headers, status=status)

    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": COOKIE,
        "HTTP_ACCEPT_ENCODING": encodings, "HTTP_HOST": "testserver",
    }  # fmt: skip
    return b"".join(pagecache.PageCache(application)(environ, start)), said


def test_a_page_is_a_fifth_on_the_line_and_the_same():
    sent, said = ask(headers={"Vary": "Cookie", "Cache-Control": "private, no-store"})
    assert gzip.decompress(sent) == BODY
    assert len(sent) < len(BODY) / 5
    assert said["Content-Encoding"] == "gzip"
    assert said["Content-Length"] == str(len(sent))
    assert (said["Vary"], said["Cache-Control"]) == ("Cookie, Accept-Encoding", "private, no-store")


@pytest.mark.parametrize("query", ["", "page=2", "before=123456789"])
def test_by_a_number_too(query):
    assert ask(query=query)[1]["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "q=guess"}, {"query": "q=1&q=2"}, {"query": "page=2&q=guess"}, {"query": "page=1234567890"},
        {"query": "%"}, {"method": "POST"}, {"method": "HEAD"}, {"path": "/account/"}, {"path": "/link/token/"},
        {"path": "/manage/"}, {"encodings": ""}, {"encodings": "br"}, {"encodings": "gzip;q=0"},
        {"headers": {"Content-Type": "image/png"}}, {"body": b"short"}, {"headers": {"Content-Encoding": "br"}},
    ],
)  # fmt: skip
def test_what_leaves_as_it_is(asked):
    sent, said = ask(**asked)
    assert sent == asked.get("body", BODY)
    assert said.get("Content-Encoding") != "gzip"


def lengths():
    return {len(ask()[0]) for _turn in range(40)}


def test_its_length_is_blurred(monkeypatch):
    assert len(lengths()) > 5
    # The twin.
    monkeypatch.setattr(packed, "padded", lambda body: body)
    assert len(lengths()) == 1


def test_a_file_that_comes_in_parts_is_not_held_up():
    class Parts:
        streaming = True

        def __iter__(self):
            return iter([b"a" * 1000, b"b"])

    answer = packed.for_one_reader(
        lambda _environ, start: start("200 OK", [("Content-Type", "text/plain")]) or Parts(),
        {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "HTTP_ACCEPT_ENCODING": "gzip"},
        lambda *_said: None,
    )
    assert b"".join(answer) == b"a" * 1000 + b"b"
