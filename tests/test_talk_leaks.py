"""What members write is read by those whose space it is, and stands nowhere else."""

import pytest

from advocates.core.viewer import Role
from advocates.forum.models import TopicQuerySet
from advocates.forum.models.conversation import PostQuerySet
from tests.cast import CastClient, colleague_client
from tests.crawling import MACHINES, STARTS, Answer, ask, crawl, in_office, near, near_or_own
from tests.planted_talk import TALK, Talk, plant_talk, seen_kinds
from tests.private_words import Words
from tests.test_leaks import found

FORUM = (
    "/members/",
    "/members/forum/",
    "/members/forum/unread/",
    "/members/forum/mine/",
    "/members/forum/unanswered/",
    "/members/forum/waiting/",
    "/members/forum/translations/",
    "/members/messages/",
)


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """Of another organisation of the same cast, with a seat in the room and in the message."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def talk(words: Words, member: CastClient, guest: CastClient) -> Talk:
    return plant_talk(words, member.person, guest.person)


def in_members(address: str) -> bool:
    return address.startswith("/members/") and "logout" not in address


def every_address(talk: Talk) -> list[str]:
    """Where each topic, each of its posts and each space stands, also for those who find no link there."""
    posts = [post for topic in talk.topics.values() for post in topic.posts.all()]
    return [
        *(f"/members/forum/t/{topic.public_id}/" for topic in talk.topics.values()),
        *(f"/members/messages/{topic.public_id}/" for topic in talk.topics.values()),
        *(f"/members/forum/p/{post.public_id}/languages/" for post in posts),
        *(f"/members/forum/p/{post.public_id}/" for post in posts),
        *(f"/members/forum/p/{post.public_id}/history/" for post in posts),
        *(f"/members/spaces/{space.public_id}/" for space in talk.spaces.values()),
        *(
            f"/members/forum/c/{topic.category.public_id}/"
            for topic in talk.topics.values()
            if topic.category
        ),
    ]


def walk(client: CastClient, talk: Talk) -> dict[str, Answer]:
    pages = crawl(client, FORUM, follow=in_members, most=2000)
    return pages | {address: ask(client, address) for address in every_address(talk)}


@pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
def test_nobody_without_a_mandate_reads_a_word(request, talk, words, who):
    client = request.getfixturevalue(who)
    assert len(words) > 20
    assert found(words, walk(client, talk)) == []


def test_not_in_public_either(visitor, talk, words):
    assert found(words, crawl(visitor, (*STARTS, *MACHINES), follow=near)) == []


@pytest.mark.parametrize(
    ("who", "known"), [("editor", set()), ("staff", {"committee: name", "committee: category"})]
)
def test_the_office_knows_what_its_committees_are_called_and_nothing_else(request, talk, words, who, known):
    client = request.getfixturevalue(who)
    pages = crawl(
        client,
        ("/manage/", "/manage/spaces/", "/account/"),
        follow=lambda at: in_office(at) or near_or_own(at),
    )
    assert {leak.partition(" at ")[0] for leak in found(words, pages)} == known


def test_the_author_reads_all_but_what_is_gone(member, talk, words):
    """Else the walk would be blind."""
    leaks = found(words, walk(member, talk))
    assert seen_kinds(leaks) == set(TALK) - {"gone"}
    seen = {leak.partition(" at ")[0] for leak in leaks}
    assert seen == {what for what in words if not what.startswith("gone")}


def test_another_region_reads_what_all_members_read(other_member, talk, words):
    assert seen_kinds(found(words, walk(other_member, talk))) == {"members"}


def test_a_moderator_reads_no_more(moderator, talk, words):
    assert seen_kinds(found(words, walk(moderator, talk))) == {"members"}


def test_a_seat_opens_one_space(guest, talk, words):
    assert seen_kinds(found(words, walk(guest, talk))) == {"members", "region", "room", "direct"}


def test_the_steering_committee_is_not_every_committee(other_member, talk, words):
    steering = colleague_client("steering", "Other Group", "representative", Role.STEERING)
    assert seen_kinds(found(words, walk(steering, talk))) == {"members"}


@pytest.mark.parametrize("door", [TopicQuerySet, PostQuerySet], ids=["topics", "posts"])
def test_without_the_door_they_would_be_read(other_member, talk, words, monkeypatch, door):
    """Red twins."""
    monkeypatch.setattr(door, "visible_to", lambda rows, _viewer: rows)
    assert seen_kinds(found(words, walk(other_member, talk))) > {"members"}
