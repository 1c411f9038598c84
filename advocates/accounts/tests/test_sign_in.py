"""Signing in: the form, where it leads, what it leaves behind, how often it may be tried."""

import time

import pytest
from django.core.cache import caches

from advocates.accounts import actions
from advocates.core.models import StreamEntry
from advocates.core.viewer import Role
from advocates.organisations.tests.factories import make_organisation
from tests.cast import PASSWORD, CastClient, give_second_factor, make_person, speak_for, totp_code

LOGIN = "/account/login/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "http:evil.example",
    "https:///evil.example",
    "http:///evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver/account/",
    "evil.example",
    "",
    " /account/",
    "/\r\nLocation: https://evil.example",
    "\x00/account/",
    "//testserver/account/",
]

pytestmark = pytest.mark.django_db


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": person.email, "password": password, **more})


def test_the_right_password_leads_to_the_account(visitor):
    person = make_person("rosa")
    answer = sign_in(visitor, person)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert visitor.get("/account/").status_code == 200
    assert (
        StreamEntry.objects.filter(kind="accounts.person.signed_in", actor=person, is_audit=True).count() == 1
    )


@pytest.mark.parametrize("state", ["member", "suspended"])
def test_whoever_speaks_for_a_group_lands_in_the_members_area(visitor, state):
    person = make_person("rosa")
    speak_for(person, make_organisation("Harbour Group", state=state), "representative")
    assert sign_in(visitor, person)["Location"] == ("/members/" if state == "member" else "/account/")
    for page in ("/account/", "/account/languages/", "/directory/"):
        has_link = 'href="/members/"' in visitor.get(page).content.decode()
        assert has_link == (state == "member"), page


def test_after_the_second_step_too(visitor):
    person = make_person("rosa")
    speak_for(person, make_organisation("Harbour Group", state="member"))
    secret = give_second_factor(person)
    assert sign_in(visitor, person)["Location"].startswith("/account/2fa/authenticate/")
    assert (
        visitor.post("/account/2fa/authenticate/", {"code": totp_code(secret, time.time())})["Location"]
        == "/members/"
    )


def test_csrf_ticket_is_asked_for():
    person = make_person("rosa")
    assert sign_in(CastClient(enforce_csrf_checks=True), person).status_code == 403


@pytest.mark.parametrize("password", ["wrong-wrong-wrong", "", "x" * 5000, "nul\x00nul-nul-nul"])
def test_a_wrong_password_keeps_the_address_and_nobody_in(visitor, password):
    person = make_person("rosa")
    answer = sign_in(visitor, person, password)
    assert answer.status_code == 422
    assert person.email in answer.content.decode()
    assert visitor.get("/account/").status_code == 302


def test_next_is_followed_on_this_site(visitor):
    answer = sign_in(visitor, make_person("rosa"), next="/account/languages/?lang=es")
    assert answer["Location"] == "/account/languages/?lang=es"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_is_never_followed_elsewhere(visitor, target):
    assert sign_in(visitor, make_person("rosa"), next=target)["Location"] == "/account/"


def test_a_visitor_of_the_sign_in_page_gets_the_csrf_cookie_alone(visitor):
    answer = visitor.get(LOGIN + "?next=/account/")
    assert answer.status_code == 200
    assert set(answer.cookies) == {"csrf"}
    assert answer["Cache-Control"] == "private, no-store"


def test_without_keep_me_the_cookie_ends_with_the_browser(visitor):
    person = make_person("rosa")
    assert sign_in(visitor, person).cookies["session"]["max-age"] == ""
    again = sign_in(CastClient(), person, remember="on").cookies["session"]
    assert int(again["max-age"]) == 14 * 86400


def test_cookie_is_http_only_and_lax(visitor):
    cookie = sign_in(visitor, make_person("rosa")).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_closed_account_stays_out(visitor):
    person = make_person("rosa")
    actions.suspend(actor=None, person=person)
    assert sign_in(visitor, person)["Location"] == "/account/inactive/"
    assert visitor.get("/account/inactive/").status_code == 200
    assert visitor.get("/account/").status_code == 302


@pytest.mark.parametrize("address", ["ROSA@Example.ORG", "  rosa@example.org "])
def test_case_and_spaces_of_the_address_do_not_matter(visitor, address):
    make_person("rosa", email="rosa@example.org")
    assert visitor.post(LOGIN, {"login": address, "password": PASSWORD}).status_code == 302


def test_an_unconfirmed_new_address_does_not_sign_in(visitor):
    person = make_person("rosa")
    actions.ask_for_address(person=person, address="new@example.org")
    answer = visitor.post(LOGIN, {"login": "new@example.org", "password": PASSWORD})
    assert answer.status_code == 422


def test_the_sixth_wrong_try_has_to_wait_and_nobody_else_has(visitor):
    person, other = make_person("rosa"), make_person("ana")
    assert [sign_in(visitor, person, "wrong").status_code for _try in range(5)] == [422] * 5
    answer = sign_in(visitor, person)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    assert sign_in(CastClient(), other).status_code == 302
    elsewhere = CastClient(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, person).status_code == 302


def test_a_claimed_forwarding_address_does_not_escape_the_limit(visitor):
    person = make_person("rosa")
    for number in range(5):
        visitor.post(
            LOGIN, {"login": person.email, "password": "no"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        )
    assert sign_in(visitor, person).status_code == 429


def test_right_passwords_are_not_counted_as_failures():
    person = make_person("rosa")
    assert [sign_in(CastClient(), person).status_code for _try in range(8)] == [302] * 8


def test_limits_hold_while_the_cache_is_away(visitor, monkeypatch):
    def fail(*_arguments, **_more):
        raise ConnectionError("cache")

    for name in ("add", "incr", "get", "decr"):
        monkeypatch.setattr(type(caches["default"]), name, fail)
    person = make_person("rosa")
    assert [sign_in(visitor, person, "wrong").status_code for _try in range(6)] == [422] * 5 + [429]


def test_signing_out_clears_what_the_browser_kept(pending):
    answer = pending.post("/account/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert pending.get("/account/").status_code == 302


def test_signing_out_needs_a_post(pending):
    assert pending.get("/account/logout/").status_code == 200
    assert pending.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/account/signup/", "/account/3rdparty/", "/account/social/login/cancelled/"]
)
def test_nobody_can_sign_up(visitor, pending, address):
    assert visitor.get(address)["Location"].startswith("/account/login/?next=")
    assert pending.get(address).status_code == 404
    assert pending.post(address, {"email": "x@example.org", "password1": PASSWORD}).status_code in {404, 405}


def test_known_and_unknown_private_addresses_answer_a_visitor_alike(visitor):
    known, unknown = visitor.get("/account/languages/"), visitor.get("/account/nothing-here/")
    assert known.status_code == unknown.status_code == 302
    assert known["Location"].replace("languages", "nothing-here") == unknown["Location"]
    assert set(known.headers) == set(unknown.headers)


def test_with_a_second_factor_the_password_alone_opens_nothing(visitor):
    person = make_person("rosa", Role.EDITOR)
    secret = give_second_factor(person)
    assert sign_in(visitor, person, next="/account/languages/")["Location"].startswith(
        "/account/2fa/authenticate/"
    )
    assert visitor.get("/account/").status_code == 302
    answer = visitor.post("/account/2fa/authenticate/", {"code": totp_code(secret, time.time())})
    assert (answer.status_code, answer["Location"]) == (302, "/account/languages/")
    assert visitor.get("/manage/").status_code in {200, 302}
