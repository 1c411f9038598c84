"""What is said about a page, and what people are told of it, reaches those whose space it is, and nobody else."""

from dataclasses import dataclass

import pytest

from advocates.accounts.models import Person
from advocates.core import jobs, stream
from advocates.core.limits import LIMITS
from advocates.core.tests import test_transport
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Topic
from advocates.forum.talking.actions import say
from advocates.forum.tests.factories import space_of
from advocates.forum.tests.news import message_of, text_of
from advocates.notifications.models import MailWishes, Notice, NoticeQuerySet
from advocates.search.members import finding
from advocates.search.models import PageWordsQuerySet
from advocates.spaces import talks
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space
from advocates.wiki.models import How, PageRevisionQuerySet, WikiPage
from advocates.wiki.models.page import PageQuerySet
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.watching.actions import watch_page
from tests.cast import CastClient, colleague_client
from tests.crawling import Answer, ask, crawl
from tests.planted_talk import seen_kinds
from tests.private_words import Words
from tests.test_leaks import found
from tests.test_talk_leaks import in_members
from tests.test_talk_search import CONTROL, differing, kinds, names_of
from tests.test_wiki_leaks import open_to_all

pytestmark = pytest.mark.django_db
KINDS = {"members", "region", "committee", "room"}
# A mail server of our own.
sink = test_transport.sink
STARTS = ("/members/", "/members/notices/", "/members/following/", "/members/wiki/care/")


@dataclass(frozen=True, slots=True)
class Told:
    """What was planted: pages by the kind of their space, each with a talk and a change that was told."""

    pages: dict[str, WikiPage]


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """Of the member's organisation, with a seat in the room."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def told(words: Words, member: CastClient, guest: CastClient, other_member: CastClient) -> Told:
    """Everybody watches everything, whether they may read it or not: what they may not read must still not arrive."""
    person = member.person
    spaces = {
        "members": space_of(Kind.MEMBERS),
        "region": space_of(Kind.REGION, region=viewer_for(person).acting.region),
        "committee": open_space(actor=person, kind=Kind.COMMITTEE, names={"en": words["committee: name"]}),
        "room": open_space(
            actor=person, kind=Kind.ROOM, names={"en": words["room: name"]}, people=[guest.person]
        ),
    }
    pages = {}
    for kind, space in spaces.items():
        page = make_page(person, words[f"{kind}: title"], words[f"{kind}: first text"], space=space)
        for watcher in (guest.person, other_member.person):
            watch_page(person=watcher, page=page, how=How.AT_ONCE, with_branch=True)
        say_about(person, page, words[f"{kind}: first words of the talk"])
        say_about(person, page, words[f"{kind}: answer in the talk"])
        save(person, page, words[f"{kind}: text"], 1, words[f"{kind}: reason"])
        make_page(person, words[f"{kind}: title below"], "x", parent=page)
        pages[kind] = page
    gone = make_page(
        person, words["members: title of a deleted page"], words["gone: text"], space=spaces["members"]
    )
    watch_page(person=other_member.person, page=gone, how=How.AT_ONCE)
    save(person, gone, words["gone: second text"], 1, words["gone: reason of a change"])
    delete_page(actor=person, page=gone, reason=words["members: reason of the deletion"])
    while stream.dispatch():
        pass
    return Told(pages)


def say_about(person: Person, page: WikiPage, text: str) -> None:
    subject = talks.find(viewer_for(person), "page", [page.public_id])[page.public_id]
    say(author=author_of(viewer_for(person)), subject=subject, written=forum.Written(text, "en"))


def walk(client: CastClient) -> dict[str, Answer]:
    """What links lead to, and every talk by each of its addresses, also for those who find no link there."""
    pages = crawl(client, STARTS, follow=in_members, most=2500)
    addresses = [talks.address_of("page", page.public_id) for page in WikiPage.objects.all()]
    addresses += [f"{page.address}watch/" for page in WikiPage.objects.all()]
    for topic in Topic.objects.all():
        addresses += [
            f"/members/forum/t/{topic.public_id}/{rest}" for rest in ("", "tools/", "since/?after=0")
        ]
        addresses += [f"/members/forum/p/{post.public_id}/" for post in topic.posts.all()]
    return pages | {address: ask(client, address) for address in addresses}


@pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
def test_nobody_without_a_mandate_reads_a_word(request, told, words, who):
    assert len(words) > 25
    assert found(words, walk(request.getfixturevalue(who))) == []


def test_whoever_reads_the_pages_reads_the_talks(member, told, words):
    """Else the walk would be blind."""
    seen = {leak.partition(" at ")[0] for leak in found(words, walk(member))}
    assert seen >= {what for what in words if "talk" in what}
    assert not any(what.startswith("gone") for what in seen)


def test_another_region_reads_what_all_members_read(other_member, told, words):
    assert seen_kinds(found(words, walk(other_member))) == {"members"}


def test_a_seat_opens_one_space(guest, told, words):
    assert seen_kinds(found(words, walk(guest))) == {"members", "region", "room"}


def test_a_moderator_reads_no_more(moderator, told, words):
    assert seen_kinds(found(words, walk(moderator))) == {"members"}


class TestMail:
    def texts_to(self, person: Person, sink) -> str:
        jobs.run_due()
        return "\n".join(
            text_of(message_of(each.content)) for each in sink.taken if person.email in each.rcpt_tos
        )

    def test_it_carries_what_its_space_lets_out_to_those_who_read_there(
        self, guest, other_member, told, words, sink
    ):
        for client, may in ((guest, {"members", "region"}), (other_member, {"members"})):
            MailWishes.objects.filter(person=client.person).update(most_a_day=30)
            text = self.texts_to(client.person, sink)
            leaked = {what for what, word in words.items() if word in text}
            assert {what.partition(":")[0] for what in leaked} == may, client.person
            assert {
                f"{kind}: {what}" for kind in may for what in ("text", "reason", "answer in the talk")
            } <= leaked

    def test_without_the_guard_a_room_would_leave_by_mail(self, guest, told, words, sink, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(Space, "is_silent", property(lambda _space: False))
        text = self.texts_to(guest.person, sink)
        assert words["room: text"] in text


class TestTwins:
    """Red twins: each door is missed when it is taken out."""

    @pytest.mark.parametrize("doors", [(PageQuerySet, PageRevisionQuerySet)], ids=["pages"])
    def test_without_the_doors_notices_would_tell(self, other_member, told, words, monkeypatch, doors):
        for door in (*doors, NoticeQuerySet):
            monkeypatch.setattr(
                door, "visible_to", _own if door is NoticeQuerySet else lambda rows, _viewer: rows
            )
        page = ask(other_member, "/members/notices/")
        assert seen_kinds(found(words, {"notices": page})) > {"members"}

    def test_without_the_door_the_empty_talk_would_be_drawn(self, member, other_member, words, monkeypatch):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        page = make_page(member.person, words["region: title"], space=region)
        address = talks.address_of("page", page.public_id)
        assert ask(other_member, address).status == 404
        with monkeypatch.context() as patched:
            # Written so that the statement is made as before; without any filter it is not made at all.
            patched.setattr(PageQuerySet, "visible_to", open_to_all)
            assert words["region: title"] in ask(other_member, address).body


def _own(rows, viewer):
    return rows.filter(person_id=viewer.person.pk)


class TestSearch:
    @pytest.mark.parametrize(
        ("who", "may"),
        [("other_member", {"members"}), ("guest", {"members", "region", "room"}), ("member", KINDS)],
    )
    def test_each_finds_what_they_may_read_and_no_sign_of_anything_else(
        self, request, told, words, monkeypatch, who, may
    ):
        # The planted words are so alike that one would be found by way of another.
        monkeypatch.setattr(finding, "forgiving", lambda terms, _viewer: terms)
        client = request.getfixturevalue(who)
        given = names_of(words, differing(client, [(word, CONTROL) for word in words.values()]))
        assert kinds(given) == may
        expected = {"title", "text", "title below", "answer in the talk"}
        assert {f"{kind}: {what}" for kind in may for what in expected} <= given
        assert not any("first text" in what or "reason" in what or "deleted" in what for what in given)

    def test_without_its_doors_search_would_tell(self, other_member, told, words, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(PageWordsQuerySet, "visible_to", lambda rows, _viewer: rows)
        asked = f"/members/search/?q={words['room: text']}&kind=pages"
        # Of a wide door the inner one shows nothing: what the index lets through is read once more as a page.
        assert words["room: title"] not in ask(other_member, asked).body
        monkeypatch.setattr(PageQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert words["room: title"] in ask(other_member, asked).body


def test_nobody_is_told_by_the_bell(other_member, told):
    """What may not be read rings for nobody, though its rows are there."""
    assert Notice.objects.filter(person=other_member.person).count() > len(
        viewer_for(other_member.person).bell
    )
