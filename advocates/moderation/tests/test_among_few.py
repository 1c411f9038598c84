"""Reports where no moderator reads: of one message between named people, and in a room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import outbox, retention
from advocates.core.viewer import Role, viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import reply, write_to
from advocates.forum.tests.news import mails, rings, told, unread
from advocates.moderation import kinds
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import Case, CaseQuerySet, Flag
from advocates.moderation.notices import sentences
from advocates.moderation.tests.scenes import HIDE, KEEP, another_moderator, case_of, report, viewer_of
from advocates.notifications.models import Notice
from advocates.spaces.actions import give_seat, open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space, SpaceSeat
from tests.cast import colleague_client, member_client

pytestmark = pytest.mark.django_db
BEFORE, BAD, AFTER = "What I told you first.", "I know where you live.", "What was said later."
REASONS = {"decision": "hide", "facts": "It threatens somebody.", "rule": "Nobody is threatened."}


def work(post: Post, tail: str = "") -> str:
    return f"/members/moderation/{case_of(post).public_id}/{tail}"


def report_page(post: Post) -> str:
    return f"/members/reports/new/post/{post.public_id}/"


@pytest.fixture
def message(member, other_member) -> Post:
    """The second of three messages between two people, by the other member."""
    topic = write_to(member.person, other_member.person, text=BEFORE, subject="Our secret")
    post = reply(other_member.person, topic, BAD)
    reply(member.person, topic, AFTER)
    return Post.objects.select_related("topic__space").get(pk=post.pk)


class TestAMessage:
    def test_who_reports_it_is_told_before_that_it_is_shown_to_moderators(self, member, message):
        page = member.get(report_page(message)).text
        assert "this one message, who wrote it, and nothing else" in page
        assert "the other person can guess it" in page
        assert BAD in page

    def test_a_moderator_reads_that_one_alone_and_decides(self, member, other_member, moderator, message):
        report(member, message)
        assert "1 report waits" in moderator.get("/members/").text
        assert case_of(message).public_id in moderator.get("/members/moderation/").text
        for tail in ("", "decide/"):
            page = moderator.get(work(message, tail)).text
            assert BAD in page
            assert other_member.person.full_name in page
            for word in (BEFORE, AFTER, "Our secret", "See it where it stands"):
                assert word not in page
        assert moderator.post(work(message, "decide/"), REASONS).status_code == 302
        assert moderator.get(message.topic.address).status_code == 404
        assert BAD not in member.get(message.topic.address).text
        reasons = other_member.get(f"/members/cases/{case_of(message).public_id}/").text
        assert "It threatens somebody." in reasons
        assert "It is hidden" in member.get("/members/reports/").text

    def test_another_hears_the_appeal_and_shows_it_again(self, member, other_member, moderator, message):
        report(member, message)
        deciding.decide(viewer=viewer_of(moderator), case=case_of(message), ruling=HIDE)
        author = author_of(viewer_of(other_member))
        deciding.appeal(author=author, case=case_of(message), text="It was a joke.", lang="en")
        assert moderator.post(work(message, "decide/"), {**REASONS, "decision": "keep"}).status_code == 409
        answer = another_moderator().post(
            work(message, "decide/"), {"decision": "keep", "facts": "It is a quotation."}
        )
        assert answer.status_code == 302
        assert BAD in member.get(message.topic.address).text

    def test_without_a_report_nobody_reads_it(self, member, moderator, message):
        assert Case.objects.visible_to(viewer_of(moderator)).count() == 0
        for kind, id in (("post", message.public_id), ("topic", message.topic.public_id)):
            assert moderator.get(f"/members/reports/new/{kind}/{id}/").status_code == 404
            assert moderator.get(f"/members/moderation/hide/{kind}/{id}/").status_code == 404

    def test_a_conversation_is_not_reported_as_a_whole(self, member, message):
        assert kinds.fetch(viewer_of(member), "topic", message.topic.public_id) is None
        assert member.get(f"/members/reports/new/topic/{message.topic.public_id}/").status_code == 404

    def test_who_sits_in_the_conversation_does_not_see_who_reported_it(self, member, moderator, message):
        give_seat(actor=member.person, space=message.topic.space, person=moderator.person)
        report(member, message)
        assert moderator.get(work(message)).status_code == 404
        assert another_moderator().get(work(message)).status_code == 200

    @pytest.mark.parametrize("role", [Role.REGIONAL, Role.MODERATOR], ids=["regional", "of a region"])
    def test_nor_does_who_moderates_a_region(self, member, message, role):
        report(member, message)
        near = member_client("near", "Near Group", "DE")
        near.person.role_grants.create(role=role, scope=viewer_for(member.person).acting.region)
        assert near.get(work(message)).status_code == 404

    def test_nor_does_another_member_or_the_office(self, member, staff, message):
        report(member, message)
        assert member_client("third", "Third Group", "FR").get(work(message)).status_code == 404
        assert BAD not in staff.get("/manage/moderation/").text

    @pytest.mark.parametrize("group", ["Own Group", "Other Group"], ids=["of the reporter", "of the author"])
    def test_who_is_involved_does_not_decide(self, member, message, group):
        report(member, message)
        colleague = colleague_client("colleague", group, "representative", Role.MODERATOR)
        assert colleague.post(work(message, "decide/"), REASONS).status_code == 409
        assert Post.objects.get(pk=message.pk).hidden_at is None

    def test_without_the_title_left_out_it_would_be_read(self, member, moderator, message, monkeypatch):
        """Red twin."""
        report(member, message)
        monkeypatch.setattr(kinds, "replace", lambda found, **_changes: found)
        assert "Our secret" in moderator.get(work(message)).text

    def test_without_the_door_other_members_would_read_it(self, member, message, monkeypatch):
        """Red twin."""
        report(member, message)
        monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, _viewer: cases)
        assert BAD in member_client("third", "Third Group", "FR").get(work(message)).text

    def test_the_case_outlives_the_conversation_and_then_the_space_goes(self, member, moderator, message):
        report(member, message)
        deciding.decide(viewer=viewer_of(moderator), case=case_of(message), ruling=KEEP)
        space = message.topic.space_id
        over = timezone.now() - timedelta(days=731)
        Topic.objects.filter(pk=message.topic_id).update(last_post_at=over)
        Space.objects.filter(pk=space).update(created_at=over)
        retention.purge()
        assert not Topic.objects.filter(pk=message.topic_id).exists()
        assert "The text is not there any more." in moderator.get(work(message)).text
        Case.objects.update(changed_at=timezone.now() - timedelta(days=3 * 365 + 1))
        retention.purge()
        retention.purge()
        assert not Space.objects.filter(pk=space).exists()


class TestARoom:
    @pytest.fixture
    def owner(self, db):
        return member_client("owner", "Owning Group", "FR")

    @pytest.fixture
    def post(self, owner, member, other_member, moderator) -> Post:
        seated = [member.person, other_member.person, moderator.person]
        room = open_space(actor=owner.person, kind=Kind.ROOM, names={"en": "Price campaign"}, people=seated)
        topic = forum.start_topic(
            author=author_of(viewer_for(other_member.person)),
            space=room,
            beginning=forum.Beginning("In the room"),
            written=forum.Written("Said among few.", "en"),
        )
        told()
        return topic.posts.select_related("topic__space").get()

    def test_who_reports_is_told_that_its_owner_decides(self, member, post):
        assert "An owner of this room reads it and decides." in member.get(report_page(post)).text

    def test_its_owners_are_told_once_and_nobody_else(self, owner, member, other_member, moderator, post):
        before = rings(owner.person)
        report(member, post, "Words of the reporter")
        report(moderator, post)
        told()
        assert unread(owner.person) == ["Somebody has reported something in “Price campaign”"]
        assert rings(owner.person) == before + 1
        line = f'href="/members/moderation/{case_of(post).public_id}/"'
        page = owner.get("/members/notices/").text
        assert line in page
        assert "Words of the reporter" not in page
        for client in (member, other_member, moderator):
            assert not any("reported" in sentence for sentence in unread(client.person))

    def test_its_mail_says_nothing_but_that_there_is_something(self, owner, member, post):
        report(member, post)
        told()
        (mail,) = mails(owner.person)
        said = sentences_of(mail)
        for word in ("Price campaign", "In the room", "Said among few.", member.person.full_name):
            assert word not in said

    def test_it_is_read_by_opening_the_case(self, owner, member, post):
        report(member, post)
        told()
        assert 'class="count" aria-hidden="true">1<' not in owner.get(work(post)).text
        assert unread(owner.person) == []

    def test_it_is_gone_when_the_case_is_decided(self, owner, member, post):
        second = member_client("second_owner", "Second Owners", "FR")
        seat = give_seat(actor=owner.person, space=post.topic.space, person=second.person)
        SpaceSeat.objects.filter(pk=seat.pk).update(is_owner=True)
        report(member, post)
        told()
        assert len(unread(second.person)) == 1
        deciding.decide(viewer=viewer_of(owner), case=case_of(post), ruling=KEEP)
        assert unread(second.person) == []

    def test_without_that_rule_it_would_stay(self, owner, member, post, monkeypatch):
        """Red twin."""
        report(member, post)
        told()
        deciding.decide(viewer=viewer_of(owner), case=case_of(post), ruling=KEEP)
        assert not Notice.objects.filter(sentences.standing()).exists()
        monkeypatch.setattr(Case, "waiting_in", classmethod(lambda cls, pk, space: cls.objects.filter(pk=pk)))
        assert Notice.objects.filter(sentences.standing()).exists()

    def test_an_owner_whose_words_they_are_is_not_told(self, owner, member, post):
        own = reply(owner.person, post.topic, "By the owner.")
        report(member, own)
        told()
        assert unread(owner.person) == []
        assert owner.get(work(own)).status_code == 404

    def test_where_moderators_look_nobody_is_rung_for(self, member, other_member, moderator):
        post = write_to(member.person, other_member.person).posts.select_related("topic__space").get()
        report(other_member, post)
        told()
        assert Flag.objects.count() == 1
        assert rings(moderator.person) == 0


def sentences_of(mail) -> str:
    composed = outbox._purposes[mail.purpose].compose(mail)
    return f"{composed.subject}{composed.text}{composed.html}"
