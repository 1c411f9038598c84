"""The cast: who opens the pages in our tests, named by what they are."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.utils import translation

from advocates.accounts import actions
from advocates.accounts.models import Person
from advocates.core import installation
from advocates.core.viewer import Role
from advocates.organisations import directory
from advocates.organisations.mandates.actions import end_mandate, grant_mandate
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.publishing.giving import offered
from advocates.publishing.news import archive
from advocates.search import page_index

PASSWORD = "quilt-lantern-harbour-7"
_numbers = count(1)


class CastClient(Client):
    """A browser of one of the cast; `person` is None for a visitor."""

    person: Person | None = None
    totp_secret = ""


def make_person(name: str, *roles: Role, **fields: Any) -> Person:
    """An account with the password `PASSWORD` and a confirmed address."""
    number = next(_numbers)
    email = fields.pop("email", f"{name}{number}@example.org")
    full_name = fields.pop("full_name", f"{name.title()} {number}")
    new = actions.NewPerson(email, full_name, PASSWORD, is_demonstration=True, **fields)
    person = actions.create_person(actor=None, new=new)
    for role in roles:
        actions.grant_role(actor=None, person=person, role=role)
    return person


def give_second_factor(person: Person) -> str:
    """An authenticator app and recovery codes; returns the secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def totp_code(secret: str, at: float) -> str:
    """The code that the app shows at a time (seconds since 1970)."""
    return format_hotp_value(hotp_value(secret, int(at) // 30))


def sign_in(client: Client, person: Person, *, second_factor: bool = False) -> None:
    """A session as sign-in leaves it behind, without the detour through the form."""
    request = HttpRequest()
    request.session = SessionStore()
    request.META.update(REMOTE_ADDR="127.0.0.1", HTTP_USER_AGENT="Tests")
    request.user = person
    login(request, person, backend="advocates.accounts.backends.PersonBackend")
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    if second_factor:
        factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
        record_authentication(request, person, method="mfa", id=factor.pk, type="totp", reauthenticated=True)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


def cast_client(name: str, *roles: Role) -> CastClient:
    """A signed-in browser; with roles, the second factor is set up and passed."""
    client = CastClient()
    client.person = make_person(name, *roles)
    if roles:
        client.totp_secret = give_second_factor(client.person)
    sign_in(client, client.person, second_factor=bool(roles))
    return client


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Counts of limits, copies of settings and the index of the directory do not outlive a test."""
    cache.clear()
    installation.forget()
    directory.forget()
    page_index.forget()
    archive.forget()
    offered.forget()
    yield
    # The last request's language stays active; the next test begins in none.
    translation.deactivate()
    cache.clear()
    installation.forget()
    directory.forget()
    page_index.forget()
    archive.forget()
    offered.forget()


def speak_for(person: Person, organisation: Organisation, role: str = "administrator") -> Mandate:
    """A mandate from now on."""
    return grant_mandate(actor=None, person=person, organisation=organisation, role=role)


def member_client(name: str, group: str, country: str, *roles: Role) -> CastClient:
    """An administrator of a member organisation of their own, with a second factor; roles on top."""
    client = CastClient()
    client.person = make_person(name)
    speak_for(client.person, make_organisation(group, country=country, state=State.MEMBER))
    for role in roles:
        actions.grant_role(actor=None, person=client.person, role=role)
    client.totp_secret = give_second_factor(client.person)
    sign_in(client, client.person, second_factor=True)
    return client


def colleague_client(name: str, group: str, role: str = "representative", *roles: Role) -> CastClient:
    """Another person of a group that is there; only a representative without a role has no second factor."""
    client = CastClient()
    client.person = make_person(name)
    speak_for(client.person, Organisation.objects.get(name=group), role)
    for each in roles:
        actions.grant_role(actor=None, person=client.person, role=each)
    is_guarded = bool(roles) or role == "administrator"
    if is_guarded:
        client.totp_secret = give_second_factor(client.person)
    sign_in(client, client.person, second_factor=is_guarded)
    return client


def former_client() -> CastClient:
    client = member_client("former", "Former Group", "BR")
    mandate = Mandate.objects.get(person=client.person)
    end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)
    return client


# How each of the cast comes to be, for fixtures that live as long as a test and for those that live longer.
MAKERS: dict[str, Callable[[], CastClient]] = {
    "visitor": CastClient,
    "pending": lambda: cast_client("pending"),
    "former": former_client,
    "member": lambda: member_client("member", "Own Group", "DE"),
    "other_member": lambda: member_client("other_member", "Other Group", "KE"),
    "moderator": lambda: member_client("moderator", "Moderating Group", "JP", Role.MODERATOR),
    "editor": lambda: cast_client("editor", Role.EDITOR),
    "staff": lambda: cast_client("staff", Role.STAFF),
}


def opened_anew(client: CastClient) -> CastClient:
    """Another browser of the same person, who has signed in just now."""
    made = CastClient()
    if client.person:
        made.person, made.totp_secret = Person.objects.get(pk=client.person.pk), client.totp_secret
        sign_in(made, made.person, second_factor=bool(made.totp_secret))
    return made


@pytest.fixture
def visitor() -> CastClient:
    """Somebody who is not signed in."""
    return MAKERS["visitor"]()


@pytest.fixture
def pending(db: None) -> CastClient:
    """An account without any mandate or role."""
    return MAKERS["pending"]()


@pytest.fixture
def member(db: None) -> CastClient:
    """An administrator of a member organisation."""
    return MAKERS["member"]()


@pytest.fixture
def other_member(db: None) -> CastClient:
    """The same of another organisation, in another region."""
    return MAKERS["other_member"]()


@pytest.fixture
def former(db: None) -> CastClient:
    """Somebody whose only mandate has ended."""
    return MAKERS["former"]()


@pytest.fixture
def moderator(db: None) -> CastClient:
    """A member with that role."""
    return MAKERS["moderator"]()


@pytest.fixture
def editor(db: None) -> CastClient:
    """Somebody who writes pages."""
    return MAKERS["editor"]()


@pytest.fixture
def staff(db: None) -> CastClient:
    """Somebody who runs the site."""
    return MAKERS["staff"]()


def sign_in_browser(context: Any, live_server: Any, person: Person, *, second_factor: bool = False) -> None:
    """Give a browser (its context) the session of a person."""
    client = CastClient()
    sign_in(client, person, second_factor=second_factor)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
