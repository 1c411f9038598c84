"""`advocates recover-access`: a new start for whoever lost everything, and for nobody who only knows the password."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from advocates.accounts import actions
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role
from tests.cast import PASSWORD, CastClient, make_person

pytestmark = pytest.mark.django_db
NEW = "another-lantern-by-the-sea-4"


def recover(email: str) -> str:
    """The path of the printed link."""
    printed = StringIO()
    call_command("recover_access", email, stdout=printed)
    return urlsplit(printed.getvalue().split()[-1]).path


def sign_in_with(password: str, email: str) -> CastClient:
    client = CastClient()
    client.post("/account/login/", {"login": email, "password": password})
    return client


def test_the_link_leads_to_a_password_and_then_to_a_new_factor(staff):
    link = recover(staff.person.email.upper())
    client = CastClient()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    back = sign_in_with(NEW, staff.person.email)
    assert back.get("/account/").status_code == 200
    assert back.get("/manage/")["Location"] == "/account/2fa/needed/"


def test_the_old_password_opens_nothing(staff):
    recover(staff.person.email)
    assert sign_in_with(PASSWORD, staff.person.email).get("/account/").status_code == 302


def test_factors_and_sessions_end(staff):
    assert staff.get("/manage/people/").status_code == 200
    recover(staff.person.email)
    assert not Authenticator.objects.filter(user=staff.person).exists()
    assert staff.get("/manage/people/").status_code == 302


def test_it_is_an_audit_entry_and_every_known_address_is_told(staff):
    EmailAddress.objects.create(user=staff.person, email="old@example.org", verified=False)
    recover(staff.person.email)
    assert StreamEntry.objects.get(kind="accounts.access.recovered").is_audit
    told = Mail.objects.filter(text__contains="gave your account a new start")
    assert set(told.values_list("recipient", flat=True)) == {staff.person.email, "old@example.org"}


def test_the_link_works_once(staff):
    link = recover(staff.person.email)
    client = CastClient()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert 'name="password1"' not in CastClient().get(link, follow=True).content.decode()


def test_unknown_and_closed_accounts_are_refused_in_one_sentence(staff):
    closed = make_person("closed", Role.EDITOR)
    actions.suspend(actor=staff.person, person=closed)
    for email, sentence in (("nobody@example.org", "Nobody has"), (closed.email, "is closed")):
        with pytest.raises(CommandError, match=sentence):
            recover(email)
    assert Authenticator.objects.filter(user=staff.person).exists()
