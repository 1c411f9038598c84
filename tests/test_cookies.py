"""A visitor gets no cookie; a page with a form that changes something, the one that protects the form."""

import pytest
from django.conf import settings

from advocates.core import context, cookies
from advocates.core.limits import LIMITS
from advocates.organisations import directory
from advocates.organisations.tests.factories import make_many
from advocates.search import page_index
from tests.cast import PASSWORD, CastClient, make_person
from tests.crawling import MACHINES, STARTS, crawl, in_public

COUNTRIES = ("de", "fr", "aq")
FORMS = ("/account/login/", "/account/password/reset/", "/directory/follow/")


@pytest.fixture(autouse=True)
def _made_anew(db, settings):
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))
    directory.forget()
    page_index.forget()
    make_many(12)
    yield
    directory.forget()
    page_index.forget()


def near(address: str) -> bool:
    """Public pages; of the two hundred and fifty countries some."""
    last = address.strip("/").rpartition("/")[2]
    # These have forms, and a test of their own below.
    if "/follow/" in address:
        return False
    return in_public(address) and ("directory/" not in address or len(last) != 2 or last in COUNTRIES)


READ_ONLY = ("/directory/", "/organisations/", "/search/", "/about/", "/embed/", ".atom", ".json", ".csv")


def gifts(client: CastClient, addresses: list[str]) -> dict[str, set[str]]:
    """Which cookies come with which address, asked anew each time."""
    given = {}
    for address in addresses:
        client.cookies.clear()
        answer = client.get(address)
        if answer.cookies:
            given[address] = set(answer.cookies)
    return given


def test_no_public_page_gives_any(visitor):
    pages = list(
        crawl(visitor, (*STARTS, *MACHINES, "/es/search/?q=group", "/unknown/", "/ar/unknown/"), follow=near)
    )
    assert len(pages) > 100
    given = gifts(visitor, pages)
    # A form that visitors send has its ticket, and nothing else; whoever only reads gets nothing.
    with_a_form = {page for page in pages if b"csrfmiddlewaretoken" in visitor.get(page).content}
    assert set(given) <= with_a_form
    assert all(names == {settings.CSRF_COOKIE_NAME} for names in given.values())
    assert not [page for page in given if page.partition("?")[0].endswith(READ_ONLY)]


def test_a_page_that_touches_the_session_would_be_noticed(visitor, monkeypatch):
    """The twin."""
    whole = context.viewer_of

    def curious(request):
        request.session["seen"] = True
        return whole(request)

    monkeypatch.setattr(context, "viewer_of", curious)
    assert gifts(visitor, ["/about/"]) == {"/about/": {settings.SESSION_COOKIE_NAME}}


@pytest.mark.parametrize("address", FORMS)
def test_a_form_gives_the_cookie_that_protects_it(visitor, address):
    assert gifts(visitor, [address]) == {address: {settings.CSRF_COOKIE_NAME}}


@pytest.mark.parametrize("address", ["/account/", "/members/", "/manage/", "/account/nothing/"])
def test_a_closed_door_gives_none(visitor, address):
    assert gifts(visitor, [address]) == {}


def test_they_are_what_the_census_says(visitor):
    person = make_person("somebody")
    visitor.get("/account/login/")
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    visitor.get("/account/")
    assert set(visitor.cookies) == cookies.names()


def test_each_is_kept_from_scripts_and_other_sites(visitor):
    person = make_person("somebody")
    visitor.get("/account/login/")
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert len(visitor.cookies) == 2
    for cookie in visitor.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_signing_out_takes_it_back(pending):
    pending.post("/account/logout/")
    assert not pending.cookies[settings.SESSION_COOKIE_NAME].value


def test_no_language_is_remembered(visitor):
    visitor.get("/es/")
    visitor.get("/account/login/?lang=ar")
    assert settings.LANGUAGE_COOKIE_NAME not in visitor.cookies
