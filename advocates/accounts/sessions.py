"""How long a session lives, what ends it, and whether it passed the second factor."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.middleware import get_user
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from advocates.accounts.models import Person
from advocates.core.viewer import VISITOR, Role, Viewer, viewer_of, viewer_of_session

BEGAN, SEEN, SHARED = "began_at", "seen_at", "shared_device"
HOUR, DAY = 3600, 86400
# Seconds: idle, in all, and between two writes of the time of the last request.
EVERYBODY = (14 * DAY, 90 * DAY, DAY)
STAFF = (HOUR, 12 * HOUR, 300)
ON_SHARED = (HOUR // 2, 12 * HOUR, 60)


def keep_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: end sessions that are too old, note the others' use, tell the time in the person's zone.

    Stands after `attach_viewer`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        person: Any = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Asked for now: from here on without the detour of what is made on first use.
            request.user = get_user(request)
            if request.user.is_authenticated:
                _join(request)
                _end_or_keep(request)
            person = request.user
        with timezone.override(person.zone if isinstance(person, Person) else None):
            return get_response(request)

    return middleware


def _join(request: HttpRequest) -> None:
    """A second factor counts for this session only if the session passed it."""

    def with_session() -> Viewer:
        plain = viewer_of_session(request)
        passed = plain.has_second_factor and has_passed_second_factor(request)
        return replace(plain, has_second_factor=passed, is_shared_device=is_shared(request))

    request.viewer = SimpleLazyObject(with_session)  # type: ignore[attr-defined]


def _end_or_keep(request: HttpRequest) -> None:
    session, now = request.session, time.time()
    began, seen = session.get(BEGAN), session.get(SEEN)
    idle, in_all, interval = _periods(request)
    if began is None or seen is None:
        session[BEGAN], session[SEEN] = now, now
    elif now - seen > idle or now - began > in_all:
        logout(request)
        request.viewer = VISITOR  # type: ignore[attr-defined]
    elif now - seen > interval:
        session[SEEN] = now
        _note_use(cast(Person, request.user))


def _note_use(person: Person) -> None:
    """Write the day, once a day."""
    today = timezone.now().date()
    if person.last_used_on != today:
        Person.objects.filter(pk=person.pk).update(last_used_on=today)


def _periods(request: HttpRequest) -> tuple[int, ...]:
    """The shortest of each that applies."""
    asked = [EVERYBODY]
    if is_shared(request):
        asked.append(ON_SHARED)
    if viewer_of(request).has_role(Role.STAFF):
        asked.append(STAFF)
    return tuple(map(min, *asked)) if len(asked) > 1 else EVERYBODY


def is_shared(request: HttpRequest) -> bool:
    """Whether this session is on a telephone or computer that several people use."""
    return bool(request.session.get(SHARED))


def set_shared(request: HttpRequest, *, is_shared_device: bool) -> None:
    """On a shared device the session ends with the browser and after half an hour, and nothing stays there."""
    if is_shared_device:
        request.session[SHARED] = True
        request.session.set_expiry(0)
    else:
        request.session.pop(SHARED, None)


def has_passed_second_factor(request: HttpRequest) -> bool:
    """Whether a code or passkey was shown in this session, at sign-in or when it was set up."""
    records: list[Mapping[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def begin(request: HttpRequest) -> None:
    """Called when somebody signed in; Django has given the session a new key by then."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    if isinstance(request.user, Person):
        _note_use(request.user)


def note_second_factor(request: HttpRequest, person: Person, **what: Any) -> None:
    """Setting a factor up proves that the person has it: this session has passed it."""
    record_authentication(request, person, "mfa", **what)


def end_all(person: Person) -> None:
    """Every session of the person is void from the next request on."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    for row in UserSession.objects.filter(user=person):
        row.end()


def end_others(request: HttpRequest, person: Person) -> None:
    """Every other session is void; this one goes on under a new key."""
    if not request.user.is_authenticated or request.user.pk != person.pk:
        end_all(person)
        return
    own = request.session.session_key
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    for row in UserSession.objects.filter(user=person).exclude(session_key=own):
        row.end()
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=own).update(session_key=request.session.session_key)
