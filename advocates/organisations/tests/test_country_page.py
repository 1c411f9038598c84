"""A page for every country of the world, with or without a group."""

import pytest

from advocates.organisations.directory import Query, index
from advocates.organisations.geo.countries import COUNTRIES, country_name
from advocates.organisations.tests.danger import page_of
from advocates.organisations.tests.factories import load_real_directory, make_organisation

pytestmark = pytest.mark.django_db


class TestEveryCountry:
    @pytest.mark.parametrize("language", ["en", "es", "ar"])
    def test_has_a_page(self, visitor, language):
        load_real_directory()
        prefix = "" if language == "en" else f"/{language}"
        for code in COUNTRIES:
            answer = visitor.get(f"{prefix}/directory/{code.lower()}/")
            assert answer.status_code == 200, code
            page = page_of(answer)
            assert page.dangers == []
            assert country_name(code, language) in page.text
            linked = {link for link in page.links if link.startswith(f"{prefix}/organisations/")}
            assert len(linked) == index().select(Query(country=code)).count
            assert len([link for link in page.links if link.startswith(f"{prefix}/directory/")]) >= 6, code

    @pytest.mark.parametrize(
        "code", ["xx", "zz", "eu", "uk", "DE", "d", "deu", "1a", "d%00", "%E2%82%AC%E2%82%AC"]
    )
    def test_unknown_code(self, visitor, code):
        for prefix in ("", "/ar"):
            assert visitor.get(f"{prefix}/directory/{code}/").status_code == 404


class TestWithoutGroup:
    def test_says_so_and_leads_to_the_nearest(self, visitor):
        load_real_directory()
        page = page_of(visitor.get("/directory/is/"))
        assert "We know of no group here yet." in page.text
        nearest = [tag["href"] for tag in page.all("a") if "hreflang" not in tag]
        assert "/directory/gb/" in nearest
        assert "/directory/is/" not in nearest

    def test_a_shared_language_is_named(self, visitor):
        load_real_directory()
        text = page_of(visitor.get("/directory/uy/")).text
        assert "Argentina" in text
        assert "shared language: Spanish" in text

    def test_an_empty_directory(self, visitor):
        assert "We know of no group here yet." in page_of(visitor.get("/directory/de/")).text


class TestWithGroup:
    def test_those_that_serve_it_are_listed_wherever_they_are(self, visitor):
        make_organisation("Here", country="AT")
        make_organisation("Over the border", country="DE", countries=["DE", "AT"])
        make_organisation("Elsewhere", country="FR")
        make_organisation("Hidden", country="AT", is_published=False)
        page = page_of(visitor.get("/directory/at/"))
        linked = {link for link in page.links if link.startswith("/organisations/")}
        assert linked == {"/organisations/here/", "/organisations/over-the-border/"}
        assert "We know of 2 patient groups here." in page.text

    def test_online_communities_in_its_language(self, visitor):
        make_organisation("Chat", country="", languages=["es"])
        make_organisation("Other", country="", languages=["ja"])
        page = page_of(visitor.get("/es/directory/uy/"))
        assert "/es/organisations/chat/" in page.links
        assert "/es/organisations/other/" not in page.links

    def test_costs_no_query(self, visitor, django_assert_max_num_queries):
        load_real_directory()
        visitor.get("/directory/es/")
        for code in ("es", "is", "de"):
            with django_assert_max_num_queries(0):
                visitor.get(f"/directory/{code}/")
