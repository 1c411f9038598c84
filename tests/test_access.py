"""Every address, as each of the cast, against the reviewed table; and what would happen without each fence."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import path, resolve
from django.utils import timezone, translation

from advocates.accounts.models import RoleGrant
from advocates.config import urls as site_urls
from advocates.core import access
from advocates.core.access import Audience, audience, audience_of, is_marked, is_private_path
from advocates.core.viewer import OFFICE_ROLES
from advocates.organisations import directory
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.publishing import manage_views
from advocates.search import page_index
from tests.access_table import CAST, SECTIONS, Line, closed, everything, read
from tests.access_world import World, make_world
from tests.cast import CastClient, make_person, sign_in
from tests.routes import Route, routes

OTHER_LANGUAGES = ("es", "ar")
UNKNOWN = (
    "/members/",
    "/members/forum/abc/",
    "/account/nothing/",
    "/manage/nothing/",
    "/manage/pages/0/",
    "/manage/x.css",
)


def unmarked(_request: Any) -> HttpResponse:
    return HttpResponse("for members")


@audience(Audience.MODERATOR)
def for_moderators(_request: Any) -> HttpResponse:
    return HttpResponse("for moderators")


urlpatterns = [
    path("unmarked/", unmarked),
    path("members/unmarked/", unmarked),
    path("moderate/", for_moderators),
    *site_urls.urlpatterns,
]
handler404 = "advocates.core.views.not_found"


@pytest.fixture(autouse=True)
def _made_anew() -> Iterator[None]:
    directory.forget()
    page_index.forget()
    translation.activate("en")
    yield
    directory.forget()
    page_index.forget()


@pytest.fixture(scope="module")
def world(once) -> World:
    return once(make_world)


@pytest.fixture
def scene(db, world) -> dict[str, Any]:
    return dict(world.scene)


@pytest.fixture
def cast(db, world) -> dict[str, CastClient]:
    return {who: world.browser(who) for who in CAST}


def ask(client: CastClient, method: str, address: str, data: dict[str, str] | None = None) -> Any:
    """One request after which nothing has happened: rows, cookies and counts are as before."""
    cache.clear()
    cookies = deepcopy(client.cookies)
    client.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def deviations(lines: Iterable[Line], scene: dict[str, Any], cast: dict[str, CastClient]) -> list[str]:
    """Where the site answers otherwise than the table says."""
    found = []
    for line in lines:
        address = line.address.format(**scene)
        for method, statuses in (("get", line.get), ("post", line.post)):
            for who, expected in zip(CAST, statuses, strict=True):
                if who not in cast:
                    continue
                data = {"unknown": "x"} if method == "post" else None
                status = ask(cast[who], method, address, data).status_code
                if status != int(expected):
                    found.append(f"{line.name}: {method} {address} as {who} answers {status}, not {expected}")
    return found


HALVES: tuple[dict[str, str], ...] = (
    {},
    {"action-publish": "1"},
    {"title": "x", "base_revision": "x"},
    {"form-TOTAL_FORMS": "9", "url": "javascript:1"},
)


def broken_by_half_a_form(client: CastClient, scene: dict[str, Any]) -> Iterator[str]:
    """Screens of the back office that answer with an error of ours when something else than their form comes."""
    for line in everything():
        address = line.address.format(**scene)
        if address.startswith("/manage/"):
            yield from (line.name for half in HALVES if ask(client, "post", address, half).status_code >= 500)


# Who is nearest to what they may not open; the others of the cast stop at the same fence.
NEAREST = {
    "/account": ("visitor", "pending"),
    "/members": ("visitor", "pending", "other_member"),
    "/manage": ("visitor", "pending", "editor"),
}


def refused(line: Line) -> list[str]:
    """Who is shown nothing there, neither by reading nor by sending a form; only those who are nearest."""
    if Audience.PUBLIC in line.audiences or not is_private_path(line.address):
        return []
    area = next(prefix for prefix in NEAREST if line.address.startswith(prefix))
    both = zip(CAST, line.get, line.post, strict=True)
    return [who for who, *statuses in both if who in NEAREST[area] and set(statuses) <= {"302", "404"}]


def route_of(address: str) -> tuple[str, str]:
    found = resolve(address)
    return found.route.replace("^", ""), found.view_name


class TestTheTable:
    @pytest.fixture
    def reached(self, scene) -> dict[tuple[str, str], Line]:
        return {route_of(line.address.format(**scene)): line for line in everything()}

    @pytest.fixture
    def hidden(self, scene) -> set[str]:
        return {line.name for line in closed()}

    def test_every_address_has_its_line(self, reached, hidden):
        missing = [route.key for route in routes() if not self.has_line(route, reached, hidden)]
        assert missing == []

    def has_line(self, route: Route, reached: dict[tuple[str, str], Line], hidden: set[str]) -> bool:
        return (route.pattern.replace("^", ""), route.name) in reached or route.name in hidden

    def test_an_address_without_line_is_noticed(self, reached, hidden):
        """The twin."""
        new = Route("about/secrets/", "secrets", unmarked, has_languages=True)
        assert not self.has_line(new, reached, hidden)

    def test_no_line_is_dead(self, scene):
        known = {(route.pattern.replace("^", ""), route.name) for route in routes()}
        for line in everything():
            assert route_of(line.address.format(**scene)) in known
            assert resolve(line.address.format(**scene)).view_name == line.name

    def test_no_address_has_two_lines(self):
        addresses = [line.address for line in everything()]
        assert len(set(addresses)) == len(addresses)

    def test_what_is_closed_is_answered_by_us(self, scene):
        names = {route.name for route in routes()}
        for line in closed():
            assert line.name in names
            assert resolve(line.address.format(**scene)).view_name == line.instead

    def test_somebody_decided_about_every_view(self):
        assert [route.key for route in routes() if not is_marked(route.view, route.name)] == []

    def test_every_mark_is_as_the_table_says(self, reached):
        assert self.wrong_marks(reached) == []

    def wrong_marks(self, reached: dict[tuple[str, str], Line]) -> list[str]:
        lines = {line.name: line for line in reached.values()}
        return [
            route.name
            for route in routes()
            if route.name in lines and audience_of(route.view, route.name) != lines[route.name].audiences
        ]

    def test_a_mark_that_was_changed_is_noticed(self, reached, monkeypatch):
        """The twin."""
        changed = {"account_change_password": frozenset({Audience.PUBLIC})}
        monkeypatch.setattr(access, "_by_name", {**access._by_name, **changed})
        assert self.wrong_marks(reached) == ["account_change_password"]

    def test_what_is_closed_is_for_staff_should_it_ever_be_reached(self):
        names = {line.name for line in closed()}
        assert {audience_of(route.view, route.name) for route in routes() if route.name in names} == {
            frozenset({Audience.STAFF})
        }


@pytest.mark.django_db
class TestEverybodyEverywhere:
    @pytest.mark.parametrize("section", SECTIONS)
    def test_as_the_table_says(self, section, scene, cast):
        assert deviations(read(section), scene, cast) == []

    def test_what_is_closed_leads_nowhere(self, scene, cast):
        for line in closed():
            address = line.address.format(**scene)
            expected = 404 if line.instead == "manage_closed" else 302
            for method in ("get", "post"):
                statuses = [ask(cast[who], method, address).status_code for who in CAST]
                assert statuses == [302, *([404] * 4), expected, expected, expected], address

    def test_in_every_language(self, scene, cast):
        several = {(route.pattern.replace("^", ""), route.name) for route in routes() if route.has_languages}
        lines = [line for line in read("site") if route_of(line.address.format(**scene)) in several]
        assert len(lines) == len(several)
        for language in OTHER_LANGUAGES:
            inner = [
                Line(line.name, line.audiences, line.get, line.post, f"/{language}{line.address}")
                for line in lines
            ]
            assert deviations(inner, scene, cast) == []

    def test_nothing_else_has_a_language(self, scene, visitor):
        for line in everything():
            address = f"/es{line.address.format(**scene)}"
            if not any(route.has_languages and route.name == line.name for route in routes()):
                assert ask(visitor, "get", address).status_code in {301, 404}, address

    @pytest.mark.parametrize("method", ["head", "put", "patch", "delete", "options"])
    def test_no_method_opens_what_reading_does_not(self, method, scene, cast):
        for line in everything():
            address = line.address.format(**scene)
            for who in refused(line):
                answer = ask(cast[who], method, address)
                # What a view says about its methods holds nothing of what it shows.
                is_empty = method == "options" and not answer.content
                assert is_empty or answer.status_code in {302, 404, 405}, f"{method} {address} as {who}"

    def test_nothing_is_an_error_of_ours(self):
        assert not {
            status for line in everything() for status in (*line.get, *line.post) if status.startswith("5")
        }


@pytest.mark.django_db
class TestTheFirstFence:
    """Known and unknown private addresses answer a visitor alike, so that nobody learns what there is."""

    def answers(
        self, client: CastClient, scene: dict[str, Any], method: str = "get"
    ) -> dict[str, tuple[Any, ...]]:
        addresses = [line.address.format(**scene) for line in everything()]
        private = [address for address in addresses if is_private_path(address)]
        asked = [each for each in (*private, *UNKNOWN) if not each.startswith(access.OPEN_ACCOUNT_ADDRESSES)]
        return {address: self.bare(ask(client, method, address), address) for address in asked}

    def bare(self, answer: Any, address: str) -> tuple[Any, ...]:
        headers = dict(answer.headers)
        if answer.content:
            # A longer address makes a longer page.
            del headers["Content-Length"]
        if "Location" in headers:
            headers["Location"] = headers["Location"].replace(address.replace("/", "%2F"), "ADDRESS")
        return (
            answer.status_code,
            answer.content.replace(address.encode(), b"ADDRESS"),
            tuple(sorted(headers.items())),
        )

    @pytest.mark.parametrize("method", ["get", "post", "head", "put"])
    def test_byte_for_byte(self, visitor, scene, method):
        answers = self.answers(visitor, scene, method)
        assert len(answers) > 150
        for area in access.PRIVATE_PREFIXES:
            ((status, body, headers),) = {
                answer for address, answer in answers.items() if address.startswith(area)
            }
            assert (status, body) == (302, b"")
            assert dict(headers)["Location"] == "/account/login/?next=ADDRESS"

    def test_without_it_they_would_differ(self, visitor, scene, monkeypatch):
        """The twin."""
        monkeypatch.setattr(access, "first_fence", lambda _request: None)
        answers = self.answers(visitor, scene)
        assert len({answer for address, answer in answers.items() if address.startswith("/manage")}) > 1

    @pytest.mark.parametrize(
        "address", ["/manage/pages/", "/manage/nothing/", "/manage/users/", "/manage/pages/1/edit/"]
    )
    def test_who_has_no_role_sees_that_nothing_is_there(self, pending, address):
        known, unknown = ask(pending, "get", address), ask(pending, "get", "/manage/unknown/")
        assert self.bare(known, address) == self.bare(unknown, "/manage/unknown/")
        assert known.status_code == 404

    @pytest.mark.parametrize("address", ["/members/", "/members/forum/", "/members/nothing/"])
    def test_who_has_no_mandate_is_led_to_the_own_account(self, pending, former, editor, staff, address):
        for client in (pending, former, editor, staff):
            answer = ask(client, "get", address)
            assert (answer.status_code, answer["Location"]) == (302, "/account/")

    @pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
    def test_a_role_needs_its_second_factor(self, scene, role):
        client = CastClient()
        client.person = make_person("hasty", role)
        sign_in(client, client.person)
        for address in ("/manage/", "/manage/styleguide/", "/manage/nothing/", "/manage/organisations/"):
            answer = ask(client, "get", address)
            assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/needed/")

    def test_a_role_that_ended_is_gone_with_the_next_request(self, staff):
        assert staff.get("/manage/organisations/").status_code == 200
        RoleGrant.objects.filter(person=staff.person).update(ends_at=timezone.now())
        assert staff.get("/manage/organisations/").status_code == 404

    def test_so_is_an_account_that_was_closed(self, staff):
        type(staff.person).objects.filter(pk=staff.person.pk).update(is_active=False)
        assert staff.get("/manage/organisations/")["Location"].startswith("/account/login/")

    @pytest.mark.parametrize(
        "address",
        [
            "/manage",
            "/account",
            "/members",
            "/manage/../manage/",
            "/manage//",
            "/manage/%2e%2e/",
            "/manage/;x.css",
            "/account/x.css",
        ],
    )
    def test_other_spellings(self, visitor, address):
        assert ask(visitor, "get", address).status_code in {301, 302, 404}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestTheSecondFence:
    def statuses(self, address: str, clients: Iterable[CastClient]) -> list[int]:
        return [client.get(address).status_code for client in clients]

    def test_a_view_that_nobody_marked_is_for_members(self, cast):
        assert audience_of(unmarked) == {Audience.MEMBER}
        members = [200, 200, 200]
        assert self.statuses("/unmarked/", cast.values()) == [302, 404, 404, *members, 404, 404]
        assert self.statuses("/members/unmarked/", cast.values()) == [302, 302, 302, *members, 302, 302]

    def test_without_it_everybody_would_get_in(self, cast, monkeypatch):
        """The twin."""
        monkeypatch.setattr(access, "second_fence", lambda _request, _view: None)
        assert self.statuses("/unmarked/", cast.values()) == [200] * 8

    def test_a_mark_is_for_its_own_audience(self, cast):
        assert self.statuses("/moderate/", cast.values()) == [302, *([404] * 4), 200, 404, 404]

    def test_a_mandate_that_ended_is_gone_with_the_next_request(self, member):
        assert member.get("/unmarked/").status_code == 200
        end_mandate(
            actor=None, mandate=Mandate.objects.get(person=member.person), ending=Mandate.Ending.NETWORK
        )
        assert member.get("/unmarked/").status_code == 404


class TestHalfAForm:
    def test_is_never_an_error_of_ours(self, scene, cast):
        assert list(broken_by_half_a_form(cast["staff"], scene)) == []

    def test_without_the_guard_it_would_be(self, scene, cast, monkeypatch):
        """The twin."""
        monkeypatch.setattr(manage_views, "MultiValueDictKeyError", ())
        assert any(broken_by_half_a_form(cast["staff"], scene))
