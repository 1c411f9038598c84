"""Every way to a file of a library, for everybody, before and after the right is lost: P 6."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.files.library import actions
from advocates.files.models import LibraryFile, LibraryFileQuerySet
from advocates.files.tests.factories import keep
from advocates.files.tests.libraries import address, replace
from advocates.forum.tests.factories import make_shelf
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.models import Kind
from tests.access_table import CAST

pytestmark = pytest.mark.django_db
MEMBERS = frozenset({"member", "other_member", "moderator"})
WAYS = {
    "GET": ("get", {}, 200),
    "HEAD": ("head", {}, 200),
    "Range": ("get", {"HTTP_RANGE": "bytes=0-3"}, 206),
    "If-None-Match": ("get", {"HTTP_IF_NONE_MATCH": "*"}, 304),
}
CONTENTS = ("content/", "small/", "v/1/", "v/2/")


@pytest.fixture
def cast(request) -> dict[str, Any]:
    return {who: request.getfixturevalue(who) for who in CAST}


def wrong(cast, item, allowed) -> list[str]:
    """Where somebody is answered otherwise than their right says; those without a mandate are led away."""
    found = []
    for who, client in cast.items():
        is_out = not viewer_for(client.person).mandates if client.person else True
        for end in CONTENTS:
            for way, (method, headers, right) in WAYS.items():
                status = getattr(client, method)(address(item, end), **headers).status_code
                expected = 302 if is_out else right if who in allowed else 404
                if status != expected:
                    found.append(f"{who} {way} {end}: {status}, not {expected}")
    return found


def test_every_way_for_everybody(cast):
    member = cast["member"].person
    region = make_shelf(Kind.REGION, region=viewer_for(member).acting.region).space
    item = keep(member, region)
    replace(cast["member"], item)
    assert wrong(cast, item, {"member"}) == []
    LibraryFile.objects.update(space=make_shelf().space)
    assert wrong(cast, item, MEMBERS) == []
    LibraryFile.objects.update(not_before=timezone.now() + timedelta(days=1))
    assert wrong(cast, item, {"member", "moderator"}) == []
    LibraryFile.objects.update(not_before=None)
    actions.delete_file(actor=member, item=item, reason="x")
    assert wrong(cast, item, set()) == []
    actions.restore_file(actor=member, item=item)
    end_mandate(actor=None, mandate=Mandate.objects.get(person=member), ending="network")
    assert wrong(cast, item, MEMBERS) == []


def test_without_the_door_somebody_would_be_let_in(cast, monkeypatch):
    """The red twin."""
    member = cast["member"].person
    item = keep(member, make_shelf(Kind.REGION, region=viewer_for(member).acting.region).space)
    replace(cast["member"], item)
    monkeypatch.setattr(LibraryFileQuerySet, "visible_to", lambda self, _viewer, _now=None: self)
    assert wrong(cast, item, {"member"})
