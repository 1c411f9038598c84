"""The viewer: who is looking, and what they may do now. Built once per request, never stored.

Upper apps register resolvers: each says which rows it needs and which of the viewer's fields follow from them.
The rows of all resolvers come in one statement, on a request with the person in it. Nothing of it is kept on the
person or in the session, so a right that ends is gone with the next request.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from advocates.core.asking import ASIDE, written_once
from advocates.core.rows import Rows


class Role(StrEnum):
    """A task that the network gives to a person, from a date to a date."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    REGIONAL = "regional"
    REVIEWER = "reviewer"
    STAFF = "staff"
    STEERING = "steering"


# Roles that open the back office; the others are held in the members' area.
OFFICE_ROLES = frozenset({Role.EDITOR, Role.MODERATOR, Role.REVIEWER, Role.STAFF})
# Roles whose work is in the members' area, which opens to nobody without a mandate.
ROLES_INSIDE = frozenset({Role.REGIONAL, Role.REVIEWER, Role.STEERING})
# Roles that may only be used with a second factor.
NEEDS_SECOND_FACTOR = OFFICE_ROLES | {Role.REGIONAL, Role.STEERING}


@dataclass(frozen=True, slots=True)
class Viewer:
    """One look at the site: by a person with their rights of this moment, or by a visitor."""

    person: AbstractBaseUser | None = None
    roles: frozenset[Role] = frozenset()
    mandates: tuple[Any, ...] = ()
    acting: Any = None
    # Ids of the spaces that may be read.
    spaces: frozenset[int] = frozenset()
    # Of these, the ids of conversations between named people.
    conversations: frozenset[int] = frozenset()
    # Since when the organisations are members: in what many read, older topics have to be opened for them.
    reads_from: datetime | None = None
    # The regions for which somebody is the representative.
    regions: frozenset[str] = frozenset()
    # Where somebody is a moderator: regions, and "" for everywhere.
    moderates: frozenset[str] = frozenset()
    # Whether one of the mandates lets the person say who speaks for an organisation.
    is_administrator: bool = False
    has_second_factor: bool = False
    # Somebody's factors were removed because they were lost: until there is a new one, nothing else opens.
    owes_second_factor: bool = False
    # This session is on a telephone or computer that several people use.
    is_shared_device: bool = False
    # What there is news about that was not read: a kind of thing, its id, and the id of its space (0: none).
    bell: frozenset[tuple[str, int, int]] = field(default=frozenset(), metadata=ASIDE)

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None

    @property
    def is_member(self) -> bool:
        """Whether the members' area is open: by a mandate that is valid now."""
        return bool(self.mandates)

    @property
    def may_manage(self) -> bool:
        """Whether the back office exists for this viewer at all."""
        return not self.roles.isdisjoint(OFFICE_ROLES)

    @property
    def has_desk(self) -> bool:
        """Whether the front of the back office opens; moderators and reviewers work in the members' area."""
        return self.has_role(Role.EDITOR, Role.STAFF)

    @property
    def needs_second_factor(self) -> bool:
        """Whether what this viewer may do is only open to a session that passed a second factor."""
        return (
            self.is_administrator or self.owes_second_factor or not self.roles.isdisjoint(NEEDS_SECOND_FACTOR)
        )

    @property
    def waits_for_mandate(self) -> bool:
        """Whether there is a task that cannot be done before the person speaks for an organisation."""
        return not self.mandates and not self.roles.isdisjoint(ROLES_INSIDE)

    def acting_under(self, mandate: Any) -> "Viewer":
        """The same viewer, speaking for another of their organisations."""
        return replace(self, acting=mandate)

    @property
    def news_count(self) -> int:
        """About how many things there is news; what lies in a space that may no longer be read does not count."""
        return sum(1 for _about, _id, space in self.bell if not space or space in self.spaces)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


VISITOR = Viewer()
RowsAt = Callable[[datetime], Rows]
Reading = Callable[[Sequence[Sequence[Any]]], Mapping[str, Any]]
ReadingLast = Callable[[Sequence[Sequence[Any]], Mapping[str, Any]], Mapping[str, Any]]
_resolvers: list[tuple[RowsAt, Reading]] = []
# Those whose reading needs what all the others have found.
_last: list[tuple[RowsAt, ReadingLast]] = []
# Where the statement's rows lie on a person who was fetched with them, until the request's viewer takes them off.
_FETCHED = "_rows_for_viewer"


def register_resolver(rows: RowsAt, read: Reading) -> None:
    """Add a source of viewer fields; called in `AppConfig.ready()`.

    `rows(now)` says which rows of the person `OuterRef("pk")` count at that moment. It is asked once, for every
    person and moment to come, so that nothing in it may be computed from `now`:
    `Rows(Seat.objects.filter(person=OuterRef("pk")), "space_id")`. `read(rows)` makes fields of the viewer of them,
    each row a list of the columns in their order: `{"spaces": frozenset(space for (space,) in rows)}`.
    Each field belongs to one resolver.
    """
    if (rows, read) not in _resolvers:
        _resolvers.append((rows, read))


def register_last_resolver(rows: RowsAt, read: ReadingLast) -> None:
    """The same for fields that follow from others: `read(rows, fields)` is called when all those are there."""
    if (rows, read) not in _last:
        _last.append((rows, read))


def _sources() -> tuple[RowsAt, ...]:
    return tuple(rows for rows, _read in (*_resolvers, *_last))


def viewer_for(person: AbstractBaseUser | None) -> Viewer:
    """The viewer that this person is at this moment (also used when a mail is sent or a job runs)."""
    if person is None or not person.is_authenticated or not person.is_active:
        return VISITOR
    found = fetch_with_rows(person.pk)
    return _viewer(person, vars(found)[_FETCHED] if found else [()] * len(_sources()))


def fetch_with_rows(pk: Any) -> AbstractBaseUser | None:
    """A person together with the rows from which their viewer is made, in one statement."""
    people = get_user_model()._default_manager
    sources = _sources()
    names = [column.attname for column in people.model._meta.concrete_fields]
    for found in _with_rows(pk, timezone.now(), sources=sources):
        person = people.model.from_db(people.db, names, found[: len(names)])
        setattr(person, _FETCHED, found[len(names) :])
        return cast(AbstractBaseUser, person)
    return None


@written_once
def _with_rows(pk: Any, now: datetime, *, sources: tuple[RowsAt, ...]) -> QuerySet[Any, Any]:
    people = get_user_model()._default_manager
    names = [column.attname for column in people.model._meta.concrete_fields]
    return people.filter(pk=pk).order_by().values_list(*names, *[rows(now) for rows in sources])


def _viewer(person: AbstractBaseUser, found: Sequence[Sequence[Sequence[Any]]]) -> Viewer:
    fields: dict[str, Any] = {}
    for (_rows, read), lines in zip(_resolvers, found, strict=False):
        fields.update(read(lines))
    for (_rows, read_last), lines in zip(_last, found[len(_resolvers) :], strict=True):
        fields.update(read_last(lines, fields))
    return Viewer(person=person, **fields)


def attach_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.viewer`, resolved on first use; a request without session cookie is a visitor's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.viewer = SimpleLazyObject(lambda: viewer_of_session(request))  # type: ignore[attr-defined]
        else:
            request.viewer = VISITOR  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def viewer_of_session(request: HttpRequest) -> Viewer:
    """Takes the rows that came with the person; somebody who signed in meanwhile is looked up."""
    person = request.user
    found = getattr(person, _FETCHED, None)
    if found is None or not isinstance(person, AbstractBaseUser) or not person.is_active:
        return viewer_for(person if isinstance(person, AbstractBaseUser) else None)
    delattr(person, _FETCHED)
    return _viewer(person, found)


def viewer_of(request: HttpRequest) -> Viewer:
    """The request's viewer; a visitor where no middleware ran (error pages of early failures)."""
    viewer: Any = getattr(request, "viewer", VISITOR)
    if viewer.__class__ is not type(viewer):
        # Asked for now: from here on without the detour of what is made on first use.
        viewer = request.viewer = copy(viewer)  # type: ignore[attr-defined]
    return cast(Viewer, viewer)
