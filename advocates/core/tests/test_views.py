"""Addresses of the whole site: health, robots, the security contact, the password form, errors."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.cast import cast_client

FIELD = re.compile(
    r"^(Contact|Expires|Encryption|Acknowledgments|Preferred-Languages|Canonical|Policy|Hiring): (\S.*)$"
)


@pytest.mark.django_db
class TestHealth:
    def test_it_says_that_all_is_well(self, visitor):
        answer = visitor.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert not answer.cookies

    def test_it_touches_no_table(self, visitor, django_assert_num_queries):
        with django_assert_num_queries(1) as asked:
            visitor.get("/healthz")
        assert asked.captured_queries[0]["sql"] == "SELECT 1"

    def test_a_database_that_is_away_is_not_well(self, visitor, monkeypatch):
        visitor.raise_request_exception = False

        def away() -> None:
            raise ConnectionError

        monkeypatch.setattr(connection, "cursor", away)
        assert visitor.get("/healthz").status_code == 500

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    @pytest.mark.parametrize(
        "path", ["/healthz", "/robots.txt", "/.well-known/security.txt", "/.well-known/change-password"]
    )
    def test_only_reading(self, visitor, method, path):
        assert getattr(visitor, method)(path).status_code == 405


@pytest.mark.django_db
class TestRobots:
    def allowed(self, text: str, path: str) -> bool:
        forbidden = [
            line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")
        ]
        return not path.startswith(tuple(forbidden))

    @pytest.mark.parametrize(
        ("path", "allowed"),
        [
            ("/", True), ("/directory/", True), ("/es/directory/de/", True), ("/organisations/x/", True),
            ("/members/", False), ("/account/login/", False), ("/manage/", False), ("/join/x/", False),
            ("/link/x/", False), ("/api/v1/organisations", False), ("/search/?q=x", False), ("/es/search/", False),
            ("/ar/search/?q=x", False),
        ],
    )  # fmt: skip
    def test_where_robots_may_go(self, visitor, path, allowed):
        answer = visitor.get("/robots.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert self.allowed(answer.content.decode(), path) is allowed

    def test_the_sitemap_is_named(self, visitor, settings):
        settings.SITE_URL = "https://www.example.org"
        assert (
            "Sitemap: https://www.example.org/sitemap.xml"
            in visitor.get("/robots.txt").content.decode().splitlines()
        )


@pytest.mark.django_db
class TestSecurityTxt:
    """RFC 9116, section 2."""

    @pytest.fixture
    def answer(self, visitor, settings):
        settings.SITE_URL = "https://www.example.org"
        return visitor.get("/.well-known/security.txt")

    def fields(self, answer) -> list[tuple[str, str]]:
        lines = answer.content.decode("utf-8").split("\n")
        assert lines.pop() == ""
        matched = [FIELD.match(line) for line in lines]
        assert all(matched)
        return [(found[1], found[2]) for found in matched]

    def test_as_plain_text(self, answer):
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert "\r" not in answer.content.decode()

    def test_what_must_be_there_once(self, answer):
        names = [name for name, _value in self.fields(answer)]
        assert names.count("Expires") == names.count("Preferred-Languages") == 1
        assert names.count("Contact") >= 1

    def test_it_expires_within_a_year_and_not_soon(self, answer):
        expires = datetime.fromisoformat(dict(self.fields(answer))["Expires"])
        assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)

    def test_addresses_are_addresses(self, answer):
        fields = dict(self.fields(answer))
        scheme, _, address = fields["Contact"].partition(":")
        assert scheme == "mailto"
        assert parseaddr(address)[1] == address
        assert fields["Canonical"] == "https://www.example.org/.well-known/security.txt"

    def test_languages_of_the_interface(self, answer):
        assert dict(self.fields(answer))["Preferred-Languages"] == "en, es, ar"


@pytest.mark.django_db
class TestChangePassword:
    def test_password_managers_find_the_form(self):
        client = cast_client("somebody")
        answer = client.get("/.well-known/change-password")
        assert answer.status_code == 302
        assert client.get(answer["Location"], follow=True).status_code == 200

    def test_a_visitor_is_asked_to_sign_in_on_the_way(self, visitor):
        answer = visitor.get("/.well-known/change-password", follow=True)
        assert [step[0].partition("?")[0] for step in answer.redirect_chain][-1] == "/account/login/"


@pytest.mark.django_db
class TestErrors:
    def test_not_found_is_one_page_in_the_language_of_the_address(self, visitor):
        english, spanish = visitor.get("/nothing/"), visitor.get("/es/nothing/")
        assert english.status_code == spanish.status_code == 404
        assert english["Cache-Control"] == "no-store"
        assert english.content != spanish.content

    def test_a_host_that_is_not_ours(self, visitor):
        answer = visitor.get("/", HTTP_HOST="evil.example")
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()

    def test_an_error_of_ours_shows_nothing_of_the_inside(self, visitor, monkeypatch):
        from advocates.core import views  # noqa: PLC0415 - beside what it breaks

        def broken(*_arguments):
            raise RuntimeError("secret of the inside")

        monkeypatch.setattr(views, "JsonResponse", broken)
        visitor.raise_request_exception = False
        answer = visitor.get("/healthz")
        page = answer.content.decode()
        assert answer.status_code == 500
        assert answer["Cache-Control"] == "no-store"
        assert "secret" not in page
        assert "Traceback" not in page

    def test_it_does_not_need_the_database(self, visitor, monkeypatch):
        def away(*_arguments, **_options):
            raise ConnectionError

        monkeypatch.setattr(type(connections["default"]), "cursor", away)
        visitor.raise_request_exception = False
        answer = visitor.get("/healthz")
        assert answer.status_code == 500
        assert "</html>" in answer.content.decode()

    def test_a_form_without_its_ticket(self):
        from tests.cast import CastClient  # noqa: PLC0415 - a client that checks the ticket

        client = CastClient(enforce_csrf_checks=True)
        answer = client.post("/account/login/", {"login": "ana@example.org", "password": "x"})
        assert answer.status_code == 403
        assert "</html>" in answer.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            "page=-1",
            "page=1e9",
            "page=NaN",
            "page=" + "9" * 300,
            "lang=" + "x" * 300,
            "q=%00",
            "q=%ED%A0%80",
            "q=%FF",
        ],
    )
    def test_nonsense_is_never_an_error_of_ours(self, visitor, query):
        for path in (
            "/directory/",
            "/search/",
            "/",
            "/es/directory/",
            "/api/v1/organisations",
            "/account/login/",
        ):
            assert visitor.get(f"{path}?{query}").status_code < 500, path

    def test_five_thousand_parameters(self, visitor):
        assert visitor.get(
            "/directory/?" + "&".join(f"a{number}=1" for number in range(5000))
        ).status_code in {200, 400}
