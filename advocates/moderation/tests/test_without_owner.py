"""A room whose owners may not decide: moderators of the network see the one text, and nothing else of the room."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.core.tests.pictures import plain
from advocates.core.viewer import Role, viewer_for
from advocates.files import actions as files
from advocates.forum import actions as forum
from advocates.forum.models import Post
from advocates.forum.tests.factories import reply, write_to
from advocates.moderation import models
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import Case, CaseNote
from advocates.moderation.notices import sentences
from advocates.moderation.tests.scenes import HIDE, KEEP, another_moderator, case_of, report, viewer_of
from advocates.notifications import actions as telling
from advocates.notifications.models import Urgency
from advocates.spaces.actions import give_seat, open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space, SpaceSeat
from tests.cast import colleague_client, member_client

pytestmark = pytest.mark.django_db
ROOM, TITLE, BAD, OTHER = "Price campaign", "What we plan", "I know where you live.", "Something else here."
REASONS = {"decision": "hide", "facts": "It threatens somebody.", "rule": "Nobody is threatened."}


def ended(client) -> None:
    """Nobody's representative any more."""
    now = timezone.now()
    client.person.mandates.update(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))


def work(post: Post, tail: str = "") -> str:
    return f"/members/moderation/{case_of(post).public_id}/{tail}"


@pytest.fixture
def owner(db):
    return member_client("owner", "Owning Group", "FR")


@pytest.fixture
def room(owner, member, other_member) -> Space:
    seated = [member.person, other_member.person]
    return open_space(actor=owner.person, kind=Kind.ROOM, names={"en": ROOM}, people=seated)


def post_in(room: Space, person, text: str = BAD) -> Post:
    topic = forum.start_topic(
        author=author_of(viewer_for(person)),
        space=room,
        beginning=forum.Beginning(TITLE),
        written=forum.Written(text, "en"),
    )
    return topic.posts.select_related("topic__space").get()


@pytest.fixture
def by_owner(owner, room, member) -> Post:
    """By the only owner, reported by a member."""
    post = post_in(room, owner.person)
    reply(member.person, post.topic, OTHER)
    report(member, post)
    return post


def sees(client, post: Post) -> bool:
    return Case.objects.visible_to(viewer_of(client)).filter(pk=case_of(post).pk).exists()


class TestTheOnlyOwnerWroteIt:
    def test_a_moderator_is_told_reads_that_text_alone_and_decides(self, moderator, by_owner, owner):
        assert "1 report waits" in moderator.get("/members/").text
        queue = moderator.get("/members/moderation/").text
        assert case_of(by_owner).public_id in queue
        assert ROOM not in queue
        for tail in ("", "decide/"):
            page = moderator.get(work(by_owner, tail)).text
            assert BAD in page
            assert owner.person.full_name in page
            for word in (ROOM, TITLE, OTHER, "See it where it stands"):
                assert word not in page
        assert moderator.post(work(by_owner, "decide/"), REASONS).status_code == 302
        assert Post.objects.get(pk=by_owner.pk).hidden_at is not None
        assert moderator.get(by_owner.topic.address).status_code == 404

    def test_the_room_stays_unknown_to_moderators(self, moderator, by_owner):
        assert by_owner.topic.space_id not in viewer_of(moderator).spaces
        assert ROOM not in moderator.get("/members/notices/").text
        assert ROOM not in moderator.get("/manage/moderation/").text

    def test_neither_the_owner_nor_others_see_the_case(self, owner, other_member, by_owner):
        for client in (owner, other_member, member_client("third", "Third Group", "FR")):
            assert client.get(work(by_owner)).status_code == 404

    @pytest.mark.parametrize("role", [Role.REGIONAL, Role.MODERATOR])
    def test_nor_does_who_moderates_a_region(self, member, by_owner, role):
        near = member_client("near", "Near Group", "DE")
        near.person.role_grants.create(role=role, scope=viewer_for(member.person).acting.region)
        assert near.get(work(by_owner)).status_code == 404

    def test_without_the_title_left_out_it_would_be_read(self, moderator, by_owner, monkeypatch):
        """Red twin."""
        monkeypatch.setattr("advocates.moderation.kinds.replace", lambda found, **_left_out: found)
        assert TITLE in moderator.get(work(by_owner)).text

    def test_without_the_place_left_out_it_would_be_read(self, moderator, by_owner, monkeypatch):
        """Red twin."""
        monkeypatch.setattr("advocates.moderation.policies.place_of", lambda _viewer, case: case.space.name)
        assert ROOM in moderator.get(work(by_owner)).text

    def test_who_reports_is_told_before(self, member, by_owner):
        page = member.get(f"/members/reports/new/post/{by_owner.public_id}/").text
        assert "An owner of this room reads it and decides." in page
        assert "moderators of the whole network do" in page


class TestWhoElse:
    """The rule itself: as soon as one owner may decide, no moderator sees the case."""

    def own(self, room: Space, client) -> None:
        seat = give_seat(actor=client.person, space=room, person=client.person)
        SpaceSeat.objects.filter(pk=seat.pk).update(is_owner=True)

    def test_with_another_owner_that_one_decides(self, moderator, by_owner, room):
        second = member_client("second_owner", "Second Owners", "FR")
        self.own(room, second)
        assert (sees(second, by_owner), sees(moderator, by_owner)) == (True, False)

    def test_with_an_owner_who_is_no_author(self, moderator, other_member, member, room, owner):
        post = post_in(room, other_member.person)
        report(member, post)
        assert (sees(owner, post), sees(moderator, post)) == (True, False)

    def test_without_that_rule_moderators_would_see_it(
        self, moderator, other_member, member, room, monkeypatch
    ):
        """Red twin."""
        post = post_in(room, other_member.person)
        report(member, post)
        monkeypatch.setattr(models, "without_owner", lambda _now: models.Q())
        assert sees(moderator, post)

    def test_a_colleague_of_the_author_may_not_decide(self, moderator, by_owner, room):
        colleague = colleague_client("colleague", "Owning Group", "administrator")
        self.own(room, colleague)
        assert sees(moderator, by_owner)
        assert colleague.post(work(by_owner, "decide/"), REASONS).status_code == 409

    def test_nor_an_owner_whose_group_reported_it(self, moderator, other_member, room, owner):
        colleague = colleague_client("colleague", "Owning Group", "administrator")
        give_seat(actor=owner.person, space=room, person=colleague.person)
        post = post_in(room, other_member.person)
        report(colleague, post)
        assert sees(moderator, post)
        assert owner.post(work(post, "decide/"), REASONS).status_code == 409

    def test_nor_an_owner_who_speaks_for_nobody_any_more(self, moderator, by_owner, room):
        second = member_client("second_owner", "Second Owners", "FR")
        self.own(room, second)
        ended(second)
        assert sees(moderator, by_owner)

    def test_who_took_the_decision_does_not_hear_the_appeal(
        self, moderator, member, other_member, room, owner
    ):
        post = post_in(room, other_member.person)
        report(member, post)
        deciding.decide(viewer=viewer_of(owner), case=case_of(post), ruling=HIDE)
        assert not sees(moderator, post)
        author = author_of(viewer_of(other_member))
        deciding.appeal(author=author, case=case_of(post), text="It was a joke.", lang="en")
        assert sees(moderator, post)
        deciding.decide_appeal(viewer=viewer_of(moderator), case=case_of(post), ruling=KEEP)
        assert Post.objects.get(pk=post.pk).hidden_at is None

    def test_an_author_who_is_erased_is_nobody(self, moderator, other_member, member, room, owner):
        post = post_in(room, other_member.person)
        report(member, post)
        Case.objects.update(author=None)
        assert (sees(owner, post), sees(moderator, post)) == (True, False)


class TestFiles:
    """A file of what was reported: by way of the case, and the history says who opened it."""

    @pytest.fixture
    def message(self, member, other_member) -> Post:
        topic = write_to(
            member.person, other_member.person, text="What I told you first.", subject="Our secret"
        )
        post = reply(other_member.person, topic, BAD)
        return Post.objects.select_related("topic__space").get(pk=post.pk)

    def hang(self, client, post: Post):
        author = author_of(viewer_of(client))
        made = files.upload(
            author=author,
            space=post.topic.space,
            uploaded=SimpleUploadedFile("threat.png", plain()),
            lang="en",
        )
        made.uses.create(kind="forum.post", target=post.pk)
        return made

    def test_a_moderator_opens_it_through_the_case_alone(self, member, other_member, moderator, message):
        file = self.hang(other_member, message)
        report(member, message)
        assert moderator.get(f"/members/files/{file.public_id}/").status_code == 404
        page = moderator.get(work(message)).text
        assert "threat" in page
        assert work(message, f"files/{file.public_id}/") in page
        for _twice in range(2):
            answer = moderator.get(work(message, f"files/{file.public_id}/"))
            assert answer.status_code == 200
            assert answer["Content-Type"].startswith("image/")
            assert answer["Cache-Control"] == "private, no-store"
        notes = CaseNote.objects.filter(deed=CaseNote.Deed.FILE)
        assert [note.person for note in notes] == [moderator.person]
        entries = StreamEntry.objects.filter(kind="moderation.case.file_opened", actor=moderator.person)
        assert entries.count() == 2

    def test_nobody_else_does(self, member, other_member, moderator, staff, message):
        file = self.hang(other_member, message)
        report(member, message)
        third = member_client("third", "Third Group", "FR")
        for client in (member, other_member, third):
            assert client.get(work(message, f"files/{file.public_id}/")).status_code == 404
        assert staff.get(work(message, f"files/{file.public_id}/")).status_code == 302
        assert not CaseNote.objects.filter(deed=CaseNote.Deed.FILE).exists()

    def test_who_is_involved_does_not(self, member, other_member, message):
        file = self.hang(other_member, message)
        report(member, message)
        colleague = colleague_client("colleague", "Own Group", "representative", Role.MODERATOR)
        assert colleague.get(work(message, f"files/{file.public_id}/")).status_code == 409

    def test_not_a_file_of_another_message(self, member, other_member, moderator, message):
        elsewhere = reply(other_member.person, message.topic, "Later.")
        file = self.hang(other_member, elsewhere)
        report(member, message)
        assert moderator.get(work(message, f"files/{file.public_id}/")).status_code == 404
        assert not CaseNote.objects.filter(deed=CaseNote.Deed.FILE).exists()

    def test_without_that_rule_they_would(self, member, other_member, moderator, message, monkeypatch):
        """Red twin."""
        elsewhere = reply(other_member.person, message.topic, "Later.")
        file = self.hang(other_member, elsewhere)
        report(member, message)
        monkeypatch.setattr("advocates.forum.tools.hiding.actions._standing", lambda _id: [elsewhere.pk])
        assert moderator.get(work(message, f"files/{file.public_id}/")).status_code == 200

    def test_another_moderator_is_named_as_well(self, member, other_member, moderator, message):
        file = self.hang(other_member, message)
        report(member, message)
        for client in (moderator, another_moderator()):
            client.get(work(message, f"files/{file.public_id}/"))
        assert CaseNote.objects.filter(deed=CaseNote.Deed.FILE).count() == 2


def test_a_notice_to_who_may_not_read_there_does_not_name_the_room(moderator, by_owner):
    """Nobody is rung for by it; should somebody be, what it says is what the rule allows."""
    news = telling.News(sentences.REPORTED, sentences.CASE, case_of(by_owner).pk, case_of(by_owner).pk)
    telling.tell(news, {moderator.person.pk: Urgency.WISH})
    assert ROOM not in moderator.get("/members/notices/").text
