"""Every way to what hangs on a page and to what hung there, for everybody, before and after the right is lost: P 6."""

from typing import Any

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.files.models import File
from advocates.files.serving import etag_of
from advocates.forum.tests.factories import space_of
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.models import Kind
from advocates.wiki.models import PageFileQuerySet, PageQuerySet, PageRevision, WikiPage
from advocates.wiki.moving.actions import Place, move_to_space
from advocates.wiki.structure.actions import delete_page, restore_page
from advocates.wiki.tests.factories import make_page
from advocates.wiki.tests.test_file_versions import filed, renewed
from advocates.wiki.tests.test_page_files import hung
from tests.access_table import CAST

pytestmark = pytest.mark.django_db
MEMBERS = frozenset({"member", "other_member", "moderator"})
WAYS = {
    "GET": ("get", {}, 200),
    "HEAD": ("head", {}, 200),
    "Range": ("get", {"HTTP_RANGE": "bytes=0-3"}, 206),
    "If-None-Match": ("get", {"HTTP_IF_NONE_MATCH": "ETAG"}, 304),
}
# The file, its earlier version, one that was taken off.
Hung = tuple[File, File, File]


@pytest.fixture
def cast(request) -> dict[str, Any]:
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.fixture
def begun(cast) -> WikiPage:
    region = viewer_for(cast["member"].person).acting.region
    return make_page(cast["member"].person, space=space_of(Kind.REGION, region=region))


@pytest.fixture
def three(cast, begun) -> Hung:
    person = cast["member"].person
    earlier = hung(person, begun, name="plan.png")
    newest = renewed(person, begun, earlier)
    gone = hung(person, begun, name="gone.png")
    filed(person, begun, off=[gone.public_id])
    return newest, earlier, gone


def wrong(cast, found: Hung, allowed) -> list[str]:
    """Where somebody is answered otherwise than their right says; those without a mandate are led away."""
    missed = []
    for who, client in cast.items():
        is_out = not viewer_for(client.person).mandates if client.person else True
        for at, file in enumerate(found):
            for end in ("", "small/"):
                for way, (method, headers, right) in WAYS.items():
                    etag = etag_of(file, bool(end))
                    asked = {name: etag if value == "ETAG" else value for name, value in headers.items()}
                    answer = getattr(client, method)(f"/members/files/{file.public_id}/{end}", **asked)
                    expected = 302 if is_out else right if who in allowed else 404
                    if answer.status_code != expected:
                        missed.append(f"{who} {way} {at} {end}: {answer.status_code}, not {expected}")
    return missed


def test_every_way_for_everybody(cast, begun, three):
    member = cast["member"].person
    assert wrong(cast, three, {"member"}) == []
    move_to_space(actor=member, page=begun, place=Place(space_of(Kind.MEMBERS), is_understood=True))
    assert wrong(cast, three, MEMBERS) == []
    begun.refresh_from_db()
    delete_page(actor=member, page=begun, reason="Old")
    assert wrong(cast, three, set()) == []
    restore_page(actor=member, page=begun)
    assert wrong(cast, three, MEMBERS) == []
    end_mandate(actor=None, mandate=Mandate.objects.get(person=member), ending="network")
    assert wrong(cast, three, MEMBERS) == []


def test_what_only_hidden_texts_name_opens_to_nobody(cast, begun, three):
    newest, earlier, gone = three
    PageRevision.objects.filter(page=begun, number__in=(2, 4)).update(hidden_at=timezone.now())
    assert wrong(cast, (earlier, gone), set()) == []
    assert wrong(cast, (newest,), {"member"}) == []


@pytest.mark.parametrize("door", [PageQuerySet, PageFileQuerySet], ids=["page", "past"])
def test_without_the_door_somebody_would_be_let_in(cast, three, monkeypatch, door):
    """Red twins: one door is before what hangs there, the other one before what hung there."""
    monkeypatch.setattr(door, "visible_to", lambda rows, _viewer: rows)
    opened = {missed.split()[2] for missed in wrong(cast, three, {"member"})}
    assert opened == ({"0"} if door is PageQuerySet else {"1", "2"})


def test_a_part_of_an_earlier_version_is_not_put_to_a_newer_one(cast, begun, three):
    """Whoever goes on with a download after a new version came gets all of it."""
    newest, earlier, _gone = three
    client, address = cast["member"], f"/members/files/{newest.public_id}/"
    asked = {"HTTP_RANGE": "bytes=4-", "HTTP_IF_RANGE": etag_of(earlier, False)}
    assert client.get(address, **asked).status_code == 200
    assert client.get(address, HTTP_IF_NONE_MATCH=etag_of(earlier, False)).status_code == 200
    asked["HTTP_IF_RANGE"] = etag_of(newest, False)
    assert client.get(address, **asked).status_code == 206
