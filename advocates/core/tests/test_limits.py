"""Limits: so many in a window, by address, whatever a request claims, and also while the cache is away."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.models import LimitCount
from advocates.core.refused import TooOften

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@audience(Audience.PUBLIC)
@limits.limited("search")
def busy(request):
    return HttpResponse("done")


@audience(Audience.PUBLIC)
@limits.limited("search", when=lambda request: "q" in request.GET)
def sometimes(request):
    return HttpResponse("done")


urlpatterns = [path("busy/", busy), path("sometimes/", sometimes)]
handler404 = "advocates.core.views.not_found"


@pytest.fixture(autouse=True)
def _few(settings):
    settings.ROOT_URLCONF = __name__
    settings.LIMITS = {"search": (3, 60), "reset": (3, 3600)}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class Away:
    """A cache whose server does not answer."""

    def __getattr__(self, _name):
        raise ConnectionError("no route to the cache")


def statuses(client, count: int, address: str = "203.0.113.5", **headers) -> list[int]:
    return [client.get("/busy/", REMOTE_ADDR=address, **headers).status_code for _ in range(count)]


@pytest.mark.django_db
class TestAWindow:
    def test_as_many_as_allowed_and_no_more(self, visitor, clock):
        assert statuses(visitor, 5) == [200, 200, 200, 429, 429]

    def test_the_answer_says_when_to_come_back(self, visitor, clock):
        clock.shift(18)
        statuses(visitor, 3)
        answer = visitor.get("/busy/", REMOTE_ADDR="203.0.113.5")
        assert answer.status_code == 429
        assert answer["Retry-After"] == "42"
        clock.shift(41)
        assert statuses(visitor, 1) == [429]
        clock.shift(1)
        assert statuses(visitor, 4) == [200, 200, 200, 429]

    def test_somebody_else_is_not_affected(self, visitor, clock):
        statuses(visitor, 5)
        assert statuses(visitor, 3, "203.0.113.6") == [200, 200, 200]

    def test_kinds_and_keys_are_counted_apart(self, clock):
        for _ in range(3):
            limits.count("search", "ana")
        limits.count("reset", "ana")
        limits.count("search", "ben")
        with pytest.raises(TooOften):
            limits.count("search", "ana")

    def test_only_when_it_matters(self, visitor, clock):
        assert {visitor.get("/sometimes/").status_code for _ in range(9)} == {200}
        assert [visitor.get("/sometimes/?q=x").status_code for _ in range(4)] == [200, 200, 200, 429]

    def test_a_rightful_use_can_be_taken_back(self, clock):
        for _ in range(9):
            limits.count("search", "ana")
            limits.forgive("search", "ana")
        limits.forgive("search", "never seen")

    def test_neither_key_nor_address_is_stored(self, clock):
        limits.count("search", "ana@example.org")
        assert not any("ana" in str(key) for key in cache._cache)

    def test_every_kind_that_is_used_has_a_limit(self):
        assert all(most > 0 and seconds > 0 for most, seconds in limits.LIMITS.values())


@pytest.mark.django_db
class TestWhoIsCounted:
    def address(self, peer: str, forwarded: str = "", proxies: int = 0) -> str:
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        with override_settings(TRUSTED_PROXY_COUNT=proxies):
            return limits.client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))

    def test_nobody_is_believed_without_a_trusted_proxy(self, visitor, clock):
        seen = [
            visitor.get(
                "/busy/", REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"
            ).status_code
            for number in range(4)
        ]
        assert seen == [200, 200, 200, 429]

    @pytest.mark.parametrize(
        "header",
        ["HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP"],
    )
    @pytest.mark.parametrize("proxies", [0, 1])
    def test_other_headers_are_never_believed(self, header, proxies):
        request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.5", **{header: "198.51.100.9"})
        with override_settings(TRUSTED_PROXY_COUNT=proxies):
            assert limits.client_address(request) == "203.0.113.5"

    @pytest.mark.parametrize(
        ("forwarded", "proxies", "counted"),
        [
            ("198.51.100.9", 1, "198.51.100.9"),
            ("1.2.3.4, 198.51.100.9", 1, "198.51.100.9"),
            ("1.2.3.4,198.51.100.9 , 192.0.2.7", 2, "198.51.100.9"),
            ("198.51.100.9", 2, "203.0.113.5"),
            ("", 1, "203.0.113.5"),
            (" , ", 1, "203.0.113.5"),
            ("198.51.100.9, unknown", 1, "unknown"),
        ],
    )
    def test_the_trusted_proxies_are(self, forwarded, proxies, counted):
        assert self.address("203.0.113.5", forwarded, proxies) == counted

    def test_somebody_behind_the_proxy_cannot_pretend_to_be_another(self, visitor, clock):
        with override_settings(TRUSTED_PROXY_COUNT=1):
            seen = [
                statuses(visitor, 1, "10.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.{number}, 198.51.100.9")[0]
                for number in range(4)
            ]
        assert seen == [200, 200, 200, 429]

    @pytest.mark.parametrize(
        ("peer", "counted"),
        [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("203.0.113.5", "203.0.113.5"),
            ("", ""),
            ("x" * 500, "x" * 64),
        ],
    )
    def test_an_address_of_the_sixth_version_counts_as_its_network(self, peer, counted):
        assert self.address(peer) == counted


@pytest.mark.django_db
class TestWithoutTheCache:
    @pytest.fixture(autouse=True)
    def _away(self, monkeypatch):
        monkeypatch.setattr(limits, "cache", Away())

    def test_the_table_counts(self, visitor, clock):
        assert statuses(visitor, 5) == [200, 200, 200, 429, 429]
        assert LimitCount.objects.get().uses == 5

    def test_a_new_window_is_a_new_row(self, visitor, clock):
        statuses(visitor, 4)
        clock.shift(timedelta(minutes=1))
        assert statuses(visitor, 1) == [200]
        assert LimitCount.objects.count() == 2

    def test_taking_back(self, clock):
        for _ in range(9):
            limits.count("search", "ana")
            limits.forgive("search", "ana")
        assert LimitCount.objects.get().uses == 0
        limits.forgive("search", "ana")
        assert LimitCount.objects.get().uses == 0

    def test_the_failure_is_logged_without_the_key(self, clock, caplog):
        limits.count("search", "ana@example.org")
        assert "limit_cache_failed" in caplog.text
        assert "ana@example" not in caplog.text


@pytest.mark.django_db
def test_a_cache_that_forgets_in_between_is_no_error(monkeypatch):
    """Memory that is short throws keys away at any moment, also between adding and counting."""

    class Forgetful:
        def add(self, *_arguments, **_options):
            return True

        def incr(self, key):
            raise ValueError(key)

    monkeypatch.setattr(limits, "cache", Forgetful())
    limits.count("search", f"ana{time.time()}")
    assert LimitCount.objects.get().uses == 1
