"""The viewer: who is looking, and what they may do now. Built once per request, never stored.

Upper apps register resolvers; each returns some of the viewer's fields for a person, derived from rows that are
valid at this moment. Nothing of it is cached on the person or in the session, so a right that ends is gone with
the next request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject


class Role(StrEnum):
    """A task that the network gives to a person, from a date to a date."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One look at the site: by a person with their rights of this moment, or by a visitor."""

    person: AbstractBaseUser | None = None
    roles: frozenset[Role] = frozenset()
    mandates: tuple[Any, ...] = ()
    acting: Any = None
    spaces: frozenset[int] = frozenset()
    has_second_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None

    @property
    def may_manage(self) -> bool:
        """Whether the back office exists for this viewer at all."""
        return bool(self.roles)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


VISITOR = Viewer()
Resolver = Callable[[AbstractBaseUser], Mapping[str, Any]]
_resolvers: list[Resolver] = []


def register_resolver(resolver: Resolver) -> Resolver:
    """Add a source of viewer fields; called in `AppConfig.ready()`."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)
    return resolver


def viewer_for(person: AbstractBaseUser | None) -> Viewer:
    """The viewer that this person is at this moment (also used when a mail is sent or a job runs)."""
    if person is None or not person.is_authenticated or not person.is_active:
        return VISITOR
    fields: dict[str, Any] = {}
    for resolver in _resolvers:
        fields.update(resolver(person))
    return Viewer(person=person, **fields)


def attach_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.viewer`, resolved on first use; a request without session cookie is a visitor's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.viewer = SimpleLazyObject(lambda: viewer_for(_person_of(request)))  # type: ignore[attr-defined]
        else:
            request.viewer = VISITOR  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _person_of(request: HttpRequest) -> AbstractBaseUser | None:
    return request.user if request.user.is_authenticated else None


def viewer_of(request: HttpRequest) -> Viewer:
    """The request's viewer; a visitor where no middleware ran (error pages of early failures)."""
    viewer: Viewer = getattr(request, "viewer", VISITOR)
    return viewer
