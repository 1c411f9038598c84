"""The second factor: set up, asked for, used once, encrypted, and kept while it is needed."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from advocates.accounts import actions, factors, sessions
from advocates.accounts.models import Person
from advocates.core import secrets
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import OFFICE_ROLES, Role
from tests.cast import PASSWORD, CastClient, give_second_factor, make_person, sign_in, totp_code

pytestmark = pytest.mark.django_db
# allauth announces some deeds only when they are committed.
committed = pytest.mark.django_db(transaction=True)
STEP = "/account/2fa/authenticate/"


def password_step(person):
    client = CastClient()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return client


def codes_of(person):
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def set_up_app(client):
    """Through the pages, as a person does it; returns the secret."""
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": totp_code(secret, time.time())})
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/recovery-codes/")
    return secret


@committed
def test_setting_up_an_app_gives_codes_a_mail_and_an_entry(pending):
    secret = set_up_app(pending)
    assert pending.get("/account/2fa/recovery-codes/").context["unused_codes"] == codes_of(pending.person)
    assert "authenticator app was set up" in Mail.objects.get().text
    assert StreamEntry.objects.get(kind="accounts.second_factor.added").actor == pending.person
    assert len(codes_of(pending.person)) == 10
    assert secret


def test_a_wrong_code_does_not_set_the_app_up(pending):
    pending.get("/account/2fa/totp/activate/")
    answer = pending.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_setting_up_needs_a_fresh_confirmation(pending, time_machine):
    time_machine.move_to(time.time() + 600)
    answer = pending.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/account/reauthenticate/?next=")
    answer = pending.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/account/2fa/totp/activate/"
    assert pending.get("/account/2fa/totp/activate/").status_code == 200


def test_the_waiting_secret_is_encrypted_in_the_session(pending):
    secret = pending.get("/account/2fa/totp/activate/").context["form"].secret
    assert secret not in str(dict(pending.session.items()))


def test_secrets_are_unreadable_in_the_database():
    person = make_person("rosa")
    secret = give_second_factor(person)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes_of(person))
    app = Authenticator.objects.get(type="totp")
    assert secrets.decrypt(app.data["secret"], purpose=factors.PURPOSE) == secret


def test_a_code_signs_in_once():
    person = make_person("rosa")
    code = totp_code(give_second_factor(person), time.time())
    assert password_step(person).post(STEP, {"code": code}).status_code == 302
    assert password_step(person).post(STEP, {"code": code}).status_code == 422


def test_a_code_signs_in_once_without_any_cache(monkeypatch):
    person = make_person("rosa")
    code = totp_code(give_second_factor(person), time.time())
    assert factors.accepted(person, code)
    assert factors.accepted(person, code) is None


@pytest.mark.parametrize(("seconds", "status"), [(-90, 422), (-30, 302), (30, 302), (90, 422)])
def test_clocks_may_differ_by_half_a_minute(seconds, status):
    person = make_person("rosa")
    secret = give_second_factor(person)
    middle = time.time() // 30 * 30 + 15
    assert (
        password_step(person).post(STEP, {"code": totp_code(secret, middle + seconds)}).status_code == status
    )


def test_an_older_code_is_void_after_a_newer_one():
    person = make_person("rosa")
    secret = give_second_factor(person)
    assert factors.accepted(person, totp_code(secret, time.time()))
    assert factors.accepted(person, totp_code(secret, time.time() - 30)) is None


def test_a_recovery_code_signs_in_once():
    person = make_person("rosa")
    give_second_factor(person)
    code = codes_of(person)[3]
    assert password_step(person).post(STEP, {"code": f"{code[:4]} {code[4:]}"}).status_code == 302
    assert password_step(person).post(STEP, {"code": code}).status_code == 422
    assert len(codes_of(person)) == 9


def test_the_sixth_code_has_to_wait():
    person = make_person("rosa")
    secret = give_second_factor(person)
    client = password_step(person)
    assert [client.post(STEP, {"code": "000000"}).status_code for _try in range(5)] == [422] * 5
    assert client.post(STEP, {"code": totp_code(secret, time.time())}).status_code == 429


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_a_role_without_a_second_factor_opens_no_back_office(role):
    client = CastClient()
    person = make_person("rosa", role)
    sign_in(client, person)
    assert client.get("/manage/")["Location"] == "/account/2fa/needed/"
    page = client.get("/account/2fa/needed/").content.decode()
    assert "/account/2fa/webauthn/add/" in page
    assert "/account/2fa/totp/activate/" in page


@committed
def test_the_factor_counts_in_the_session_that_set_it_up():
    client = CastClient()
    person = make_person("rosa", Role.STAFF)
    sign_in(client, person)
    set_up_app(client)
    assert "All is set up" in client.get("/account/2fa/needed/").content.decode()
    assert client.get("/manage/").headers.get("Location") != "/account/2fa/needed/"


def test_a_session_from_before_the_factor_has_not_passed_it():
    old, person = CastClient(), make_person("rosa", Role.STAFF)
    sign_in(old, person)
    give_second_factor(person)
    assert old.get("/manage/")["Location"] == "/account/2fa/needed/"
    assert "Sign in again" in old.get("/account/2fa/needed/").content.decode()


def test_the_twin_a_fence_that_forgets_the_session_lets_it_in(monkeypatch):
    monkeypatch.setattr(sessions, "has_passed_second_factor", lambda _request: True)
    old, person = CastClient(), make_person("rosa", Role.STAFF)
    sign_in(old, person)
    give_second_factor(person)
    assert old.get("/manage/").headers.get("Location") != "/account/2fa/needed/"


@pytest.mark.parametrize(("roles", "status", "left"), [((), 302, 0), ((Role.EDITOR,), 409, 2)])
def test_the_last_factor_stays_while_a_role_needs_it(roles, status, left):
    client, person = CastClient(), make_person("rosa", *roles)
    give_second_factor(person)
    sign_in(client, person, second_factor=True)
    assert client.post("/account/2fa/totp/deactivate/").status_code == status
    assert Authenticator.objects.filter(user=person).count() == left
    removed = StreamEntry.objects.filter(kind="accounts.second_factor.removed")
    assert removed.exists() == (left == 0)


def test_a_passkey_that_is_the_last_factor_stays_too(editor):
    Authenticator.objects.filter(user=editor.person, type="totp").delete()
    key = Authenticator.objects.create(
        user=editor.person, type="webauthn", data={"name": "Phone", "credential": {}}
    )
    assert editor.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/").status_code == 409
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_somebody_elses_passkey_does_not_exist(pending):
    other = make_person("other")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Theirs", "credential": {}})
    for path in ("remove", "edit"):
        assert pending.get(f"/account/2fa/webauthn/keys/{key.pk}/{path}/").status_code == 404
        assert (
            pending.post(f"/account/2fa/webauthn/keys/{key.pk}/{path}/", {"name": "Mine"}).status_code == 404
        )
    assert Authenticator.objects.filter(pk=key.pk).exists()


@committed
def test_new_recovery_codes_make_the_old_ones_void(editor):
    old = codes_of(editor.person)
    assert editor.post("/account/2fa/recovery-codes/generate/").status_code == 302
    assert not set(old) & set(codes_of(editor.person))
    assert StreamEntry.objects.filter(kind="accounts.recovery_codes.made").count() == 1


def test_recovery_codes_are_shown_once(editor):
    """The printed sheet: after making, and never again."""
    codes = codes_of(editor.person)
    sheet = editor.get("/account/2fa/recovery-codes/").content.decode()
    assert all(code in sheet for code in codes)
    assert editor.person.full_name in sheet
    assert "Keep it with your papers" in sheet
    again = editor.get("/account/2fa/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)
    assert "10 of 10 codes are left" in again
    assert editor.get("/account/2fa/recovery-codes/download/").status_code == 404


def test_the_twin_without_the_setting_they_would_stay_on_the_screen(editor, settings):
    settings.MFA_RECOVERY_CODES_SHOW_ONCE = False
    codes = codes_of(editor.person)
    pages = [editor.get("/account/2fa/recovery-codes/").content.decode() for _time in range(2)]
    assert all(codes[0] in page for page in pages)


@pytest.mark.parametrize("way", ["password", "reset", "confirmation", "set-up", "half-way"])
def test_no_way_in_goes_round_the_factor(way):
    """Every door there is, as somebody with a second factor: none opens without it."""
    person, client = make_person("rosa"), CastClient()
    give_second_factor(person)
    if way == "password":
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    elif way == "reset":
        reset_through_the_mail(client, person)
    elif way == "confirmation":
        actions.ask_for_address(person=person, address="new@example.org")
        url = Mail.objects.get().text.split("/account/confirm-email/")[1].split()[0]
        assert client.post(f"/account/confirm-email/{url}").status_code == 302
    elif way == "set-up":
        assert actions.make_setup_link()
        client.post("/account/set-up/wrong/", {"email": person.email, "password": PASSWORD})
    else:
        password_then_elsewhere(client, person)
    assert client.get("/account/").status_code == 302
    assert "_auth_user_id" not in client.session


def reset_through_the_mail(client, person):
    from advocates.accounts import mails  # noqa: PLC0415 - only this way needs it

    mails.send_reset(person.pk)
    path = Mail.objects.get().text.split("http://127.0.0.1:8000")[1].split()[0]
    answer = client.post(client.get(path)["Location"], {"password1": "meadow-violin-tunnel-4"})
    assert answer["Location"] == "/account/password/reset/key/done/"
    assert Person.objects.get(pk=person.pk).check_password("meadow-violin-tunnel-4")


def password_then_elsewhere(client, person):
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    for path in ("/account/", "/manage/", "/account/sessions/", "/account/2fa/recovery-codes/"):
        assert client.get(path)["Location"].startswith("/account/login/")


NONSENSE = [
    "",
    "{}",
    "[]",
    "7",
    "null",
    "not json",
    '{"id": "x"}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": 7}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}',
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_a_senseless_passkey_answer_is_refused(visitor, pending, credential):
    visitor.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert visitor.post("/account/2fa/webauthn/login/", {"credential": credential}).status_code == 302
    assert visitor.get("/account/").status_code == 302
    pending.get("/account/2fa/webauthn/add/")
    assert pending.post("/account/2fa/webauthn/add/", {"credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


def test_secrets_of_different_persons_differ():
    assert generate_totp_secret() != generate_totp_secret()
