"""Signed-in pages: the people behind the groups, and the session of one of them: `python -m benchmarks.members`."""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
BATCH = 500
# Each so many of the groups is a member of the network, with somebody who speaks for it.
EVERY = 3
# The own group has this many speakers in all, so many people invited, and a trail of four pages.
SPEAKERS, INVITED, TRAIL = 4, 3, 200
# Nothing but the preamble: the session, the viewer, the fences.
PREAMBLE = "hello, signed in"
PAGES = {
    PREAMBLE: "/members/bench/hello/",
    "dashboard": "/members/",
    "own group": "/members/organisation/{organisation}/",
    "entry": "/members/organisation/{organisation}/entry/",
    "trail": "/members/organisation/{organisation}/history/",
    "invite": "/members/organisation/{organisation}/invite/",
    "hand over": "/members/organisation/mandates/{mandate}/hand-over/",
    "protection": "/members/organisation/{organisation}/protection/",
    "people": "/members/people/",
    "people, page 2": "/members/people/?page=2",
    "notices": "/members/notices/",
    "drafts": "/members/drafts/",
    "account": "/account/",
    "account, mail": "/account/notices/",
    "account, data": "/account/data/",
    "account, devices": "/account/sessions/",
}


def main() -> None:
    """Print the cookie of an administrator and the addresses of the pages."""
    django.setup()
    from advocates.organisations.models import Organisation  # noqa: PLC0415 - needs the settings

    own = Organisation.objects.order_by("id").first()
    made = list(Organisation.objects.exclude(pk=own.pk).order_by("id")[::EVERY])
    speak_for([own, *made])
    mandate = furnish(own)
    addresses = {
        name: path.format(organisation=own.public_id, mandate=mandate.public_id)
        for name, path in PAGES.items()
    }
    print(json.dumps({"cookie": session_of("person-0@example.org"), "pages": addresses}))


def speak_for(groups: list) -> None:
    """One administrator for each group."""
    from django.utils import timezone  # noqa: PLC0415

    from advocates.accounts.models import Person  # noqa: PLC0415
    from advocates.organisations.models import Mandate, Organisation  # noqa: PLC0415
    from advocates.organisations.vocabulary import State  # noqa: PLC0415

    people = [
        Person(email=f"person-{number}@example.org", full_name=f"Person {number}", reads=["es"])
        for number, _group in enumerate(groups)
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    for begin in range(0, len(groups), BATCH):
        chosen = [group.pk for group in groups[begin : begin + BATCH]]
        Organisation.objects.filter(pk__in=chosen).update(state=State.MEMBER)
    pairs = zip(people, groups, strict=True)
    # Nobody is new: for newcomers some pages ask once more.
    given = {"role": Mandate.Role.ADMINISTRATOR, "starts_at": timezone.now() - timedelta(days=3 * 365)}
    Mandate.objects.bulk_create(
        [Mandate(person=person, organisation=group, **given) for person, group in pairs], batch_size=BATCH
    )


def furnish(own: Any) -> Any:
    """What stands on the pages of a group that has been a member for a while; the administrator's mandate."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from advocates.accounts.models import Person  # noqa: PLC0415
    from advocates.core import stream  # noqa: PLC0415
    from advocates.core.models import StreamEntry  # noqa: PLC0415
    from advocates.organisations.models import Invitation, Mandate  # noqa: PLC0415

    mandate = Mandate.objects.get(organisation=own)
    administrator = Person.objects.get(pk=mandate.person_id)
    for number in range(1, SPEAKERS):
        colleague = Person.objects.create(
            email=f"colleague-{number}@example.org", full_name=f"Colleague {number}", reads=["en"]
        )
        Mandate.objects.create(person=colleague, organisation=own, role=Mandate.Role.REPRESENTATIVE)
    for number in range(INVITED):
        Invitation.objects.create(
            organisation=own, address=f"invited-{number}@example.org", role=Mandate.Role.REPRESENTATIVE,
            language="en", invited_by=administrator, invited_under=mandate,
        )  # fmt: skip
    with transaction.atomic():
        for _number in range(TRAIL):
            stream.record("organisations.organisation.changed", own, actor=administrator)
    # Told to whoever follows, so that the worker has nothing to do while pages are measured.
    StreamEntry.objects.filter(dispatched_at=None).update(dispatched_at=timezone.now())
    return mandate


def session_of(email: str) -> str:
    """The cookies of somebody who has just signed in with a second factor."""
    from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import login  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.http import HttpRequest  # noqa: PLC0415
    from django.utils.crypto import get_random_string  # noqa: PLC0415

    from advocates.accounts.models import Person  # noqa: PLC0415

    person = Person.objects.get(email=email)
    factor = TOTP.activate(person, generate_totp_secret()).instance
    request = HttpRequest()
    request.session = SessionStore()
    request.META.update(REMOTE_ADDR="127.0.0.1", HTTP_USER_AGENT="Benchmarks")
    request.user = person
    login(request, person, backend="advocates.accounts.backends.PersonBackend")
    record_authentication(request, person, method="mfa", id=factor.pk, type="totp")
    request.session.save()
    # Both cookies that a browser has after signing in.
    cookies = {
        settings.SESSION_COOKIE_NAME: request.session.session_key,
        settings.CSRF_COOKIE_NAME: get_random_string(32),
    }
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


if __name__ == "__main__":
    sys.exit(main())
