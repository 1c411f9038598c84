"""Feeds in the page cache: kept for everybody in each language, renewed by a change, told apart by an ETag."""

import pytest

from advocates.core import pagecache
from advocates.core.tests.pages import Site
from advocates.organisations import actions, news
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.syndication import feeds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site():
    return Site(pagecache.PageCache)


@pytest.fixture
def runs(monkeypatch):
    """How often the feed was made."""
    made = []

    def counted(scope):
        made.append(dict(scope))
        return news.feed(scope)

    monkeypatch.setitem(feeds._sources, "directory", counted)
    return made


@pytest.mark.parametrize(
    "query", ["", "?lang=es", "?lang=xx", "?lang=ar&region=latin-america", "?country=de"]
)
def test_it_is_made_once(site, runs, query):
    make_organisation("Friends")
    first, second = (site.ask(f"/feeds/directory.atom{query}") for _ in range(2))
    assert first.status == 200
    assert first.body == second.body
    assert second.headers["cache-control"] == pagecache.FOR_VISITORS
    assert second.headers["last-modified"].endswith("GMT")
    assert second.headers["content-type"].startswith("application/atom+xml")
    assert len(runs) == 1


def test_each_language_has_its_own_whatever_the_headers_say(site, runs):
    make_organisation("Friends")
    asked = [
        site.ask(f"/feeds/directory.atom{query}", HTTP_ACCEPT_LANGUAGE=accepted)
        for query in ("?lang=es", "", "?lang=ar")
        for accepted in ("ar", "en")
    ]
    assert [answer.headers["content-language"] for answer in asked] == ["es", "es", "en", "en", "ar", "ar"]
    assert len(runs) == 3


def test_without_the_guard_a_header_would_choose(site, runs, monkeypatch):
    """The twin: a language that the key does not hold would be kept for everybody."""
    monkeypatch.setattr(pagecache, "has_language_of_address", lambda *_: True)
    monkeypatch.setattr(
        "advocates.core.i18n.language_of", lambda request: request.headers.get("X-Tongue", "en")
    )
    make_organisation("Friends")
    assert site.ask("/feeds/directory.atom", HTTP_X_TONGUE="es").headers["content-language"] == "es"
    assert site.ask("/feeds/directory.atom").headers["content-language"] == "es"


def test_who_has_it_already_gets_304(site, runs):
    make_organisation("Friends")
    tag = site.ask("/feeds/directory.atom").headers["etag"]
    again = site.ask("/feeds/directory.atom", HTTP_IF_NONE_MATCH=tag)
    assert (again.status, again.body) == (304, b"")
    make_organisation("Others")
    assert site.ask("/feeds/directory.atom", HTTP_IF_NONE_MATCH=tag).status == 200
    assert len(runs) == 2


def test_a_note_of_the_office_changes_nothing(site):
    group = make_organisation("Friends")
    before = site.ask("/feeds/directory.atom")
    entry = actions.Entry({"note": "hush", "private_email": "x@example.org"})
    actions.edit_organisation(
        actor=None, organisation=group, base_revision=Organisation.objects.get().revision, entry=entry
    )
    after = site.ask("/feeds/directory.atom", HTTP_IF_NONE_MATCH=before.headers["etag"])
    assert after.status == 304
    assert site.ask("/feeds/directory.atom").body == before.body


@pytest.mark.parametrize("query", ["?utm_source=x", "?region=a&region=b", "?lang=es&lang=ar"])
def test_other_questions_are_not_kept(site, runs, query):
    for _ in range(2):
        site.ask(f"/feeds/directory.atom{query}")
    assert not site.front.searches.kept
    assert not site.front.plain.kept


def test_the_frame_is_kept_in_each_language_and_may_be_framed(site):
    make_organisation("Friends")
    for _ in range(2):
        spanish = site.ask("/directory/embed/?lang=es")
        english = site.ask("/directory/embed/")
        assert (spanish.headers["content-language"], english.headers["content-language"]) == ("es", "en")
        assert "frame-ancestors *" in spanish.headers["content-security-policy"]
    assert len(site.front.searches.kept) == len(site.front.plain.kept) == 1
