"""“This phone is shared”: nothing stays on it, and the session is short."""

import time

import pytest

from advocates.accounts import actions, sessions
from tests.cast import PASSWORD, CastClient, give_second_factor, make_person, totp_code

pytestmark = pytest.mark.django_db
MINUTE = 60


def sign_in_by_form(**more):
    client, person = CastClient(), make_person("rosa")
    client.person = person
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD, **more})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


def test_the_form_asks(visitor):
    page = visitor.get("/account/login/").content.decode()
    assert "This phone or computer is shared" in page


def test_it_is_said_on_every_page_and_scripts_can_read_it():
    client = sign_in_by_form(shared="on")
    for address in ("/account/", "/about/facts/"):
        page = client.get(address).content.decode()
        assert " data-shared>" in page
        assert "sign out when you are done" in page
    assert " data-shared>" not in sign_in_by_form().get("/account/").content.decode()


@pytest.mark.parametrize(
    ("more", "ends_with_browser"),
    [({"shared": "on", "remember": "on"}, True), ({"shared": "on"}, True), ({"remember": "on"}, False)],
)
def test_the_cookie_ends_with_the_browser_whatever_else_is_ticked(more, ends_with_browser):
    client = sign_in_by_form(**more)
    assert (client.cookies["session"]["max-age"] == "") is ends_with_browser


@pytest.mark.parametrize(("minutes", "still_in"), [(28, True), (31, False)])
def test_half_an_hour_without_use_ends_it(time_machine, minutes, still_in):
    start = time.time()
    time_machine.move_to(start)
    client = sign_in_by_form(shared="on")
    assert is_in(client)
    time_machine.move_to(start + minutes * MINUTE)
    assert is_in(client) is still_in


def test_use_prolongs_it(time_machine):
    start = time.time()
    time_machine.move_to(start)
    client = sign_in_by_form(shared="on")
    for number in range(1, 5):
        time_machine.move_to(start + number * 25 * MINUTE)
        assert is_in(client)


def test_the_twin_without_the_period_the_session_would_stay(time_machine, monkeypatch):
    monkeypatch.setattr(sessions, "ON_SHARED", sessions.EVERYBODY)
    start = time.time()
    time_machine.move_to(start)
    client = sign_in_by_form(shared="on")
    time_machine.move_to(start + 31 * MINUTE)
    assert is_in(client)


def test_no_passkey_is_offered_or_kept():
    client = sign_in_by_form(shared="on")
    assert "/account/2fa/webauthn/add/" not in client.get("/account/").content.decode()
    assert "/account/2fa/webauthn/add/" not in client.get("/account/2fa/needed/").content.decode()
    for answer in (client.get("/account/2fa/webauthn/add/"), client.post("/account/2fa/webauthn/add/")):
        assert answer.status_code == 409


def test_the_twin_without_the_check_one_could_be_added(monkeypatch):
    monkeypatch.setattr(actions.sessions, "is_shared", lambda _request: False)
    assert sign_in_by_form(shared="on").get("/account/2fa/webauthn/add/").status_code == 302


def test_it_goes_through_the_second_step():
    client, person = CastClient(), make_person("rosa")
    secret = give_second_factor(person)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, "shared": "on"})
    client.post("/account/2fa/authenticate/", {"code": totp_code(secret, time.time())})
    assert " data-shared>" in client.get("/account/").content.decode()


def test_a_later_sign_in_does_not_inherit_it():
    client = sign_in_by_form(shared="on")
    client.post("/account/logout/")
    client.post("/account/login/", {"login": client.person.email, "password": PASSWORD})
    assert " data-shared>" not in client.get("/account/").content.decode()


def test_it_is_switched_on_later_by_a_post(pending):
    assert " data-shared>" not in pending.get("/account/device/shared/").content.decode()
    assert pending.post("/account/device/shared/").status_code == 302
    assert " data-shared>" in pending.get("/account/").content.decode()


def test_switching_it_off_takes_a_confirmation(time_machine):
    start = time.time()
    time_machine.move_to(start)
    client = sign_in_by_form(shared="on")
    answer = client.post("/account/device/own/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert " data-shared>" in client.get("/account/").content.decode()
    client.post(answer["Location"], {"password": PASSWORD})
    client.post("/account/device/own/")
    assert " data-shared>" not in client.get("/account/").content.decode()
