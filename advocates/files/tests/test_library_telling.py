"""New versions of a file in a library are told to whoever watches it and may open it, and to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import stream
from advocates.core.viewer import viewer_for
from advocates.files.library import actions as library
from advocates.files.library import telling
from advocates.files.models import LibraryFile, LibraryWatch
from advocates.files.tests.factories import keep, sent
from advocates.forum.tests.factories import space_of
from advocates.notifications import sources
from advocates.notifications.models import Notice
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(member):
    return keep(member.person, space_of(Kind.MEMBERS), "Protocol")


def replace(client, item, based_on=1):
    author = author_of(viewer_for(client.person))
    library.replace_file(author=author, item=item, uploaded=sent(), note="Newer figures", based_on=based_on)
    stream.dispatch()


def address(item, way=""):
    return f"/members/files/l/{item.public_id}/{way}"


def told(client):
    mine = Notice.objects.filter(person=client.person)
    return sources.pieces_of(viewer_for(client.person), mine)


def test_who_asked_is_told_once_and_reads_it_there(member, other_member, item):
    assert "Tell me of new versions" in other_member.get(address(item)).text
    for _time in range(2):
        assert other_member.post(address(item, "watch/")).status_code == 302
    replace(member, item)
    (piece,) = told(other_member)
    assert (piece.title, piece.text, piece.path) == ("Protocol", "Newer figures", address(item))
    assert "New version of" in other_member.get("/members/notices/").text
    assert told(member) == []
    assert "Do not tell me" in other_member.get(address(item)).text
    assert not Notice.objects.filter(person=other_member.person, read_at=None).exists()


def test_who_added_it_is_told_of_the_version_of_another(member, moderator, item):
    replace(moderator, item)
    assert [piece.notice.number for piece in told(member)] == [2]


def test_no_more(member, other_member, item):
    other_member.post(address(item, "watch/"))
    assert "Protocol" in other_member.get("/members/forum/following/").text
    other_member.post(address(item, "unwatch/"))
    replace(member, item)
    assert told(other_member) == []
    telling.watch(person=other_member.person, item=item)
    telling.save_followed(viewer_for(other_member.person), {f"f-{item.public_id}": "0"})
    assert not LibraryWatch.objects.filter(person=other_member.person).exists()


@pytest.mark.parametrize(
    "fields", [{"not_before": timezone.now() + timedelta(days=2)}, {"hidden_at": timezone.now()},
               {"deleted_at": timezone.now()}], ids=["early", "hidden", "deleted"],
)  # fmt: skip
def test_what_one_may_not_open_is_no_news(member, other_member, item, fields):
    other_member.post(address(item, "watch/"))
    replace(member, item)
    LibraryFile.objects.update(**fields)
    assert told(other_member) == []


def test_the_export_names_it_and_the_account_takes_it_along(member, item):
    subject = type("Subject", (), {"person": member.person})
    assert list(telling.watched_of(subject)) == [{"file": item.public_id}]
    telling.erase(subject)
    assert not LibraryWatch.objects.exists()
