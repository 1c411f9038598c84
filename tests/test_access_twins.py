"""What belongs to one organisation, asked for by another; and that the table would notice any guard that is gone."""

from dataclasses import replace
from typing import Any

import pytest

from advocates.core import access, viewer
from advocates.forum.models.conversation import CategoryQuerySet, PostQuerySet, TopicQuerySet
from advocates.organisations.colleagues import policies as sign_out
from advocates.organisations.mandates import policies as mandates
from advocates.organisations.models import Mandate
from advocates.organisations.models.mandates import HandOverQuerySet, MandateQuerySet
from advocates.organisations.models.recovery import FactorLossQuerySet
from advocates.organisations.recovery import actions as recovery
from advocates.spaces.models import SpaceQuerySet
from advocates.wiki.models import PageQuerySet, PageRevisionQuerySet
from tests.access_table import CAST, FOLDER, SECTIONS, Line, read
from tests.access_table import everything as everything_in_table
from tests.access_world import World, make_world
from tests.cast import CastClient
from tests.test_access import ask, deviations

OWN, OTHER = CAST.index("member"), CAST.index("other_member")
OUTSIDE = slice(0, 3)
INSIDE = ("members", "across", "forum", "wiki", "watching")


@pytest.fixture(scope="module")
def world(once) -> World:
    return once(make_world)


@pytest.fixture
def scene(db, world) -> dict[str, Any]:
    return dict(world.scene)


def inside() -> list[Line]:
    return [line for section in INSIDE for line in read(section)]


def things() -> list[Line]:
    """Those that name a thing of the member's organisation; who somebody is, all members may know."""
    named = [line for line in inside() if "{" in line.address and "member" in line.audiences]
    return [line for line in named if not line.address.startswith("/members/forum/who/")]


def as_nothing(line: Line) -> str:
    start, _, rest = line.address.partition("{")
    return f"{start}{{nobody}}{rest.partition('}')[2]}"


def bodies(client: CastClient, address: str) -> list[tuple[int, bytes]]:
    answers = [ask(client, method, address) for method in ("get", "post")]
    return [(answer.status_code, answer.content.replace(address.encode(), b"ADDRESS")) for answer in answers]


class TestTheLines:
    def test_every_thing_has_a_line_with_nothing(self):
        addresses = {line.address for line in inside()}
        assert {as_nothing(line) for line in things()} <= addresses

    def test_another_organisations_thing_is_as_nothing(self):
        nothing = {line.address: line for line in inside()}
        for line in things():
            empty = nothing[as_nothing(line)]
            assert (line.get[OTHER], line.post[OTHER]) == (empty.get[OTHER], empty.post[OTHER]), line.address

    def test_ones_own_is_not(self):
        """Else the lines before would say nothing."""
        open_ones = [line for line in things() if "{nobody}" not in line.address]
        told = [
            line
            for line in open_ones
            if (line.get[OWN], line.post[OWN]) != (line.get[OTHER], line.post[OTHER])
        ]
        assert {line.address for line in open_ones} - {line.address for line in told} == {
            # What has ended is as if it never was, for everybody.
            "/members/organisation/mandates/{ended_mandate}/end/",
            # Held mail is for whoever moderates, and its author has another page for it.
            "/members/mail-in/{mail}/",
            "/members/mail-in/{mail}/release/",
            "/members/mail-in/{mail}/refuse/",
            # A page that was deleted is watched by nobody.
            "/members/wiki/{gone_wikipage}/watch/",
        }

    def test_whoever_has_no_mandate_any_more_is_as_whoever_never_had_one(self):
        for line in (line for section in SECTIONS if section != "account" for line in read(section)):
            for statuses in (line.get, line.post):
                _visitor, pending, former = statuses[OUTSIDE]
                assert pending == former, line.address

    def test_the_columns_stand_below_each_other(self):
        for section in SECTIONS:
            text = (FOLDER / f"{section}.txt").read_text(encoding="utf-8")
            rows = [row for row in text.splitlines() if not row.startswith("#")]
            assert len({row.index("|") for row in rows}) == 1, section


@pytest.mark.django_db
class TestAnotherOrganisationsThings:
    def test_are_as_nothing_byte_for_byte(self, scene, world):
        other_member = world.browser("other_member")
        for line in things():
            there = bodies(other_member, line.address.format(**scene))
            assert there == bodies(other_member, as_nothing(line).format(**scene)), line.address


def everything(queryset: Any, _viewer: Any) -> Any:
    return queryset


def always(*_arguments: Any, **_more: Any) -> bool:
    return True


def never(*_arguments: Any, **_more: Any) -> None:
    return None


def of_everybody(viewer_of_rows: Any) -> Any:
    """Viewers with the mandates of all, for whoever has one: as if a resolver forgot whose they are."""

    def made(person: Any, found: Any) -> viewer.Viewer:
        seen = viewer_of_rows(person, found)
        others = Mandate.objects.exclude(person=person.pk).values_list("person", flat=True)
        fetched = [viewer.fetch_with_rows(pk) for pk in sorted(set(others))]
        every = [
            held for each in fetched for held in viewer_of_rows(each, vars(each)[viewer._FETCHED]).mandates
        ]
        return replace(seen, mandates=(*seen.mandates, *every)) if seen.mandates else seen

    return made


def patches(which: str) -> list[tuple[Any, str, Any]]:
    """What is put in the place of a guard."""
    return {
        "mandates are seen by all": [(MandateQuerySet, "visible_to", everything)],
        "hand-overs are seen by all": [(HandOverQuerySet, "visible_to", everything)],
        "anybody ends any mandate": [
            (MandateQuerySet, "visible_to", everything),
            (mandates, "can_end_mandate", always),
        ],
        "anybody grants any mandate": [
            (MandateQuerySet, "visible_to", everything),
            (mandates, "can_grant_mandate", always),
        ],
        "anybody signs anybody out": [
            (MandateQuerySet, "visible_to", everything),
            (sign_out, "can_end_sessions", always),
        ],
        "anybody stops a loss": [
            (FactorLossQuerySet, "visible_to", everything),
            (recovery, "can_stop_now", always),
        ],
        "mandates are everybody's": [(viewer, "_viewer", of_everybody(viewer._viewer))],
        "spaces are seen by all": [(SpaceQuerySet, "visible_to", everything)],
        "categories are seen by all": [(CategoryQuerySet, "visible_to", everything)],
        "topics are seen by all": [(TopicQuerySet, "visible_to", everything)],
        "pages are seen by all": [(PageQuerySet, "visible_to", everything)],
        "revisions are seen by all": [
            (PageQuerySet, "visible_to", everything),
            (PageRevisionQuerySet, "visible_to", everything),
        ],
        "posts are seen by all": [(PostQuerySet, "visible_to", everything)],
        "a mark admits all": [(access, "admits", always)],
        "no first fence": [(access, "first_fence", never)],
        "no fences": [(access, "first_fence", never), (access, "second_fence", never)],
    }[which]


# A guard that is gone; an address for which it stood; who gets another answer there then.
GONE = (
    ("mandates are seen by all", "mandate_hand_over", "other_member"),
    ("hand-overs are seen by all", "hand_over", "other_member"),
    ("anybody ends any mandate", "mandate_end", "other_member"),
    ("anybody grants any mandate", "mandate_role", "moderator"),
    ("anybody ends any mandate", "mandate_deputy", "other_member"),
    ("anybody signs anybody out", "mandate_sign_out", "other_member"),
    ("anybody stops a loss", "factor_loss", "other_member"),
    ("anybody stops a loss", "factor_loss_stop", "other_member"),
    ("mandates are everybody's", "organisation_people", "other_member"),
    ("mandates are everybody's", "invitation_new", "moderator"),
    ("mandates are everybody's", "invitation_revoke", "other_member"),
    ("mandates are everybody's", "group_protection", "other_member"),
    ("spaces are seen by all", "spaces:space", "other_member"),
    ("categories are seen by all", "forum:category", "moderator"),
    ("topics are seen by all", "forum:topic", "other_member"),
    ("posts are seen by all", "forum:post", "other_member"),
    ("pages are seen by all", "wiki:page", "other_member"),
    ("pages are seen by all", "wiki:page_history", "moderator"),
    ("pages are seen by all", "wiki:page_links", "other_member"),
    ("pages are seen by all", "wiki:page_watch", "moderator"),
    ("pages are seen by all", "forum:talk", "other_member"),
    ("revisions are seen by all", "wiki:page_revision", "other_member"),
    ("revisions are seen by all", "wiki:page_difference", "moderator"),
    ("spaces are seen by all", "wiki:space_pages", "other_member"),
    ("spaces are seen by all", "wiki:space_care", "moderator"),
    ("a mark admits all", "review_list", "member"),
    ("a mark admits all", "people_list", "editor"),
    ("no first fence", "dashboard", "former"),
    ("no first fence", "people", "staff"),
    ("no fences", "people", "pending"),
    ("no fences", "account_overview", "visitor"),
)


@pytest.mark.django_db
class TestEveryGuard:
    @pytest.mark.parametrize(("gone", "name", "who"), GONE)
    def test_is_missed(self, gone, name, who, scene, world, monkeypatch):
        """The twins of the whole table: without the guard, a line of it is red."""
        cast = {who: world.browser(who)}
        lines = [line for line in everything_in_table() if line.name == name]
        assert deviations(lines, scene, cast) == []
        for owner, attribute, instead in patches(gone):
            monkeypatch.setattr(owner, attribute, instead)
        assert deviations(lines, scene, cast) != []
