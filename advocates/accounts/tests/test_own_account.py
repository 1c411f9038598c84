"""One's own account: overview, name and languages."""

import pytest

from advocates.accounts import forms
from advocates.accounts.models import Person
from advocates.core.models import StreamEntry
from tests.cast import CastClient

pytestmark = pytest.mark.django_db
FORM = {"full_name": "Rosa  López ", "language": "es", "reads": ["fr", "pt"], "time_zone": "America/Lima"}
PAGES = ["", "languages/", "email/", "sessions/", "password/change/", "2fa/needed/", "2fa/totp/activate/",
         "2fa/webauthn/", "2fa/webauthn/add/", "logout/", "reauthenticate/"]  # fmt: skip
OPEN = [
    "login/",
    "password/reset/",
    "password/reset/done/",
    "inactive/",
    "confirm-email/",
    "password/reset/key/done/",
]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_shown_in_every_language(pending, page, language):
    answer = pending.get(f"/account/{page}?lang={language}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_led_to_sign_in(visitor, page):
    if page != "logout/":
        assert visitor.get(f"/account/{page}")["Location"].startswith("/account/login/?next=%2Faccount%2F")


@pytest.mark.parametrize("page", OPEN)
def test_a_visitor_may_see_what_signing_in_needs(visitor, page):
    assert visitor.get(f"/account/{page}").status_code == 200


def test_changing_name_and_languages(pending):
    assert pending.post("/account/languages/", FORM).status_code == 302
    person = Person.objects.get()
    assert (person.full_name, person.language, person.reads, person.time_zone) == (
        "Rosa López",
        "es",
        ["fr", "pt"],
        "America/Lima",
    )
    assert 'lang="es"' in pending.get("/account/").content.decode()
    assert StreamEntry.objects.filter(kind="accounts.person.changed", actor=person).count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", ""),
        ("full_name", "x" * 151),
        ("language", "xx"),
        ("reads", ["xx"]),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_bad_input_is_refused_and_kept(pending, name, value):
    answer = pending.post("/account/languages/", {**FORM, name: value})
    assert answer.status_code == 422
    assert Person.objects.get().full_name != "Rosa López"
    assert "America/Lima" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Moderator", "the network itself"),
        ("СML Аdvocates Network", "in one script"),
        ("C.M.L. Advocates", "the network itself"),
        ("Rosa\u200b", "nobody can see"),
        ("Rosa" + "\u0301" * 140, "too many accents"),
    ],
)
def test_a_name_that_deceives_is_refused_and_kept(pending, name, sentence):
    answer = pending.post("/account/languages/", {**FORM, "full_name": name})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["full_name"][0]
    assert f'value="{name}"' in answer.text


def test_without_the_look_it_would_be_taken(pending, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(forms, "refuse_ours", lambda _name: None)
    assert pending.post("/account/languages/", {**FORM, "full_name": "Moderator"}).status_code == 302


def test_who_was_called_so_before_can_change_the_rest(pending):
    Person.objects.filter(pk=pending.person.pk).update(full_name="Administrator")
    changed = {**FORM, "full_name": "Administrator"}
    assert pending.post("/account/languages/", changed).status_code == 302


def test_one_cannot_change_what_the_form_does_not_show(pending):
    before = Person.objects.values("email", "is_superuser", "is_active", "public_id").get()
    pending.post(
        "/account/languages/", {**FORM, "email": "x@example.org", "is_superuser": "on", "is_active": ""}
    )
    assert Person.objects.values("email", "is_superuser", "is_active", "public_id").get() == before


def test_no_page_carries_a_script_or_style_attribute(pending, editor):
    for client in (pending, editor, CastClient()):
        for page in [*PAGES, *OPEN]:
            body = client.get(f"/account/{page}").content.decode()
            assert " style=" not in body
            assert " onclick=" not in body
            assert "<script>" not in body
