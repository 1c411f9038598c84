"""A file of a library is reported as a post is; hidden, it is nowhere until it is shown again."""

import pytest
from django.db import transaction

from advocates.core.viewer import viewer_for
from advocates.files.models import File, LibraryFile, LibraryFileQuerySet
from advocates.files.tests.factories import keep
from advocates.forum.tests.factories import space_of
from advocates.moderation import kinds
from advocates.moderation.deciding.actions import hide_now
from advocates.moderation.models import Case
from advocates.moderation.tests.scenes import HIDE, viewer_of
from advocates.spaces.models import Kind
from advocates.wiki.reporting import libraries

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(other_member):
    return keep(other_member.person, space_of(Kind.MEMBERS), "Names a patient", description="All of it.")


def address(item, way=""):
    return f"/members/files/l/{item.public_id}/{way}"


def hide(moderator, item):
    target = kinds.fetch(viewer_for(moderator.person), "library", item.public_id)
    hide_now(viewer=viewer_of(moderator), target=target, ruling=HIDE)


def test_from_the_file_to_the_queue(member, other_member, moderator, item):
    report = f"/members/reports/new/library/{item.public_id}/"
    assert report in member.get(address(item)).text
    assert report not in other_member.get(address(item)).text
    assert member.post(report, {"reason": "private", "text": "Look."}).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.author_id) == ("library", other_member.person.pk)
    shown = moderator.get(f"/members/moderation/{case.public_id}/").text
    file = File.objects.get()
    for words in ("Names a patient", "All of it.", file.name):
        assert words in shown
    opened = f"/members/moderation/{case.public_id}/files/{file.public_id}/"
    assert moderator.get(opened).status_code == 200
    assert member.get(opened).status_code in {403, 404}


def test_hidden_it_is_nowhere(member, other_member, moderator, item):
    file = File.objects.get()
    hide(moderator, item)
    for client in (member, other_member):
        for way in (
            address(item),
            address(item, "content/"),
            address(item, "v/1/"),
            f"/members/files/{file.public_id}/",
        ):
            assert client.get(way).status_code == 404, way
        assert "Names a patient" not in client.get("/members/files/").text
    with transaction.atomic():
        libraries.show(item.public_id)
    assert member.get(address(item, "content/")).status_code == 200


def test_twin_without_the_rule_it_would_open(member, moderator, item, monkeypatch):
    hide(moderator, item)
    monkeypatch.setattr(LibraryFileQuerySet, "visible_to", lambda rows, _viewer, _now=None: rows)
    assert member.get(address(item)).status_code == 200


def test_of_another_space_nobody_reports(member, other_member):
    region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
    item = keep(member.person, region, "Of the region")
    answer = other_member.post(f"/members/reports/new/library/{item.public_id}/", {"reason": "private"})
    assert answer.status_code == 404
    assert LibraryFile.objects.count() == 1
