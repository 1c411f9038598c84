"""The language of a page: in the address where everybody may read it, the person's own elsewhere."""

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from advocates.core import i18n
from tests.cast import cast_client

paths = some.text(some.sampled_from("/\\aesrn-.é?#:"), max_size=30).map(lambda text: f"/{text}")


def language(path: str, accept: str = "", cookie: str = "") -> str:
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=accept)
    request.path = request.path_info = path.partition("?")[0]
    request.META["QUERY_STRING"] = path.partition("?")[2]
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    return i18n.language_of(request)


class TestPublicPages:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("/", "en"), ("/directory/", "en"), ("/es/", "es"), ("/es", "es"), ("/ar/directory/de/", "ar"),
            ("/en/directory/", "en"), ("/fr/directory/", "en"), ("/esa/", "en"), ("/ES/", "en"), ("/sitemap.xml", "en"),
            ("/directory/es/", "en"), ("//es/", "en"),
        ],
    )  # fmt: skip
    def test_the_address_decides(self, path, expected):
        assert language(path) == expected

    @pytest.mark.parametrize("path", ["/", "/directory/", "/es/directory/", "/unknown/", "/robots.txt"])
    def test_and_nothing_else(self, path):
        expected = language(path)
        assert (
            language(path, accept="ar")
            == language(path, cookie="ar")
            == language(f"{path}?lang=ar")
            == expected
        )


class TestPrivatePages:
    @pytest.mark.parametrize("area", i18n.PERSONAL)
    def test_a_visitor_gets_what_the_browser_asks_for(self, area):
        assert language(f"/{area}/x/", accept="ar;q=0.9, de;q=0.1") == "ar"
        assert language(f"/{area}/x/", accept="tlh") == "en"

    @pytest.mark.parametrize("area", i18n.UNPREFIXED)
    def test_or_what_the_address_asks_for(self, area):
        assert language(f"/{area}/x/?lang=es", accept="ar") == "es"

    @pytest.mark.parametrize("asked", ["fr", "xx", "", "es\0", "../es", "ES", "x" * 300])
    def test_a_language_that_we_do_not_have_is_ignored(self, asked):
        assert language(f"/account/?lang={asked}", accept="ar") == "ar"

    @pytest.mark.parametrize(
        "path", ["/api/v1/organisations", "/feeds/news.atom", "/healthz", "/.well-known/security.txt"]
    )
    def test_what_machines_read_does_not_follow_the_browser(self, path):
        assert language(path, accept="ar") == "en"

    @pytest.mark.django_db
    def test_a_persons_own(self):
        client = cast_client("somebody")
        type(client.person).objects.filter(pk=client.person.pk).update(language="ar")
        answer = client.get("/account/", HTTP_ACCEPT_LANGUAGE="es")
        assert answer["Content-Language"] == "ar"
        assert 'lang="ar"' in answer.content.decode()
        assert client.get("/account/?lang=es")["Content-Language"] == "es"


@pytest.mark.django_db
class TestTheAnswer:
    @pytest.mark.parametrize(
        ("path", "code"), [("/", "en"), ("/es/", "es"), ("/ar/", "ar"), ("/ar/unknown/", "ar")]
    )
    def test_names_its_language_and_direction(self, visitor, path, code):
        answer = visitor.get(path, HTTP_ACCEPT_LANGUAGE="fr")
        assert answer["Content-Language"] == code
        direction = "rtl" if code == "ar" else "ltr"
        assert f'<html lang="{code}" dir="{direction}"' in answer.content.decode()

    def test_the_next_request_starts_anew(self, visitor):
        visitor.get("/ar/")
        visitor.get("/")
        assert translation.get_language() == "en"

    def test_the_default_language_has_no_prefix(self, visitor):
        assert visitor.get("/en/directory/").status_code == 404

    @pytest.mark.parametrize(
        "path", ["/es/account/", "/es/manage/", "/ar/api/v1/organisations", "/es/healthz", "/es/robots.txt"]
    )
    def test_private_addresses_have_none_at_all(self, visitor, path):
        assert visitor.get(path, follow=True).status_code == 404

    def test_the_switcher_keeps_the_state(self, visitor):
        page = visitor.get("/es/directory/?country=de&language=de").content.decode()
        assert 'href="/directory/?country=de&amp;language=de"' in page
        assert 'href="/ar/directory/?country=de&amp;language=de"' in page

    def test_also_where_it_is_a_parameter(self, visitor):
        page = visitor.get("/account/login/?next=/members/x/&lang=es").content.decode()
        assert 'href="?next=%2Fmembers%2Fx%2F&amp;lang=ar"' in page

    def test_a_strange_address_makes_no_link_to_another_host(self, visitor):
        page = visitor.get("/es//evil.example/x").content.decode()
        assert '"//evil.example' not in page
        assert 'href="/evil.example/x"' in page


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "plain"),
        [
            ("/es/directory/", "/directory/"), ("/directory/", "/directory/"), ("/es/", "/"), ("/es", "/"), ("/", "/"),
            ("/esa/", "/esa/"), ("/es//evil.example", "/evil.example"), ("//evil.example", "/evil.example"),
            ("/\\evil.example", "/evil.example"),
        ],
    )  # fmt: skip
    def test_without_prefix(self, path, plain):
        assert i18n.without_prefix(path) == plain

    @pytest.mark.parametrize(
        ("path", "code", "expected"),
        [
            ("/directory/", "es", "/es/directory/"), ("/es/directory/", "ar", "/ar/directory/"),
            ("/ar/directory/", "en", "/directory/"), ("/", "es", "/es/"), ("/account/", "es", "/account/?lang=es"),
            ("/api/v1/countries", "es", "/api/v1/countries?lang=es"),
        ],
    )  # fmt: skip
    def test_in_language(self, path, code, expected):
        assert i18n.in_language(path, code) == expected

    @given(paths, some.sampled_from(i18n.LANGUAGE_CODES))
    def test_there_and_back(self, path, code):
        plain = i18n.without_prefix(path)
        if not i18n.is_unprefixed(plain) and i18n.without_prefix(plain) == plain:
            assert i18n.without_prefix(i18n.in_language(plain, code)) == plain

    @given(paths, some.sampled_from(i18n.LANGUAGE_CODES))
    def test_never_another_host(self, path, code):
        link = i18n.in_language(path, code)
        assert link[0] == "/"
        assert link[1:2] not in {"/", "\\"} or i18n.is_unprefixed(path)
