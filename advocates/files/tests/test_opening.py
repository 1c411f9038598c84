"""Who opens a file, and how: P 6. Rights come first, then conditions and ranges."""

from typing import Any

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.files import actions as files
from advocates.files import uses
from advocates.files.models import FileQuerySet
from advocates.files.serving import etag_of
from advocates.files.storing import made_of
from advocates.files.tests.factories import docx, sent, upload
from advocates.forum import actions as forum
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind
from tests.access_table import CAST

pytestmark = pytest.mark.django_db
ASKED = {
    "GET": ("get", {}, 200),
    "HEAD": ("head", {}, 200),
    "Range": ("get", {"HTTP_RANGE": "bytes=0-3"}, 206),
    "If-None-Match": ("get", {"HTTP_IF_NONE_MATCH": "ETAG"}, 304),
}


def attached(person, topic: Topic, content: bytes | None = None, **fields: Any):
    """A file on an answer."""
    file = upload(person, topic.space, content, **fields)
    written = forum.Written("Look.", "en", files=(file.public_id,))
    return file, forum.answer(author=author_of(viewer_for(person)), topic=topic, written=written)


def region(person):
    return make_shelf(Kind.REGION, region=viewer_for(person).acting.region)


def statuses(client, file, size: str) -> dict[str, int]:
    address = f"/members/files/{file.public_id}/{size}"
    etag = etag_of(file, bool(size))
    found = {}
    for name, (method, headers, _right) in ASKED.items():
        sent = {key: etag if value == "ETAG" else value for key, value in headers.items()}
        found[name] = getattr(client, method)(address, **sent).status_code
    return found


RIGHT = {name: right for name, (_method, _headers, right) in ASKED.items()}


def wrong(cast, file, allowed) -> list[str]:
    """Where somebody of the cast is answered otherwise than their right says."""
    found = []
    for who, client in cast.items():
        for size in ("", "small/"):
            expected = RIGHT if who in allowed else dict.fromkeys(ASKED, 404 if has_mandate(who) else 302)
            answered = statuses(client, file, size)
            if answered != expected:
                found.append(f"{who} {size}: {answered}")
    return found


def has_mandate(who: str) -> bool:
    return who in {"member", "other_member", "moderator"}


@pytest.fixture
def cast(request) -> dict[str, Any]:
    return {who: request.getfixturevalue(who) for who in CAST}


def test_row_6_every_way_to_a_file_before_and_after_the_right_is_lost(cast):
    member = cast["member"].person
    topic = begin(member, category=region(member))
    file, post = attached(member, topic)
    assert wrong(cast, file, {"member"}) == []
    # Opened for all members, then closed again: the file goes where its topic goes.
    Topic.objects.filter(pk=topic.pk).update(space=make_shelf().space)
    assert wrong(cast, file, {"member", "other_member", "moderator"}) == []
    other_region = region(cast["other_member"].person).space
    Topic.objects.filter(pk=topic.pk).update(space=other_region)
    assert wrong(cast, file, {"other_member"}) == []
    Topic.objects.filter(pk=topic.pk).update(space=topic.space)
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert wrong(cast, file, set()) == []
    Post.objects.filter(pk=post.pk).update(hidden_at=None)
    assert wrong(cast, file, {"member"}) == []
    files.hide(actor=member, file=file)
    assert wrong(cast, file, set()) == []


def test_without_the_door_everybody_with_a_mandate_opens_it(cast, monkeypatch):
    """Red twin."""
    member = cast["member"].person
    file, _post = attached(member, begin(member, category=region(member)))
    monkeypatch.setattr(FileQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert len(wrong(cast, file, {"member"})) == 4


def test_without_the_rule_of_posts_a_hidden_one_opens(cast, monkeypatch):
    """Red twin: the reach of posts without their state."""
    member = cast["member"].person
    file, post = attached(member, begin(member))
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    monkeypatch.setitem(uses._kinds, "forum.post", Post.objects.visible_to)
    assert len(wrong(cast, file, set())) == 6


def test_with_the_mandate_it_is_gone(member, other_member):
    file, _post = attached(member.person, begin(member.person))
    address = f"/members/files/{file.public_id}/"
    assert other_member.get(address).status_code == 200
    mandate = Mandate.objects.get(person=other_member.person)
    end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)
    headers = {"HTTP_IF_NONE_MATCH": etag_of(file, False)}
    assert other_member.get(address, **headers).status_code == 302


def test_a_post_that_was_taken_back_takes_its_files_along(member, other_member):
    file, post = attached(member.person, begin(member.person))
    forum.withdraw_post(actor=member.person, post=post)
    for client in (member, other_member):
        assert statuses(client, file, "") == dict.fromkeys(ASKED, 404)
    assert not type(file).objects.filter(pk=file.pk).exists()


def test_what_waits_is_its_uploaders_alone(member, other_member, moderator):
    file = upload(member.person, make_shelf().space)
    assert statuses(member, file, "small/") == RIGHT
    for client in (other_member, moderator):
        assert statuses(client, file, "small/") == dict.fromkeys(ASKED, 404)
        assert client.post(f"/members/files/{file.public_id}/remove/").status_code == 404


def test_headers_make_it_harmless(member, other_member):
    topic = begin(member.person)
    picture, _post = attached(member.person, topic, name="../kitchen\u202e.png")
    paper, _post = attached(member.person, topic, docx(), name='a"b\r\nX: y.docx')
    for file, shown in ((picture, "inline"), (paper, "attachment")):
        answer = other_member.get(f"/members/files/{file.public_id}/")
        assert answer["Content-Type"] == file.content_type
        assert answer["Content-Disposition"].startswith(f"{shown}; filename=")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert file.sha256[:12] not in answer["ETag"]
        assert not {"\r", "\n", "\u202e"} & set(answer["Content-Disposition"])
    assert (
        'filename="kitchen.webp"'
        in other_member.get(f"/members/files/{picture.public_id}/")["Content-Disposition"]
    )


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=0-0", 206, "bytes 0-0/SIZE"),
        ("bytes=-4", 206, "bytes LAST4-LAST/SIZE"),
        ("bytes=5-", 206, "bytes 5-LAST/SIZE"),
        ("bytes=0-999999999", 206, "bytes 0-LAST/SIZE"),
        ("bytes=999999999-", 416, "bytes */SIZE"),
        ("bytes=-0", 416, "bytes */SIZE"),
        ("bytes=5-2", 416, "bytes */SIZE"),
        ("bytes=-", 200, ""),
        ("bytes=0-1,3-4", 200, ""),
        ("lines=1-2", 200, ""),
        ("bytes=٣-٤", 200, ""),
    ],
    ids=range(11),
)
def test_ranges(member, asked, status, told):
    whole = made_of(sent(docx(), "x.docx")).content
    file, _post = attached(member.person, begin(member.person), whole, name="x.docx")
    answer = member.get(f"/members/files/{file.public_id}/", HTTP_RANGE=asked)
    size = len(whole)
    told = told.replace("LAST4", str(size - 4)).replace("LAST", str(size - 1)).replace("SIZE", str(size))
    assert (answer.status_code, answer.get("Content-Range", "")) == (status, told)
    if status == 200:
        assert answer.content == whole


def test_a_part_of_another_version_is_the_whole(member):
    file, _post = attached(member.person, begin(member.person))
    address = f"/members/files/{file.public_id}/"
    assert member.get(address, HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE='"other"').status_code == 200
    assert member.get(address, HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE=etag_of(file, False)).status_code == 206


def test_only_pictures_have_a_small_one(member):
    file, _post = attached(member.person, begin(member.person), docx(), name="x.docx")
    assert member.get(f"/members/files/{file.public_id}/small/").status_code == 404
