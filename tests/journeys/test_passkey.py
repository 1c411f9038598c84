"""A passkey in a real browser, with a virtual authenticator: added, used alone, used after the password, removed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from advocates.core.viewer import Role
from tests.cast import PASSWORD, make_person

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(page: Page):
    """The page's device has a place for passkeys; errors of the page fail the test."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield session
    # A refusal (409) is the answer that the journey asks for.
    assert [error for error in errors if "409" not in error] == []


def sign_in(page, live_server, person):
    page.goto(f"{live_server.url}/account/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=login]) button")


def add_passkey(page, live_server):
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
    page.fill("[name=name]", "Rosa’s phone")
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile("/account/2fa/recovery-codes/"))


def test_passkey_from_first_to_last(page, live_server, phone):
    assert "localhost" in live_server.url
    person = make_person("rosa", Role.EDITOR)
    sign_in(page, live_server, person)
    expect(page).to_have_url(re.compile(r"^[^?]*/account/$"))
    add_passkey(page, live_server)
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "webauthn"]

    page.goto(f"{live_server.url}/account/")
    expect(page.locator("main")).to_contain_text("Rosa’s phone")
    page.goto(f"{live_server.url}/account/2fa/needed/")
    expect(page.locator("main")).to_contain_text("All is set up")

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/login/?next=/account/languages/")
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile(r"^[^?]*/account/languages/$"))

    page.context.clear_cookies()
    sign_in(page, live_server, person)
    expect(page).to_have_url(re.compile("/account/2fa/authenticate/"))
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile(r"^[^?]*/account/$"))

    key = Authenticator.objects.get(type="webauthn")
    page.goto(f"{live_server.url}/account/2fa/webauthn/keys/{key.pk}/remove/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("second factor")
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_device_that_gives_no_passkey_leaves_a_way_on(page, live_server, phone):
    person = make_person("rosa")
    sign_in(page, live_server, person)
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    refuse = "() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }"
    page.evaluate(refuse)
    page.click("[data-passkey-start]")
    expect(page.locator("[data-passkey-error]")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_an_answer_to_an_old_question_is_refused(page, live_server, phone):
    """Replay: the same answer a second time belongs to no question."""
    person = make_person("rosa")
    sign_in(page, live_server, person)
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile("recovery-codes"))
    page.context.clear_cookies()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    page.goto(f"{live_server.url}/account/login/")
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile(r"^[^?]*/account/$"))
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/login/")
    page.evaluate(
        """async () => (await fetch("/account/2fa/webauthn/login/", {headers: {Accept: "application/json"}})).json()"""
    )
    from urllib.parse import parse_qs  # noqa: PLC0415 - one use

    answer = parse_qs(sent[-1])["credential"][0]
    with page.expect_navigation():  # the submit only starts one: without this the next step may abort it
        page.eval_on_selector(
            "form[data-passkey]",
            "(form, answer) => { form.elements.credential.value = answer; form.submit(); }",
            answer,
        )
    page.goto(f"{live_server.url}/account/")
    expect(page).to_have_url(re.compile("/account/login/"))


def test_without_javascript_the_password_signs_in(browser, live_server):
    person = make_person("rosa")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/login/")
    assert page.locator("[data-passkey-start]").is_hidden()
    sign_in(page, live_server, person)
    expect(page).to_have_url(re.compile(r"^[^?]*/account/$"))
    context.close()
