"""The census of cookies is complete, and a visitor gets none for reading."""

import re
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.http import HttpResponse

from advocates.core import cookies
from advocates.publishing import views

START = [
    "/",
    "/es/",
    "/ar/",
    "/account/login/",
    "/account/",
    "/manage/",
    "/search/?q=a",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
]
MOST = 150
# Addresses that end the session, or change something.
LEFT_OUT = ("/account/logout/", "/manage/logout/", "/static/", "/media/")


def crawl(client, most=MOST):
    """Every cookie that a walk along the links sets, by name, with the address that set it."""
    found, seen, queue = {}, set(), list(START)
    while queue and len(seen) < most:
        path = queue.pop(0)
        if path in seen or path.startswith(LEFT_OUT):
            continue
        seen.add(path)
        answer = client.get(path)
        for name in answer.cookies:
            found.setdefault(name, path)
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            links = re.findall(r'href="(/[^"#]*)"', answer.content.decode())
            queue += [link.replace("&amp;", "&") for link in links if not link.startswith("//")]
    assert len(seen) > len(START)
    return found


@pytest.mark.parametrize("who", ["visitor", "pending", "editor", "staff"])
def test_no_cookie_that_the_census_does_not_name(request, db, who):
    assert set(crawl(request.getfixturevalue(who))) <= cookies.names()


def test_a_visitor_gets_a_cookie_only_with_a_form_to_send(visitor, db):
    found = crawl(visitor)
    assert set(found) <= {settings.CSRF_COOKIE_NAME}
    assert all(path.startswith("/account/") for path in found.values())


def test_another_cookie_would_be_found(visitor, db, monkeypatch):
    original = views.render

    def with_cookie(*args, **kwargs) -> HttpResponse:
        answer = original(*args, **kwargs)
        answer.set_cookie("tracker", "1")
        return answer

    monkeypatch.setattr(views, "render", with_cookie)
    assert "tracker" in crawl(visitor, most=15)


def test_lifetimes_are_those_of_the_settings(db):
    by_name = {cookie.name: cookie for cookie in cookies.census()}
    assert by_name[settings.SESSION_COOKIE_NAME].seconds == settings.SESSION_COOKIE_AGE
    assert by_name[settings.SESSION_COOKIE_NAME].days == 14
    assert by_name[settings.CSRF_COOKIE_NAME].days is None


def test_cookies_carry_what_protects_them(visitor, db):
    jar: SimpleCookie = visitor.get("/account/login/").cookies
    cookie = jar[settings.CSRF_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
