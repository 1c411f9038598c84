"""Who is told of what in the forum, and when that is over."""

import pytest
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.forum import actions, notices
from advocates.forum.models import Following, OrganisationFollowing, Post, Topic
from advocates.forum.notices import sentences
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tests.news import follow, mails, message_in, rings, told, unread
from advocates.notifications.models import Notice, Urgency
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.actions import end_seat, open_space
from advocates.spaces.models import Kind, SpaceSeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member):
    """Begun by the member, who follows it by that."""
    made = begin(member.person, "Travel")
    told()
    return made


class TestWhoIsTold:
    def test_whoever_began_hears_of_answers(self, member, other_member, topic):
        reply(other_member.person, topic)
        told()
        assert unread(member.person) == [f"{other_member.person.full_name} answered in “Travel”"]

    def test_nobody_of_what_they_wrote_themselves(self, member, topic):
        reply(member.person, topic)
        told()
        assert unread(member.person) == []

    def test_whoever_answered_hears_of_the_next_answer(self, member, other_member, moderator, topic):
        reply(other_member.person, topic)
        reply(moderator.person, topic)
        told()
        assert len(unread(other_member.person)) == 1

    def test_who_set_a_level_keeps_it_when_they_answer(self, member, other_member, topic):
        follow(other_member.person, topic, Following.MUTED)
        reply(other_member.person, topic)
        reply(member.person, topic)
        told()
        assert unread(other_member.person) == []

    @pytest.mark.parametrize(
        ("level", "count"),
        [(Following.MUTED, 0), (Following.NORMAL, 0), (Following.FOLLOWED, 1), (Following.AT_ONCE, 1)],
    )
    @pytest.mark.parametrize("what", ["topic", "category"])
    def test_by_the_level_of_topic_and_category(self, member, other_member, topic, what, level, count):
        follow(other_member.person, topic if what == "topic" else topic.category, level)
        reply(member.person, topic)
        told()
        assert len(unread(other_member.person)) == count

    def test_the_topic_overrules_its_category(self, member, other_member, topic):
        follow(other_member.person, topic.category, Following.AT_ONCE)
        follow(other_member.person, topic, Following.NORMAL)
        reply(member.person, topic)
        told()
        assert unread(other_member.person) == []

    def test_a_follower_of_the_category_hears_of_a_new_topic(self, member, other_member):
        follow(other_member.person, make_shelf())
        begin(member.person, "A new one")
        told()
        assert unread(other_member.person) == [f"New topic by {member.person.full_name}: “A new one”"]

    @pytest.mark.parametrize(
        ("group", "shelf", "count"),
        [
            (Following.FOLLOWED, None, 1),
            (Following.FOLLOWED, Following.NORMAL, 1),
            (Following.FOLLOWED, Following.MUTED, 0),
            (Following.MUTED, Following.FOLLOWED, 0),
        ],
    )
    def test_by_the_organisation_of_the_author(self, member, other_member, group, shelf, count):
        own = Mandate.objects.get(person=member.person).organisation
        OrganisationFollowing.objects.create(person=other_member.person, organisation=own, following=group)
        if shelf is not None:
            follow(other_member.person, make_shelf(), shelf)
        begin(member.person)
        told()
        assert len(unread(other_member.person)) == count

    def test_who_is_spoken_to_by_name(self, member, other_member, moderator, topic, monkeypatch):
        named = [other_member.person.pk, moderator.person.pk]
        monkeypatch.setattr(notices, "mentioned", lambda _post: named)
        follow(moderator.person, topic, Following.MUTED)
        follow(other_member.person, topic)
        reply(member.person, topic)
        told()
        assert unread(other_member.person) == [f"{member.person.full_name} mentioned you in “Travel”"]
        assert unread(moderator.person) == []

    def test_thanks_are_on_the_site_alone_and_merged(self, member, other_member, moderator, topic):
        post = topic.posts.get()
        actions.thank(actor=other_member.person, post=post)
        told()
        assert unread(member.person) == [f"{other_member.person.full_name} said thank you in “Travel”"]
        actions.thank(actor=moderator.person, post=post)
        told()
        assert unread(member.person) == ["2 people said thank you in “Travel”"]
        assert set(Notice.objects.values_list("urgency", flat=True)) == {Urgency.SITE}
        actions.unthank(actor=moderator.person, post=post)
        assert unread(member.person) == [f"{other_member.person.full_name} said thank you in “Travel”"]

    @pytest.mark.parametrize("level", [Following.FOLLOWED, Following.AT_ONCE])
    def test_detail_20_one_s_own_posts_tell_oneself_nothing(self, member, other_member, topic, level):
        follow(member.person, topic, level)
        follow(member.person, topic.category, level)
        reply(member.person, topic, f"I speak to @{member.person.full_name}.")
        begin(member.person, "A new one of mine")
        told()
        assert (rings(member.person), unread(member.person), mails(member.person)) == (0, [], [])

    def test_whoever_is_written_to_in_a_message(self, member, other_member, moderator):
        space = open_space(actor=member.person, kind=Kind.DIRECT, names={}, people=[other_member.person])
        message = message_in(space, member.person)
        told()
        assert len(unread(other_member.person)) == 1
        assert unread(moderator.person) == []
        follow(other_member.person, message, Following.MUTED)
        reply(member.person, message)
        told()
        assert Notice.objects.filter(person=other_member.person).count() == 1

    def test_nobody_who_had_the_page_open_when_it_came(self, member, other_member, topic):
        reply(other_member.person, topic)
        member.get(f"/members/forum/t/{topic.public_id}/")
        told()
        assert Notice.objects.count() == 0

    def test_a_round_that_is_done_again_tells_nobody_twice(self, member, other_member, topic):
        reply(other_member.person, topic)
        told()
        StreamEntry.objects.filter(kind="forum.post.written").update(dispatched_at=None)
        told()
        assert Notice.objects.count() == 1


class TestMerging:
    def test_several_answers_are_one_line(self, member, other_member, topic):
        for number in range(4):
            reply(other_member.person, topic, f"Answer {number}")
        told()
        assert unread(member.person) == ["4 answers in “Travel”"]
        assert rings(member.person) == 1

    def test_the_link_leads_to_the_first_of_them(self, member, other_member, topic):
        for number in range(25):
            reply(other_member.person, topic, f"Answer {number}")
        told()
        page = member.get("/members/notices/").text
        assert f'href="/members/forum/t/{topic.public_id}/?page=1#p2"' in page


class TestItIsOver:
    @pytest.fixture
    def post(self, member, other_member, topic):
        made = reply(other_member.person, topic)
        told()
        assert (rings(member.person), len(unread(member.person))) == (1, 1)
        return made

    def test_when_the_topic_is_read(self, member, post):
        member.get("/members/notices/")
        assert rings(member.person) == 1
        page = member.get(f"/members/forum/t/{post.topic.public_id}/").text
        assert "News for you: " not in page
        assert rings(member.person) == 0

    def test_detail_5_when_the_link_of_the_post_is_followed(self, member, post):
        member.get(f"/members/forum/p/{post.public_id}/", follow=True)
        assert rings(member.person) == 0

    def test_not_before_its_page_was_read(self, member, other_member, topic, post):
        for number in range(3, 23):
            reply(other_member.person, topic, f"Number {number}")
        told()
        member.get(f"/members/forum/t/{topic.public_id}/?page=1")
        assert unread(member.person) == ["2 answers in “Travel”"]
        member.get(f"/members/forum/t/{topic.public_id}/?page=2")
        assert unread(member.person) == []

    def test_when_everything_is_marked_as_read_here_or_there(self, member, other_member, post):
        member.post("/members/notices/read/", {"newest": "0"})
        assert rings(member.person) == 1
        member.post("/members/notices/read/", {"newest": Notice.objects.get().pk})
        assert rings(member.person) == 0
        reply(other_member.person, post.topic)
        told()
        member.post("/members/forum/read/", {"category": post.topic.category.public_id})
        assert rings(member.person) == 0

    def test_detail_6_when_it_is_taken_back(self, member, other_member, post):
        actions.withdraw_post(actor=other_member.person, post=post)
        assert (rings(member.person), unread(member.person)) == (0, [])

    def test_when_it_is_hidden(self, member, post):
        Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
        assert (rings(member.person), unread(member.person)) == (0, [])

    def test_when_its_topic_is_hidden(self, member, post):
        Topic.objects.filter(pk=post.topic_id).update(hidden_at=timezone.now())
        assert (rings(member.person), unread(member.person)) == (0, [])

    def test_detail_6_when_it_is_moved_within_or_out_of_its_topic(self, member, other_member, post):
        other = begin(other_member.person, "Elsewhere")
        Post.objects.filter(pk=post.pk).update(moved_to=other.posts.get())
        assert (rings(member.person), unread(member.person)) == (0, [])
        Post.objects.filter(pk=post.pk).update(moved_to=None, topic=other)
        assert (rings(member.person), unread(member.person)) == (0, [])

    def test_when_the_right_to_read_ends(self, member, post):
        for mandate in Mandate.objects.filter(person=member.person):
            end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)
        assert (rings(member.person), unread(member.person)) == (0, [])

    def test_without_its_guards_it_would_not_be(self, member, post, monkeypatch):
        """The twin: what was hidden still rings."""
        Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
        hidden = Post.told_of
        monkeypatch.setattr(
            Post, "told_of", classmethod(lambda cls, pk, _topic, _space: cls.objects.filter(pk=pk))
        )
        assert Notice.objects.filter(sentences.standing()).exists()
        monkeypatch.setattr(Post, "told_of", hidden)
        assert not Notice.objects.filter(sentences.standing()).exists()


class TestWithoutAccess:
    def test_whoever_left_the_space_drops_out_silently(self, member, other_member):
        space = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Plans"}, people=[other_member.person]
        )
        talk = message_in(space, member.person)
        follow(other_member.person, talk)
        reply(member.person, talk)
        told()
        assert rings(other_member.person) == 1
        end_seat(actor=member.person, seat=SpaceSeat.objects.get(space=space, person=other_member.person))
        assert (rings(other_member.person), unread(other_member.person)) == (0, [])
        assert "Between us" not in other_member.get("/members/notices/").text
