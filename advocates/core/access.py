"""Who may open which address: audience marks and the two fences. Closed by default.

The first fence stands before addresses are resolved, so that known and unknown private addresses answer a visitor
alike. The second reads the mark of the resolved view; a view that nobody marked is for members only.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from advocates.core.viewer import Role, Viewer, viewer_of


class Audience(StrEnum):
    """For whom a view is."""

    PUBLIC = "public"
    ACCOUNT = "account"
    MEMBER = "member"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    STAFF = "staff"


ROLE_OF = {
    Audience.MODERATOR: Role.MODERATOR,
    Audience.REVIEWER: Role.REVIEWER,
    Audience.EDITOR: Role.EDITOR,
    Audience.STAFF: Role.STAFF,
}
PRIVATE_PREFIXES = ("/members", "/account", "/manage")
# What a visitor needs in order to sign in; everything else under /account/ is behind the fence.
OPEN_ACCOUNT_ADDRESSES = (
    "/account/login/",
    "/account/logout/",
    "/account/inactive/",
    "/account/2fa/authenticate/",
    "/account/2fa/lost/",
    "/account/2fa/webauthn/login/",
    "/account/password/reset/",
    "/account/set-up/",
    "/account/confirm-email/",
    "/account/email/undo/",
)

View = TypeVar("View", bound=Callable[..., Any])
_by_name: dict[str, frozenset[Audience]] = {}


def audience(*audiences: Audience) -> Callable[[View], View]:
    """Mark a view with the audiences that may open it (any of them suffices)."""

    def mark(view: View) -> View:
        view.audiences = frozenset(audiences)  # type: ignore[attr-defined]
        return view

    return mark


def register_audiences(table: Mapping[str, Audience | tuple[Audience, ...]]) -> None:
    """Marks for views of libraries, by full URL name (`namespace:name`)."""
    for name, marks in table.items():
        _by_name[name] = frozenset(marks if isinstance(marks, tuple) else (marks,))


def audience_of(view: Any, url_name: str = "") -> frozenset[Audience]:
    """The audiences of a view: its own mark, the table's by URL name, else members only."""
    marks: frozenset[Audience] | None = getattr(view, "audiences", None)
    return marks or _by_name.get(url_name) or frozenset({Audience.MEMBER})


def is_marked(view: Any, url_name: str = "") -> bool:
    """Whether anybody decided about this view (an undecided one fails the build)."""
    return hasattr(view, "audiences") or url_name in _by_name


def admits(audiences: frozenset[Audience], viewer: Viewer) -> bool:
    """Whether one of the audiences includes the viewer."""
    if Audience.PUBLIC in audiences or (Audience.ACCOUNT in audiences and viewer.is_signed_in):
        return True
    if Audience.MEMBER in audiences and viewer.mandates:
        return True
    return any(ROLE_OF[mark] in viewer.roles for mark in audiences if mark in ROLE_OF)


def is_private_path(path: str) -> bool:
    """Whether the path lies in an area whose every address, known or not, needs a signed-in person."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in PRIVATE_PREFIXES)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The same redirect for every private address."""
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


class Fences:
    """Middleware with both fences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return first_fence(request) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        return second_fence(request, view)


def first_fence(request: HttpRequest) -> HttpResponse | None:
    """Refuse by path alone, before anybody asks whether the address exists."""
    path = request.path_info
    if not is_private_path(path) or path.startswith(OPEN_ACCOUNT_ADDRESSES):
        return None
    viewer = viewer_of(request)
    if not viewer.is_signed_in:
        return to_sign_in(request)
    if path.startswith("/members") and not viewer.mandates:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    if path.startswith("/manage") and not viewer.may_manage:
        raise Http404
    return None if path.startswith("/account") else _without_factor(viewer)


def _without_factor(viewer: Viewer) -> HttpResponse | None:
    """Lead whoever needs a second factor and has not passed one to the page where it is set up."""
    if viewer.needs_second_factor and not viewer.has_second_factor:
        return HttpResponseRedirect(resolve_url("second_factor_needed"))
    return None


def second_fence(request: HttpRequest, view: Any) -> HttpResponse | None:
    """Refuse by the view's mark."""
    match = request.resolver_match
    marks = audience_of(view, match.view_name if match else "")
    viewer = viewer_of(request)
    if Audience.PUBLIC in marks:
        return None
    if admits(marks, viewer):
        return None if Audience.ACCOUNT in marks else _without_factor(viewer)
    if not viewer.is_signed_in:
        return to_sign_in(request)
    raise Http404
