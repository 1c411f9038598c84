"""The sitemap names as translations what is one, whatever the addresses are."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core import sitemap
from advocates.core.sitemap import Place
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.test_fallback import harvest, translated

pytestmark = pytest.mark.django_db
__all__ = ["harvest"]


def links(visitor, path):
    """The languages that the sitemap names beside an address, with theirs; None where the address is not in it."""
    text = visitor.get("/sitemap-pages-1.xml").text
    entry = re.search(rf"<url><loc>{re.escape(settings.SITE_URL + path)}</loc>.*?</url>", text)
    if entry is None:
        return None
    found = re.findall(r'<xhtml:link rel="alternate" hreflang="([^"]*)" href="([^"]*)"/>', entry[0])
    return {code: url.removeprefix(settings.SITE_URL) for code, url in found}


def test_a_translation_with_an_address_of_its_own(visitor, harvest):
    translated(harvest, "es", slug="cosecha")
    translated(harvest, "ar", slug="الحصاد")
    arabic = "/ar/news/الحصاد/"
    expected = {"en": "/news/harvest/", "es": "/es/news/cosecha/", "ar": arabic}
    assert [links(visitor, path) for path in expected.values()] == [expected] * 3


def test_two_pages_of_one_name_that_have_nothing_in_common(visitor, harvest):
    make_news("Otra cosecha", slug="harvest", language="es")
    assert links(visitor, "/news/harvest/") == {}
    assert links(visitor, "/es/news/harvest/") == {}


def test_a_translation_at_the_same_address(visitor, harvest):
    translated(harvest, "es")
    expected = {"en": "/news/harvest/", "es": "/es/news/harvest/"}
    assert links(visitor, "/es/news/harvest/") == links(visitor, "/news/harvest/") == expected


def test_one_that_is_not_public_is_not_named(visitor, harvest):
    translated(harvest, "es", slug="cosecha").unpublish()
    assert links(visitor, "/news/harvest/") == {}
    assert links(visitor, "/es/news/cosecha/") is None


def test_what_we_serve_ourselves_stands_in_every_language(visitor):
    expected = {code: f"/{code}/about/facts/".replace("/en/", "/") for code in sitemap.EVERY_LANGUAGE}
    assert links(visitor, "/es/about/facts/") == expected


def test_addresses_of_its_own_go_before_the_common_one():
    place = Place("/x/", addresses={"en": "/x/", "es": "/es/y/"})
    assert place.urls() == [("en", f"{settings.SITE_URL}/x/"), ("es", f"{settings.SITE_URL}/es/y/")]


def test_the_same_queries_for_two_and_for_twelve(visitor, harvest):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            list(sitemap.part("pages", 1))
        return len(captured)

    first = asked()
    for number in range(10):
        make_news(f"Number {number}", slug=f"number-{number}")
    assert asked() == first
