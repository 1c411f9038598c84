"""Demonstration people and groups, plainly made up, for trying an installation out.

Other apps add to it in `AppConfig.ready()`: reasons to refuse, and further people, groups and content.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from advocates.accounts import actions, factors
from advocates.accounts.models import Person
from advocates.core import secrets
from advocates.core.profile import profile
from advocates.core.refused import Refused
from advocates.core.viewer import Role
from advocates.organisations.actions import Entry, create_organisation
from advocates.organisations.mandates.actions import end_mandate, grant_mandate
from advocates.organisations.membership.actions import accept_organisation
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.vocabulary import State
from advocates.publishing.demonstration import make_articles
from advocates.publishing.newsletter.demonstration import make_newsletters
from advocates.wiki.demonstration import make_pages

# Nobody lives there, so nobody takes one of these groups for a real one.
TERRITORIES = (
    ("AQ", "Antarctica"), ("BV", "Bouvet Island"), ("GS", "South Georgia"), ("HM", "Heard Island"), ("TF", "Kerguelen"),
)  # fmt: skip
PEOPLE: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("pending", ()),
    ("editor", (Role.EDITOR,)),
    ("staff", (Role.STAFF,)),
)
ADMINISTRATOR, REPRESENTATIVE = Mandate.Role.ADMINISTRATOR.value, Mandate.Role.REPRESENTATIVE.value
# Who speaks for the group of which territory; these groups are members.
SPEAKERS: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("administrator", "AQ", ADMINISTRATOR, ()),
    ("representative", "AQ", REPRESENTATIVE, ()),
    ("colleague", "AQ", REPRESENTATIVE, ()),
    ("other_administrator", "TF", ADMINISTRATOR, ()),
    ("other_organisation", "TF", REPRESENTATIVE, ()),
    ("former", "HM", REPRESENTATIVE, ()),
    ("moderator", "GS", ADMINISTRATOR, (Role.MODERATOR,)),
)
Printed = dict[str, dict[str, str]]

_obstacles: list[Callable[[], str]] = []
_makers: list[Callable[[Printed], None]] = [make_pages, make_articles, make_newsletters]


class NotADemonstration(Refused):
    """Real people work with this installation."""


def register_obstacle(obstacle: Callable[[], str]) -> None:
    """`obstacle()` says in one sentence why nothing may be made up here, or nothing."""
    _obstacles.append(obstacle)


def register_maker(maker: Callable[[Printed], None]) -> None:
    """`maker(printed)` makes more and adds the people whom it made to what is printed; it may be called again."""
    _makers.append(maker)


def make() -> Printed:
    """Make what is missing; running it again changes nothing and returns the same."""
    for reason in filter(None, (obstacle() for obstacle in _obstacles)):
        raise NotADemonstration(reason)
    refuse_beside_real_people()
    printed = {name: make_person(name, *roles) for name, roles in PEOPLE}
    groups = {country: make_group(country, place) for country, place in TERRITORIES}
    for name, country, role, roles in SPEAKERS:
        printed[name] = make_person(name, *roles, is_guarded=role == ADMINISTRATOR)
        make_speaker(printed[name]["email"], groups[country], role, is_former=name == "former")
    for maker in _makers:
        maker(printed)
    return printed


def make_person(name: str, *roles: Role, is_guarded: bool = False) -> dict[str, str]:
    """A person with roles; those who need a second factor have one. Returns what is needed to sign in."""
    email, password = f"demonstration-{name.replace('_', '-')}@example.org", password_of(name)
    person = Person.objects.filter(email=email).first()
    if person is None:
        new = actions.NewPerson(
            email, f"Demonstration {name.replace('_', ' ')}", password, is_demonstration=True
        )
        person = actions.create_person(actor=None, new=new)
    for role in roles:
        actions.grant_role(actor=None, person=person, role=role)
    printed = {"email": email, "password": password}
    return {**printed, "totp_secret": _second_factor(person)} if roles or is_guarded else printed


def password_of(name: str) -> str:
    """The same for as long as SECRET_KEY is, so that running the command again signs nobody out."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"demonstration:{name}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest)[:24].decode()


def _second_factor(person: Person) -> str:
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if app:
        return secrets.decrypt(app.data["secret"], purpose=factors.PURPOSE)
    secret: str = generate_totp_secret()
    with transaction.atomic():
        TOTP.activate(person, secret)
        RecoveryCodes.activate(person)
    return secret


def refuse_beside_real_people() -> None:
    """Made-up people never speak beside real ones, not even where these left long ago."""
    if Mandate.objects.filter(person__is_demonstration=False).exists():
        raise NotADemonstration(
            _("Real people speak for organisations here. Demonstrate on an installation of its own.")
        )


def make_speaker(email: str, organisation: Organisation, role: str, *, is_former: bool) -> None:
    """Let a demonstration person speak for a demonstration group, once; the former one's mandate has ended."""
    person = Person.objects.get(email=email)
    organisation.refresh_from_db()
    if person.mandates.filter(organisation=organisation).exists():
        return
    if organisation.state != State.MEMBER:
        accept_organisation(actor=None, organisation=organisation)
    made = grant_mandate(actor=None, person=person, organisation=organisation, role=role)
    if is_former:
        end_mandate(actor=None, mandate=made, ending=Mandate.Ending.NETWORK)


def make_group(country: str, place: str) -> Organisation:
    """A listed group in a territory where nobody lives."""
    name = f"Demonstration group {place}"
    found = Organisation.objects.filter(name=name).first()
    if found:
        return found
    fields: dict[str, Any] = {
        "name": name,
        "country": country,
        "countries": [country],
        "languages": ["en"],
        "disease_areas": [profile().main_disease],
    }
    return create_organisation(actor=None, entry=Entry(fields))
