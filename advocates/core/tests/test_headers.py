"""Security headers on every answer: pages, errors, redirects, machines' answers, the back office."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from advocates.core import headers, limits
from advocates.core.access import PRIVATE_PREFIXES
from advocates.core.refused import Refused
from advocates.core.views import JsonResponse
from tests.cast import CastClient

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": headers.PERMISSIONS,
}
STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def policy(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


def assert_safe(answer) -> None:
    for name, value in ALWAYS.items():
        assert answer[name] == value, name
    assert answer["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert policy(answer)["default-src"] == ["'none'"]
    assert answer["Cache-Control"]
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


def assert_styled_by_hash(answer) -> None:
    styles = STYLE.findall(answer.content)
    hashes = [f"'sha256-{b64encode(sha256(style).digest()).decode()}'" for style in styles]
    assert len(styles) == 1
    assert policy(answer)["style-src"] == ["'self'", *hashes]


def breaks(monkeypatch, error: Exception) -> None:
    def broken(*_arguments):
        raise error

    monkeypatch.setattr("advocates.core.views.JsonResponse", broken)


@pytest.mark.django_db
class TestEveryStatus:
    PAGES = (
        ("/", 200), ("/es/", 200), ("/ar/directory/", 200), ("/directory/aq/", 200), ("/account/login/", 200),
        ("/account/", 302), ("/manage/unknown/", 302), ("/directory", 301), ("/unknown/", 404), ("/ar/unknown/", 404),
        ("/directory/?country=zzz", 422), ("/directory/?page=0", 404), ("/privacy/", 200), ("/search/?q=x", 200),
    )  # fmt: skip
    MACHINES = (
        ("/healthz", 200), ("/robots.txt", 200), ("/sitemap.xml", 200), ("/.well-known/security.txt", 200),
        ("/.well-known/change-password", 302), ("/api/v1/organisations", 200), ("/api/v1/organisations.csv", 200),
        ("/api/v1/organisations.geojson", 200), ("/api/v1/countries", 200), ("/api/v1/openapi.json", 200),
        ("/api/v1/organisations?page_size=0", 422), ("/api/v1/unknown/", 404),
    )  # fmt: skip

    @pytest.mark.parametrize(("path", "status"), [*PAGES, *MACHINES])
    def test_of_a_visitor(self, visitor, path, status):
        answer = visitor.get(path)
        assert answer.status_code == status
        assert_safe(answer)
        if answer.status_code not in {301, 302} and answer["Content-Type"].startswith("text/html"):
            assert_styled_by_hash(answer)

    @pytest.mark.parametrize(
        ("error", "status"), [(Refused("Not now."), 409), (limits.TooOften(7), 429), (RuntimeError(), 500)]
    )
    def test_of_what_goes_wrong(self, visitor, monkeypatch, error, status):
        breaks(monkeypatch, error)
        visitor.raise_request_exception = False
        answer = visitor.get("/healthz")
        assert answer.status_code == status
        assert_safe(answer)
        assert_styled_by_hash(answer)
        assert "public" not in answer["Cache-Control"]

    def test_of_a_method_that_is_not_for_this_address(self, visitor):
        answer = visitor.post("/healthz")
        assert answer.status_code == 405
        assert_safe(answer)

    def test_of_a_host_that_is_not_ours(self, visitor):
        answer = visitor.get("/", HTTP_HOST="evil.example")
        assert answer.status_code == 400
        assert_safe(answer)

    def test_of_a_form_without_its_ticket(self):
        answer = CastClient(enforce_csrf_checks=True).post("/account/login/")
        assert answer.status_code == 403
        assert_safe(answer)
        assert_styled_by_hash(answer)

    @pytest.mark.parametrize("path", ["/manage/", "/manage/styleguide/", "/manage/unknown/", "/account/"])
    def test_of_somebody_who_is_signed_in(self, staff, path):
        assert_safe(staff.get(path))

    def test_a_page_of_the_stylesheet_that_changed_has_another_hash(self, visitor, monkeypatch):
        """The twin: the hash is that of the style on the page, and of no other."""
        answer = visitor.get("/")
        answer.content = answer.content.replace(b"</style>", b" </style>")
        with pytest.raises(AssertionError):
            assert_styled_by_hash(answer)


class TestThePolicies:
    def test_of_the_site(self):
        rules = dict(part.strip().split(" ", 1) for part in headers.site_policy().split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
        assert rules["script-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
        assert rules["img-src"] == "'self' data:"

    @pytest.mark.parametrize("make", [headers.site_policy, headers.manage_policy])
    def test_no_script_but_files_of_ours(self, make):
        rules = dict(part.strip().split(" ", 1) for part in make().split(";"))
        assert rules["script-src"] == "'self'"
        assert "nonce-" not in make()
        assert "unsafe-eval" not in make()
        assert "http" not in make()
        assert "*" not in make()

    def test_the_site_allows_no_inline_style_but_one(self):
        assert "unsafe-inline" not in headers.site_policy()


@pytest.mark.django_db
class TestCaching:
    @pytest.mark.parametrize("prefix", PRIVATE_PREFIXES)
    @pytest.mark.parametrize("rest", ["", "/", "/unknown/", "/x.css", "/;x.css", "/%2e%2e/directory/"])
    def test_nothing_private_is_ever_stored(self, visitor, pending, staff, prefix, rest):
        for client in (visitor, pending, staff):
            answer = client.get(prefix + rest)
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"

    @pytest.mark.parametrize("prefix", ["/join/", "/link/"])
    def test_an_address_with_a_token_is_told_to_nobody(self, visitor, prefix):
        answer = visitor.get(f"{prefix}abc/")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("path", ["/", "/directory/", "/healthz", "/unknown/"])
    def test_whoever_is_signed_in_gets_nothing_that_a_cache_may_keep_for_others(self, staff, path):
        control = staff.get(path)["Cache-Control"]
        assert "no-store" in control or "must-revalidate" in control or "no-cache" in control

    def test_what_no_view_spoke_about_is_private(self):
        answer = headers.security_headers(lambda _request: HttpResponse())(RequestFactory().get("/anything/"))
        assert answer["Cache-Control"] == "private, no-store"

    def test_a_view_that_forgets_is_corrected(self):
        def careless(_request):
            return HttpResponse(headers={"Cache-Control": "public, max-age=3600"})

        answer = headers.security_headers(careless)(RequestFactory().get("/members/forum/"))
        assert answer["Cache-Control"] == "private, no-store"


class TestHttps:
    def answer(self, settings, is_https: bool):
        settings.IS_HTTPS = is_https
        return headers.security_headers(lambda _request: JsonResponse({}))(RequestFactory().get("/"))

    def test_it_is_kept_for_a_year(self, settings):
        assert (
            self.answer(settings, True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        )

    def test_not_on_a_machine_of_ones_own(self, settings):
        assert "Strict-Transport-Security" not in self.answer(settings, False)

    def test_a_view_may_have_a_policy_of_its_own(self):
        def embedded(_request):
            return HttpResponse(headers={"Content-Security-Policy": "frame-ancestors *"})

        answer = headers.security_headers(embedded)(RequestFactory().get("/directory/embed/"))
        assert answer["Content-Security-Policy"] == "frame-ancestors *"
