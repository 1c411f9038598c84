"""Sessions: new keys, what ends them, how old they grow, and the list of one's own."""

import os
import subprocess
import sys
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from advocates.accounts import actions, sessions
from advocates.accounts.models import Person
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role
from tests.cast import PASSWORD, CastClient, give_second_factor, make_person, sign_in, totp_code

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 86400
NEW = "meadow-violin-tunnel-4"


def is_in(client):
    return client.get("/account/").status_code == 200


def two_devices(*roles):
    """The same person in two browsers."""
    person = make_person("rosa", *roles)
    if roles:
        give_second_factor(person)
    here, there = CastClient(), CastClient()
    for client in (here, there):
        sign_in(client, person, second_factor=bool(roles))
        assert is_in(client)
    return person, here, there


def test_the_key_changes_at_sign_in(visitor):
    visitor.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    before = visitor.cookies["session"].value
    visitor.post("/account/login/", {"login": make_person("rosa").email, "password": PASSWORD})
    assert visitor.cookies["session"].value != before
    stranger = CastClient()
    stranger.cookies["session"] = before
    assert not is_in(stranger)


def test_a_key_that_somebody_planted_is_not_taken_over(visitor):
    visitor.cookies["session"] = "planted0planted0planted0planted0"
    visitor.post("/account/login/", {"login": make_person("rosa").email, "password": PASSWORD})
    assert visitor.cookies["session"].value != "planted0planted0planted0planted0"


def test_the_key_changes_with_the_second_factor(visitor):
    person = make_person("rosa")
    secret = give_second_factor(person)
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    before = visitor.cookies["session"].value
    visitor.post("/account/2fa/authenticate/", {"code": totp_code(secret, time.time())})
    assert visitor.cookies["session"].value != before


def test_signing_out_makes_the_key_worthless(pending):
    before = pending.cookies["session"].value
    pending.post("/account/logout/")
    pending.cookies["session"] = before
    assert not is_in(pending)


def test_suspension_ends_all():
    person, here, there = two_devices()
    actions.suspend(actor=None, person=person)
    assert not is_in(here)
    assert not is_in(there)


def test_a_new_role_ends_all():
    person, here, there = two_devices()
    actions.grant_role(actor=None, person=person, role=Role.EDITOR)
    assert not is_in(here)
    assert not is_in(there)


def test_a_changed_password_ends_all():
    _person, here, there = two_devices()
    answer = here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert answer.status_code == 302
    assert not is_in(here)
    assert not is_in(there)
    assert "password was changed" in Mail.objects.get().text
    assert StreamEntry.objects.filter(kind="accounts.password.changed", is_audit=True).count() == 1


def test_a_reset_password_ends_all(visitor):
    person, here, there = two_devices()
    actions.note_password_changed(person=person)
    assert not is_in(here)
    assert not is_in(there)


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_ends_the_others():
    _person, here, there = two_devices()
    before = here.cookies["session"].value
    secret = here.get("/account/2fa/totp/activate/").context["form"].secret
    here.post("/account/2fa/totp/activate/", {"code": totp_code(secret, time.time())})
    assert is_in(here)
    assert here.cookies["session"].value != before
    assert not is_in(there)


def test_removing_a_second_factor_ends_the_others():
    person, here, there = two_devices()
    give_second_factor(person)
    assert here.post("/account/2fa/totp/deactivate/").status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_a_confirmed_new_address_ends_the_others():
    person, here, there = two_devices()
    actions.ask_for_address(person=person, address="new@example.org")
    key = Mail.objects.get().text.split("/account/confirm-email/")[1].split("/")[0]
    here.post(f"/account/confirm-email/{key}/")
    assert is_in(here)
    assert not is_in(there)
    assert EmailAddress.objects.get(user=person).email == "new@example.org"


def test_ending_the_others_leaves_this_one(visitor):
    person = make_person("rosa")
    clients = [CastClient(), CastClient(), CastClient()]
    for client in clients:
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    here = clients[0]
    listed = here.get("/account/sessions/")
    assert listed.content.decode().count(">127.0.0.1<") == 3
    assert here.post("/account/sessions/end-others/").status_code == 302
    assert [is_in(client) for client in clients] == [True, False, False]
    assert here.get("/account/sessions/").content.decode().count(">127.0.0.1<") == 1
    assert UserSession.objects.filter(user=person).count() == 1
    assert StreamEntry.objects.filter(kind="accounts.sessions.ended").count() == 1


def test_ending_needs_a_post(pending):
    assert pending.get("/account/sessions/end-others/").status_code == 405


def test_nobody_sees_or_ends_another_persons_sessions(pending):
    other, client = make_person("other"), CastClient(REMOTE_ADDR="198.51.100.9")
    client.post("/account/login/", {"login": other.email, "password": PASSWORD})
    assert "198.51.100.9" not in pending.get("/account/sessions/").content.decode()
    pending.post("/account/sessions/end-others/")
    assert is_in(client)


@pytest.mark.parametrize(
    ("roles", "pause", "still_in"),
    [
        ((), 13 * DAY, True),
        ((), 15 * DAY, False),
        ((Role.EDITOR,), 2 * HOUR, True),
        ((Role.STAFF,), HOUR - 60, True),
        ((Role.STAFF,), HOUR + 400, False),
    ],
)
def test_an_idle_session_ends(time_machine, roles, pause, still_in):
    start = time.time()
    time_machine.move_to(start)
    _person, here, _there = two_devices(*roles)
    time_machine.move_to(start + pause)
    assert is_in(here) == still_in


@pytest.mark.parametrize(
    ("roles", "step", "times", "still_in"),
    [
        ((), 10 * DAY, 8, True),
        ((), 10 * DAY, 10, False),
        ((Role.STAFF,), HOUR / 2, 23, True),
        ((Role.STAFF,), HOUR / 2, 25, False),
    ],
)
def test_no_session_lives_for_ever(time_machine, roles, step, times, still_in):
    start = time.time()
    time_machine.move_to(start)
    _person, here, _there = two_devices(*roles)
    for number in range(1, times):
        time_machine.move_to(start + step * number)
        here.get("/account/")
    time_machine.move_to(start + step * times)
    assert is_in(here) == still_in


def test_the_session_is_written_daily_at_most(time_machine, django_assert_num_queries):
    start = time.time()
    time_machine.move_to(start)
    _person, here, _there = two_devices()
    time_machine.move_to(start + 60)
    answer = here.get("/account/languages/")
    assert "session" not in answer.cookies
    time_machine.move_to(start + DAY + 60)
    assert "session" in here.get("/account/languages/").cookies


def test_the_preamble_is_the_session_and_the_viewer(pending, django_assert_num_queries):
    pending.get("/account/languages/")
    with django_assert_num_queries(2):
        pending.get("/account/languages/")


def test_an_expired_session_of_a_person_asks_to_sign_in_again_and_comes_back(time_machine):
    start = time.time()
    time_machine.move_to(start)
    _person, here, _there = two_devices()
    time_machine.move_to(start + 15 * DAY)
    assert here.get("/account/languages/")["Location"] == "/account/login/?next=%2Faccount%2Flanguages%2F"


def test_a_role_that_ended_is_gone_with_the_next_request(staff):
    make_person("second", Role.STAFF)
    assert staff.get("/account/finish-set-up/").status_code == 200
    actions.end_role(actor=None, person=staff.person, role=Role.STAFF)
    assert staff.get("/account/finish-set-up/").status_code == 404
    assert staff.get("/manage/").status_code == 404


def test_the_epoch_is_part_of_what_a_session_is_tied_to():
    person = make_person("rosa")
    before = person.get_session_auth_hash()
    sessions.end_all(person)
    assert Person.objects.get(pk=person.pk).get_session_auth_hash() != before


@pytest.mark.parametrize(("url", "names"), [("https://x.example", ("__Host-session", "__Host-csrf"))])
def test_https_gives_the_cookies_their_prefix(url, names, tmp_path):
    """Settings are read at the start, so another program is asked."""
    asked = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    code = f"from advocates.config import settings as s; print([getattr(s, n) for n in {asked}])"
    environment = {**os.environ, "SITE_URL": url, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == str([*names, True, True])
