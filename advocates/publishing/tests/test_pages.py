"""What visitors see of the pages: home, free pages, facts, funding, privacy, and each of them in three languages."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from advocates.core import generations, retention
from advocates.core.cookies import census
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import FundingStatement, HomePage, StandardPage

ADDRESSES = [
    "/",
    "/about/",
    "/about/facts/",
    "/about/funding/",
    "/privacy/",
    "/privacy/records/",
    "/accessibility/",
    "/search/",
]
# Nothing that only the network can say is shipped.
CLAIMS = [
    "free of charge",
    "no money from",
    "run by patients",
    "one vote",
    "we check",
    "checked by two",
    "verified",
    "since 20",
]


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es"), ("/ar", "ar")])
@pytest.mark.parametrize("path", ADDRESSES)
def test_every_page_in_every_language(visitor, db, path, prefix, language):
    answer = visitor.get(prefix + path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert text.count("<h1") == 1
    assert re.search(r"<title>[^<]{4,}</title>", text)
    assert f'rel="canonical" href="http://127.0.0.1:8000{prefix}{path}"' in text
    assert not answer.cookies


@pytest.mark.parametrize("path", ADDRESSES[:-1])
def test_no_claim_about_the_network_is_shipped(visitor, db, path):
    text = read(visitor, path).lower()
    assert [claim for claim in CLAIMS if claim in text] == []


def test_home_leads_to_a_group(visitor, db):
    make_organisation("Example Group", country="DE")
    text = read(visitor, "/es/")
    assert '<form action="/es/directory/" method="get">' in text
    assert text.index('value="DE">Alemania') < text.index('value="AF">Afganistán')
    assert 'href="/es/directory/?region=western-europe"' in text
    assert 'href="/es/directory/"' in text
    assert 'class="hero__map"' in text


def test_home_counts(visitor, db):
    make_organisation("One", country="DE")
    make_organisation("Two", country="FR", state="member")
    text = " ".join(read(visitor, "/").split())
    assert "2 patient groups listed in 2 countries." in text
    assert "1 of them is named as a member of the network." in text
    assert "No group has confirmed its entry itself yet." in text
    assert text.count('class="tile ') == 2


def test_home_of_an_empty_directory(visitor, db):
    text = read(visitor, "/")
    assert "0 patient groups listed in 0 countries." in text
    assert "one cloth" not in text


def test_home_asks_the_database_little(visitor, db, django_assert_max_num_queries):
    read(visitor, "/")
    with django_assert_max_num_queries(3):
        read(visitor, "/")


@pytest.mark.parametrize("path", ["/about/facts/", "/about/funding/"])
def test_computed_pages_ask_the_database_little(visitor, db, path, django_assert_max_num_queries):
    read(visitor, path)
    with django_assert_max_num_queries(4):
        read(visitor, path)


@pytest.mark.parametrize("path", ["/about/", "/es/about/", "/privacy/", "/ar/accessibility/"])
def test_free_pages_ask_the_database_little(visitor, db, path, django_assert_max_num_queries):
    read(visitor, path)
    with django_assert_max_num_queries(5):
        read(visitor, path)


def test_deeper_pages_are_found_step_by_step(visitor, about, new_page):
    about.add_child(instance=StandardPage(title="Our beginnings", slug="history", locale=about.locale))
    new_page(title="Another history")
    assert "Our beginnings" in read(visitor, "/about/history/")
    assert "Another history" in read(visitor, "/history/")
    assert visitor.get("/history/about/").status_code == 404


def test_pages_below_a_home_page_of_no_site_are_not_served(visitor, english_home):
    other = english_home.get_parent().add_child(
        instance=HomePage(title="Other", slug="other", locale=english_home.locale)
    )
    other.add_child(instance=StandardPage(title="Elsewhere", slug="elsewhere", locale=other.locale))
    assert visitor.get("/elsewhere/").status_code == 404


def test_sections_of_the_editors_stand_on_the_home_page(visitor, english_home):
    card = {
        "title": "For families",
        "text": "",
        "links": [{"label": "Meet others", "page": None, "address": "/directory/"}],
    }
    english_home.heading = "Our own heading"
    english_home.lede = "<p>Our own first sentence</p>"
    english_home.sections = [
        ("columns", {"heading": "Where to start", "cards": [card]}),
        ("text", "<p>More words</p>"),
    ]
    english_home.save_revision().publish()
    text = read(visitor, "/")
    for words in (
        "Our own heading",
        "Our own first sentence",
        "Where to start",
        "For families",
        "Meet others",
        "More words",
    ):
        assert words in text
    assert "Our own heading" not in read(visitor, "/es/")


def test_home_without_its_page_still_leads_to_a_group(visitor, db):
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    assert "finder" in read(visitor, "/es/")


def test_facts_name_the_press_contact_when_there_is_one(visitor, english_home):
    assert "For the press" not in read(visitor, "/about/facts/")
    english_home.press_name, english_home.press_email = "Jo Writer", "press@example.org"
    english_home.save_revision().publish()
    text = read(visitor, "/about/facts/")
    assert "mailto:press@example.org" in text
    assert "Jo Writer" in text


def test_facts_are_the_directorys(visitor, db):
    make_organisation("One", country="DE", languages=["de", "en"])
    make_organisation("Unpublished", country="FR", is_published=False)
    cells = re.findall(r'<td class="num">(\d+)</td>', read(visitor, "/about/facts/"))
    assert cells[:5] == ["1", "0", "0", "1", "2"]


def test_funding_says_that_nothing_is_published(visitor, english_home):
    draft = FundingStatement(title="Draft of 2026", text="<p>x</p>", locale=english_home.locale, live=False)
    draft.save()
    text = read(visitor, "/about/funding/")
    assert "Not published yet" in text
    assert "Draft of 2026" not in text


def test_funding_statements_stand_newest_first(visitor, english_home):
    for year in (2023, 2025, 2024):
        FundingStatement.objects.create(
            title=f"Year {year}", text="<p>Words</p>", stated_on=date(year, 3, 1), locale=english_home.locale
        )
    for path in ("/about/funding/", "/es/about/funding/"):
        text = read(visitor, path)
        assert re.findall(r"Year (\d+)", text) == ["2025", "2024", "2023"]
        assert '<article class="stack mt-6" lang="en">' in text
        assert 'datetime="2025-03-01"' in text


def test_privacy_shows_every_cookie_of_the_census(visitor, db):
    text = read(visitor, "/privacy/")
    for cookie in census():
        assert f'<code dir="ltr">{cookie.name}</code>' in text


def test_records_show_every_table(visitor, db):
    text = read(visitor, "/privacy/records/")
    assert [rule.model for rule in retention.rules() if rule.model not in text] == []


def test_every_field_of_publishing_is_classified(db):
    ours = ("publishing.", "wagtail", "taggit.")
    assert [name for name in retention.unclassified() if name.startswith(ours)] == []


def test_languages_are_linked_only_where_the_page_is_live(visitor, about, new_page):
    text = read(visitor, "/about/")
    for language, prefix in (("en", ""), ("es", "/es"), ("ar", "/ar"), ("x-default", "")):
        assert f'hreflang="{language}" href="http://127.0.0.1:8000{prefix}/about/"' in text
    new_page()
    text = read(visitor, "/history/")
    assert 'rel="alternate"' not in text


def test_drafts_are_not_served(visitor, new_page):
    page = new_page()
    page.unpublish()
    assert visitor.get("/history/").status_code == 404
    assert visitor.get("/es/history/").status_code == 404


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_a_restricted_page_is_not_served_at_all(visitor, editor, new_page, kind):
    page = new_page(summary="zebrapine")
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="shared")
    for client in (visitor, editor):
        answer = client.get("/history/")
        assert answer.status_code == 404
        assert "zebrapine" not in answer.content.decode()
    assert "zebrapine" not in read(visitor, "/search/?q=history")
    assert "/history/" not in read(visitor, "/sitemap-pages-1.xml")


def test_a_page_below_a_restricted_one_is_not_served_either(visitor, english_home, new_page):
    new_page()
    PageViewRestriction.objects.create(page=english_home, restriction_type="login")
    assert visitor.get("/history/").status_code == 404


@pytest.mark.parametrize("deed", ["publish", "unpublish", "move", "delete", "statement"])
def test_what_is_published_outdates_stored_pages(
    about, new_page, english_home, deed, django_capture_on_commit_callbacks
):
    page = new_page()
    before = {name: generations.read(name) for name in ("public", "pages")}
    deeds = {
        "publish": lambda: page.save_revision().publish(),
        "unpublish": page.unpublish,
        "move": lambda: page.move(about, pos="last-child"),
        "delete": lambda: Page.objects.get(pk=page.pk).delete(),
        "statement": lambda: FundingStatement.objects.create(title="x", text="x", locale=english_home.locale),
    }
    with django_capture_on_commit_callbacks(execute=True):
        deeds[deed]()
    for name, number in before.items():
        assert generations.read(name) > number


def test_wagtails_cache_of_roots_does_not_leak_hosts(visitor, about):
    cache.clear()
    text = visitor.get("/about/", headers={"host": "localhost"}).content.decode()
    assert "localhost" not in text


def test_queries_of_a_page_do_not_grow_with_its_neighbours(visitor, about, new_page):
    def count():
        with CaptureQueriesContext(connection) as queries:
            read(visitor, "/about/")
        return len(queries)

    read(visitor, "/about/")
    few = count()
    for number in range(10):
        new_page(slug=f"p{number}", title=f"P {number}")
    assert count() == few
