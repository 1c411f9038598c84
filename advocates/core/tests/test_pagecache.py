"""The page cache keeps what is the same for every visitor, and nothing else.

Each guard has a twin: the same story with the guard taken out must show the leak, or the story proves nothing.
"""

import gzip
from unittest import mock

import brotli
import pytest

from advocates.core import generations, pagecache, shelf
from advocates.core.tests import pages
from advocates.core.tests.pages import Site, data, runs

# Not for data: a connection that an earlier test left open may only be looked at with it.
pytestmark = pytest.mark.django_db
MIDDLEWARE = [
    "advocates.core.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "advocates.core.tests.pages.recognise",
    "advocates.core.i18n.choose_language",
]


@pytest.fixture(autouse=True)
def small_site(settings, tmp_path):
    settings.ROOT_URLCONF = "advocates.core.tests.pages"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.SESSION_COOKIE_NAME = "session"
    settings.DATA_DIR = tmp_path
    runs.clear()
    data["value"] = "old"


@pytest.fixture
def site():
    return Site(pagecache.PageCache)


@pytest.fixture(params=[True, False], ids=["guarded", "twin"])
def guarded(request):
    """Whether the guard stands; the test asserts `leaked == (not guarded)`."""
    return request.param


@pytest.fixture
def without(monkeypatch, guarded):
    """Take a guard out, in the twin only."""

    def take_out(name: str, answer: object) -> None:
        if not guarded:
            monkeypatch.setattr(pagecache, name, lambda *_arguments: answer)

    return take_out


def test_a_page_is_rendered_once_for_all_visitors(site):
    first, second = site.ask("/page/"), site.ask("/page/")
    assert runs["/page/"] == 1
    assert (first.status, first.headers, first.body) == (second.status, second.headers, second.body)
    assert second.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert second.headers["vary"] == "Accept-Encoding, Cookie"
    assert second.headers["content-security-policy"]


def test_head_and_if_none_match_are_answered_from_the_copy(site):
    head = site.ask("/page/", "HEAD")
    page = site.ask("/page/")
    assert head.body == b""
    assert head.headers == page.headers
    known = site.ask("/page/", HTTP_IF_NONE_MATCH=f'W/"other", {page.headers["etag"]}')
    assert (known.status, known.body, known.headers["etag"]) == (304, b"", page.headers["etag"])
    assert "content-length" not in known.headers
    assert site.ask("/page/", HTTP_IF_NONE_MATCH='"other"').status == 200
    assert runs["/page/"] == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br;q=0.9", "gzip", gzip.decompress),
        ("br, gzip;q=0", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_each_reader_gets_the_encoding_it_takes(site, accepted, encoding, unpack):
    plain = site.ask("/page/")
    for _ in range(2):
        packed = site.ask("/page/", HTTP_ACCEPT_ENCODING=accepted)
        assert packed.headers.get("content-encoding") == encoding
        assert int(packed.headers["content-length"]) == len(packed.body)
        assert unpack(packed.body) == plain.body
    assert runs["/page/"] == 1
    assert (packed.headers["etag"] == plain.headers["etag"]) == (encoding is None)


def test_a_page_that_is_asked_for_often_is_compressed_better(site):
    answers = [site.ask("/page/", HTTP_ACCEPT_ENCODING="gzip") for _ in range(20)]
    assert len({gzip.decompress(answer.body) for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 2


def test_who_takes_brotli_gets_it_as_soon_as_a_page_is_worth_the_time(site):
    answers = [site.ask("/page/", HTTP_ACCEPT_ENCODING="gzip, br") for _ in range(20)]
    encodings = [answer.headers["content-encoding"] for answer in answers]
    assert encodings == sorted(encodings, reverse=True)
    assert set(encodings) == {"gzip", "br"}
    assert brotli.decompress(answers[-1].body) == gzip.decompress(answers[0].body)
    assert site.ask("/page/", HTTP_IF_NONE_MATCH=answers[0].headers["etag"]).status == 304


@pytest.mark.parametrize("address", ["/plain/", "/page/?utm_source=x"])
def test_what_is_not_kept_is_compressed_and_not_stored_by_anybody(site, address):
    answer = site.ask(address, HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(answer.body).startswith(b"visitor run 1")
    assert answer.headers["cache-control"] == "private, no-store"
    assert site.ask(address).body.startswith(b"visitor run 2")


def test_a_signed_in_person_never_gets_the_visitors_copy(site, without, guarded):
    without("has_credentials", False)
    site.ask("/page/")
    answer = site.ask("/page/", HTTP_COOKIE="theme=dark; session=alice")
    assert answer.body.startswith(b"visitor") == (not guarded)
    assert answer.headers["cache-control"] == ("private, no-store" if guarded else pagecache.FOR_VISITORS)


def test_a_signed_in_persons_page_is_never_kept(site, without, guarded):
    without("has_credentials", False)
    without("is_still_a_visitor", True)
    site.ask("/page/", HTTP_COOKIE="session=alice")
    assert site.ask("/page/").body.startswith(b"alice") == (not guarded)


def test_a_person_recognised_by_anything_else_is_no_visitor(site, without, guarded):
    without("is_still_a_visitor", True)
    site.ask("/page/", HTTP_X_TOKEN="alice")
    assert site.ask("/page/").body.startswith(b"alice") == (not guarded)


def test_credentials_in_a_header_pass_the_cache_by(site):
    site.ask("/page/", HTTP_AUTHORIZATION="Bearer x")
    site.ask("/page/", HTTP_AUTHORIZATION="Bearer x")
    assert runs["/page/"] == 2


def test_an_answer_with_a_cookie_is_never_kept(site, without, guarded):
    without("sets_cookie", False)
    site.ask("/cookie/")
    answer = site.ask("/cookie/")
    assert (answer.body.startswith(b"visitor run 1")) == (not guarded)


@pytest.mark.parametrize("address", ["/form/", "/signs-in/", "/private/", "/parts/", "/missing/", "/plain/"])
def test_other_answers_that_are_not_for_everybody_are_never_kept(site, address):
    site.ask(address)
    assert site.ask(address).body.startswith(b"visitor run 2")


def test_only_views_for_the_public_alone_take_part(site, without, guarded):
    without("is_for_the_public", True)
    site.ask("/for-members/")
    assert site.ask("/for-members/").body.startswith(b"visitor run 1") == (not guarded)


def test_an_address_with_a_token_is_never_kept(site, without, guarded):
    without("is_for_the_public", True)
    site.ask("/confirm/secret/")
    assert site.ask("/confirm/secret/").body.startswith(b"visitor run 1") == (not guarded)


def test_nothing_under_a_private_prefix_is_kept(site, without, guarded):
    without("is_private_address", False)
    with mock.patch(
        "advocates.core.headers.TOKEN_PREFIXES", ("/join/",) if not guarded else ("/join/", "/link/")
    ):
        site.ask("/link/abc/")
        assert site.ask("/link/abc/").body.startswith(b"visitor run 1") == (not guarded)


def test_an_unknown_parameter_passes_the_cache_by(site, without, guarded):
    without("knows_parameters", True)
    site.ask("/page/?utm_source=x")
    assert site.ask("/page/?utm_source=x").body.startswith(b"visitor run 1") == (not guarded)


def test_a_rendering_that_began_before_a_commit_is_never_fresh(site, guarded, monkeypatch):
    if not guarded:

        class Late(pagecache.Place):
            """Reads the generations when the page is stored, after the view."""

            marks = property(lambda self: shelf.marks_of(self.rules.watches), lambda *_arguments: None)

        monkeypatch.setattr(pagecache, "Place", Late)
    site.ask("/changes/")
    assert (site.ask("/changes/").body == b"old") == (not guarded)


UNKEYED = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PROTO": "evil",
    "HTTP_X_FORWARDED_SCHEME": "evil",
    "HTTP_X_FORWARDED_PORT": "6666evil",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_FORWARDED_FOR": "evil",
    "HTTP_X_FORWARDED_SERVER": "evil",
    "HTTP_FORWARDED": "host=evil.example",
    "HTTP_X_HOST": "evil",
    "HTTP_X_ORIGINAL_URL": "/evil/",
    "HTTP_X_ORIGINAL_HOST": "evil",
    "HTTP_X_REWRITE_URL": "/evil/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "evil",
    "HTTP_X_METHOD_OVERRIDE": "evil",
    "HTTP_X_REAL_IP": "evil",
    "HTTP_CLIENT_IP": "evil",
    "HTTP_VIA": "evil",
    "HTTP_ACCEPT": "text/evil",
    "HTTP_ACCEPT_CHARSET": "evil",
    "HTTP_USER_AGENT": "evil",
    "HTTP_REFERER": "https://evil.example/",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_COOKIE": "messages=evil; theme=evil; django_language=evil",
    "HTTP_X_REQUESTED_WITH": "evil",
    "HTTP_X_FRAGMENT": "evil",
    "HTTP_IF_MODIFIED_SINCE": "evil",
    "HTTP_RANGE": "bytes=0-3evil",
    "HTTP_PRAGMA": "evil",
    "HTTP_CACHE_CONTROL": "evil",
    "HTTP_DNT": "evil",
    "CONTENT_TYPE": "text/evil",
    "SERVER_NAME": "evil",
}


@pytest.mark.parametrize("name", UNKEYED)
def test_what_the_key_does_not_hold_cannot_reach_a_stored_page(site, without, guarded, name):
    without("forget_who_asks", None)
    site.ask("/echo/", **{name: UNKEYED[name]})
    answer = site.ask("/echo/")
    assert runs["/echo/"] == 1
    assert (b"evil" in answer.body) == (not guarded)


def test_the_host_of_a_stored_page_is_the_sites_own(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    site = Site(pagecache.PageCache)
    assert b"localhost" not in site.ask("/echo/", HTTP_HOST="localhost:8000").body
    assert site.ask("/echo/", HTTP_HOST="evil.example").status == 400
    assert runs["/echo/"] == 1


def test_a_language_chosen_by_a_header_is_not_kept(settings, without, guarded):
    settings.MIDDLEWARE = [*MIDDLEWARE, "advocates.core.tests.pages.ask_the_browser_for_its_language"]
    without("has_language_of_address", True)
    site = Site(pagecache.PageCache)
    site.ask("/page/", HTTP_ACCEPT_LANGUAGE="es")
    assert (site.ask("/page/").headers["content-language"] == "es") == (not guarded)


def test_the_language_in_the_address_is_part_of_the_key(site):
    site.ask("/page/")
    assert site.ask("/es/page/").headers["content-language"] == "es"
    assert site.ask("/page/", HTTP_ACCEPT_LANGUAGE="es").headers["content-language"] == "en"


def test_a_get_with_a_body_passes_the_cache_by(site):
    for extra in ({"CONTENT_LENGTH": "4"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        site.ask("/page/", **extra)
    assert runs["/page/"] == 2
    assert site.ask("/page/").body.startswith(b"visitor run 3")


def test_parameters_are_one_key_in_any_order_and_without_empty_ones(site):
    same = ["?q=a&page=2", "?page=2&q=a", "?page=2&q=%61&language=", "?q=a&page=2&"]
    assert len({site.ask(f"/page/{query}").body for query in same}) == 1
    assert runs["/page/"] == 1
    assert site.ask("/page/?language=es&language=ar").body == site.ask("/page/?language=ar&language=es").body
    assert runs["/page/"] == 2


@pytest.mark.parametrize(
    "query", ["?q=a&q=b", "?q=" + "a" * 600, "?q=ä", "?" + "&".join(["language=es"] * 40), "?lang=es", "?Q=a"]
)
def test_other_queries_are_neither_looked_up_nor_kept(site, query):
    for number in (1, 2):
        assert site.ask(f"/page/{query}").body.startswith(f"visitor run {number} ".encode())


@pytest.mark.parametrize(
    "address",
    [
        "/page/%3Fq=x",
        "/page/%2fx.css",
        "/page/;x.css",
        "/page/x.css",
        "/link/..%2fpage/",
        "//page/",
        "/page/%00",
    ],
)
def test_no_other_spelling_of_a_path_meets_a_stored_page(site, address, settings):
    site.ask("/page/?q=x")
    site.ask("/page/")
    settings.APPEND_SLASH = False
    answer = site.ask(address)
    assert answer.status == 404
    assert not answer.body.startswith(b"visitor")


def test_a_copy_lives_a_minute_at_most(site, monkeypatch):
    site.ask("/page/")
    now = shelf.time.monotonic()
    monkeypatch.setattr(shelf.time, "monotonic", lambda: now + 59)
    site.ask("/page/")
    assert runs["/page/"] == 1
    monkeypatch.setattr(shelf.time, "monotonic", lambda: now + 61)
    site.ask("/page/")
    assert runs["/page/"] == 2
    assert pagecache.page_cached(seconds=3600)(pages.not_cached).page_cached.seconds == 60


@pytest.mark.parametrize("name", ["public", "organisations"])
def test_a_change_outdates_the_pages_that_watch_it(site, name):
    data["value"] = "new"
    site.ask("/changes/")
    data["value"] = "newer"
    assert site.ask("/changes/").body == b"new"
    data["value"] = "newer"
    generations.bump(name)
    assert site.ask("/changes/").body == b"newer"


def test_the_cache_never_grows_beyond_its_bytes_and_searches_push_out_no_page(settings):
    settings.PAGE_CACHE_BYTES = 80_000
    site = Site(pagecache.PageCache)
    site.ask("/page/")
    for number in range(100):
        site.ask(f"/page/?q={number}")
    assert site.front.searches.weight <= 20_000
    assert site.front.searches.weight == sum(map(shelf.weight_of, site.front.searches.kept.values()))
    assert site.ask("/page/").body.startswith(b"visitor run 1 ")


def test_without_bytes_nothing_is_kept(settings):
    settings.PAGE_CACHE_BYTES = 0
    site = Site(pagecache.PageCache)
    site.ask("/page/")
    assert site.ask("/page/").body.startswith(b"visitor run 2")
