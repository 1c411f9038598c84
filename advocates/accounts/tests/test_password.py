"""Passwords: what is accepted, how it is stored, how it is reset and changed."""

import time

import pytest
from django.contrib.auth.hashers import check_password as matches
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ValidationError

from advocates.accounts import mails
from advocates.accounts.models import Person
from advocates.accounts.passwords import check_password
from advocates.core.models import Mail
from tests.cast import PASSWORD, CastClient, make_person

NEW = "meadow-violin-tunnel-4"


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 129,
        "password1234",
        "rosa.example@example.org",
        "CML2026",
        "cml-advocates-network",
        "Advocates2026",
    ],
)
def test_weak_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        check_password(password, Person(email="rosa.example@example.org", full_name="Rosa Example"))


@pytest.mark.parametrize(
    "password",
    [NEW, "x9" * 64, "пароль-из-трёх-слов", "四つの言葉をならべてみました", "  spaces count too  "],
)
def test_other_passwords_are_accepted(password):
    assert check_password(password, Person(email="rosa@example.org")) == password


def test_argon2_is_frugal(settings):
    settings.PASSWORD_HASHERS = ["advocates.accounts.hashers.FrugalArgon2PasswordHasher"]
    stored = make_password(NEW)
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored
    assert matches(NEW, stored)
    assert not identify_hasher(stored).must_update(stored)


@pytest.mark.django_db
class TestReset:
    def link(self, person):
        mails.send_reset(person.pk)
        mail = Mail.objects.latest("pk")
        return mail.text.split("http://127.0.0.1:8000")[1].split()[0]

    def test_the_link_sets_a_new_password_once(self, visitor):
        person = make_person("rosa")
        link = self.link(person)
        form = visitor.get(link)["Location"]
        assert link.split("-")[-1] not in form
        assert visitor.get(form).status_code == 200
        assert visitor.post(form, {"password1": NEW}).status_code == 302
        assert Person.objects.get().check_password(NEW)
        assert "was reset" in Mail.objects.latest("pk").text
        assert "does not work any more" in CastClient().get(link).content.decode()

    def test_showing_the_link_changes_nothing(self, visitor):
        person = make_person("rosa")
        link = self.link(person)
        for _time in range(3):
            CastClient().get(link, follow=True)
        assert Person.objects.get().check_password(PASSWORD)
        assert visitor.get(link).status_code == 302

    def test_a_weak_password_is_refused(self, visitor):
        link = self.link(make_person("rosa"))
        assert visitor.post(visitor.get(link)["Location"], {"password1": "short"}).status_code == 422

    @pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
    def test_the_link_lives_for_an_hour(self, visitor, time_machine, minutes, works):
        link = self.link(make_person("rosa"))
        time_machine.move_to(time.time() + minutes * 60)
        assert (visitor.get(link).status_code == 302) == works

    def test_the_link_dies_when_the_password_changes(self, visitor):
        person = make_person("rosa")
        link = self.link(person)
        person.set_password(NEW)
        person.save()
        assert visitor.get(link).status_code == 200

    def test_nobody_is_signed_in_by_it(self, visitor):
        link = self.link(make_person("rosa"))
        visitor.post(visitor.get(link)["Location"], {"password1": NEW})
        assert visitor.get("/account/").status_code == 302


@pytest.mark.django_db
class TestChange:
    ADDRESS = "/account/password/change/"

    def test_the_present_password_is_asked_for(self, pending):
        assert pending.post(self.ADDRESS, {"oldpassword": "wrong", "password1": NEW}).status_code == 422
        assert Person.objects.get().check_password(PASSWORD)

    def test_guessing_it_is_limited(self, pending):
        statuses = [
            pending.post(self.ADDRESS, {"oldpassword": "wrong", "password1": NEW}).status_code
            for _try in range(6)
        ]
        assert statuses == [422] * 5 + [429]

    def test_well_known_address_leads_there(self, pending):
        assert pending.get("/.well-known/change-password")["Location"] == self.ADDRESS
