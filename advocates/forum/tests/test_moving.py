"""Moved, split and merged: what led to the words leads to them still, and only those who may read them."""

import pytest

from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.files import actions as files
from advocates.files.models import File
from advocates.files.tests.factories import upload
from advocates.forum.models import POST_FILES, Category, Following, Post, Topic, TopicReading
from advocates.forum.reading.actions import mark_read
from advocates.forum.tests.factories import begin, make_shelf, reply, space_of
from advocates.forum.tools import policies
from advocates.moderation.models import Case
from advocates.spaces.models import Kind
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


def at(topic: Topic, tail: str = "") -> str:
    return f"/members/forum/t/{topic.public_id}/{tail}"


@pytest.fixture
def moderator(member):
    """A colleague of the member, who reads the member's region and moderates everywhere."""
    return colleague_client("moderating", "Own Group", "representative", Role.MODERATOR)


@pytest.fixture
def region(member) -> Category:
    return make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)


def opened(topic: Topic) -> Topic:
    Topic.objects.filter(pk=topic.pk).update(is_opened=True)
    topic.is_opened = True
    return topic


def counts(*shelves: Category) -> list[int]:
    return [Category.objects.get(pk=shelf.pk).topics_count for shelf in shelves]


class TestMove:
    def test_detail_16_a_moved_topic_is_found_by_those_who_may_and_by_nobody_else(
        self, member, other_member, moderator, region
    ):
        topic = opened(begin(member.person, "To the region"))
        post = reply(other_member.person, topic)
        mark_read(person=other_member.person, topic=topic, number=1)
        home = topic.category
        assert other_member.get(at(topic)).status_code == 200
        assert moderator.get(at(topic, "move/")).status_code == 200
        answer = moderator.post(at(topic, "move/"), {"category": region.public_id})
        assert (answer.status_code, answer["Location"]) == (302, at(topic))
        assert member.get(at(topic)).status_code == 200
        for address in (at(topic), at(topic, "lock/"), f"/members/forum/p/{post.public_id}/"):
            assert other_member.get(address).status_code == 404
        assert "To the region" not in other_member.get("/members/forum/").text
        assert counts(home, region) == [0, 1]
        assert TopicReading.objects.filter(person=other_member.person, topic=topic).exists()
        entry = StreamEntry.objects.get(kind="forum.topic.moved")
        assert (entry.data["from_category"], entry.data["space"]) == (home.pk, region.space_id)
        assert Mail.objects.filter(purpose="forum.topic_changed", recipient=member.person.email).count() == 1

    def test_to_more_readers_it_has_to_be_meant(self, member, other_member, moderator, region):
        topic = begin(member.person, category=region)
        wide = make_shelf()
        refused = moderator.post(at(topic, "move/"), {"category": wide.public_id})
        assert refused.status_code == 422
        assert "people would read it who cannot read it now" in refused.text
        assert other_member.get(at(topic)).status_code == 404
        sent = {"category": wide.public_id, "is_understood": "on"}
        assert moderator.post(at(topic, "move/"), sent).status_code == 302
        opened(topic)
        assert other_member.get(at(topic)).status_code == 200

    def test_without_the_question_it_would_just_happen(self, member, moderator, region, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "widens", lambda _old, _new: False)
        topic = begin(member.person, category=region)
        sent = {"category": make_shelf().public_id}
        assert moderator.post(at(topic, "move/"), sent).status_code == 302

    def test_what_few_said_stays_among_them(self, member, moderator):
        steering = colleague_client("steering", "Own Group", "representative", Role.STEERING, Role.MODERATOR)
        topic = begin(steering.person, category=make_shelf(Kind.COMMITTEE))
        sent = {"category": make_shelf().public_id, "is_understood": "on"}
        assert steering.post(at(topic, "move/"), sent).status_code == 422
        assert Topic.objects.get(pk=topic.pk).space.kind == Kind.COMMITTEE

    def test_cases_and_files_go_along(self, member, moderator, region):
        topic = begin(member.person)
        post = topic.posts.get()
        case = Case.objects.create(kind="post", target=post.public_id, space=topic.space)
        file, other = upload(member.person, topic.space), upload(member.person, topic.space)
        files.attach(
            person_id=member.person.pk,
            space=topic.space,
            kind=POST_FILES,
            target=post.pk,
            public_ids=[file.public_id],
        )
        moderator.post(at(topic, "move/"), {"category": region.public_id})
        assert Case.objects.get(pk=case.pk).space_id == region.space_id
        stands = dict(File.objects.values_list("pk", "space"))
        assert stands == {file.pk: region.space_id, other.pk: topic.space_id}

    @pytest.mark.parametrize(
        ("old", "new", "is_wider"),
        [
            (Kind.MEMBERS, Kind.REGION, False),
            (Kind.REGION, Kind.MEMBERS, True),
            (Kind.COMMITTEE, Kind.REGION, True),
            (Kind.MEMBERS, Kind.PUBLIC, True),
            (Kind.MEMBERS, Kind.COMMITTEE, False),
        ],
    )
    def test_which_space_is_wider(self, db, old, new, is_wider):
        assert policies.widens(space_of(old), space_of(new)) is is_wider


class TestSplit:
    @pytest.fixture
    def topic(self, member, other_member) -> Topic:
        made = opened(begin(member.person, "Long talk"))
        for number in range(2, 6):
            reply(other_member.person if number % 2 else member.person, made, f"Post {number} of it")
        return Topic.objects.get(pk=made.pk)

    def test_some_posts_get_a_topic_of_their_own(self, member, other_member, moderator, topic):
        moved = list(topic.posts.filter(number__in=[3, 5]).order_by("number"))
        mark_read(person=member.person, topic=topic, number=4)
        page = moderator.get(at(topic, "split/")).text
        assert "Post 3 of it" in page
        answer = moderator.post(at(topic, "split/"), {"title": "Another matter", "posts": ["3", "5"]})
        made = Topic.objects.get(title="Another matter")
        assert (answer.status_code, answer["Location"]) == (302, at(made))
        assert (made.person_id, made.started_at) == (other_member.person.pk, moved[0].written_at)
        assert list(made.posts.order_by("number").values_list("pk", "number")) == [
            (moved[0].pk, 1), (moved[1].pk, 2),
        ]  # fmt: skip
        # Where it stood a link leads to it; its own address leads there, too.
        old = member.get(f"{at(topic)}?page=1").text
        assert old.count("This post was moved.") == 2
        assert f'href="/members/forum/p/{moved[0].public_id}/"' in old
        assert "Post 3 of it" not in old
        assert member.get(f"/members/forum/p/{moved[1].public_id}/")["Location"] == f"{at(made)}?page=1#p2"
        place = topic.posts.get(number=3)
        assert member.get(f"/members/forum/p/{place.public_id}/")["Location"] == f"{at(made)}?page=1#p1"
        source = Topic.objects.get(pk=topic.pk)
        assert (source.posts_count, source.last_number) == (3, 5)
        assert (made.posts_count, made.last_number) == (2, 2)
        assert TopicReading.objects.get(person=member.person, topic=made).last_number == 1
        assert StreamEntry.objects.filter(kind="forum.topic.split", target_id=str(made.pk)).count() == 1

    @pytest.mark.parametrize(
        "fields", [{"title": "", "posts": ["3"]}, {"title": "x"}, {"title": "x", "posts": ["1"]},
                   {"title": "x", "posts": ["99"]}],
        ids=["no title", "no posts", "the first post", "no such post"],
    )  # fmt: skip
    def test_bad_input(self, moderator, topic, fields):
        assert moderator.post(at(topic, "split/"), fields).status_code == 422
        assert Topic.objects.count() == 1

    def test_twice_is_not_now_or_not_there(self, moderator, topic):
        sent = {"title": "Another matter", "posts": ["3"]}
        assert moderator.post(at(topic, "split/"), sent).status_code == 302
        assert moderator.post(at(topic, "split/"), sent).status_code == 422
        assert Topic.objects.count() == 2


class TestMerge:
    @pytest.fixture
    def pair(self, member, other_member, moderator) -> tuple[Topic, Topic]:
        source, target = (opened(begin(member.person, title)) for title in ("Twice asked", "Once asked"))
        reply(other_member.person, source, "Said there")
        reply(other_member.person, target, "Said here")
        return Topic.objects.get(pk=source.pk), Topic.objects.get(pk=target.pk)

    def merge(self, client, source: Topic, target: Topic):
        return client.post(at(source, "merge/"), {"into": at(target)})

    def test_two_become_one_and_the_old_address_leads_there(self, member, other_member, moderator, pair):
        source, target = pair
        TopicReading.objects.create(person=member.person, topic=source, following=Following.AT_ONCE)
        post = source.posts.get(number=2)
        assert moderator.get(at(source, "merge/")).status_code == 200
        assert self.merge(moderator, source, target)["Location"] == at(target)
        answer = member.get(at(source))
        assert (answer.status_code, answer["Location"]) == (301, f"{at(target)}?page=1#p3")
        page = member.get(f"{at(target)}?page=1").text
        assert page.index("Said here") < page.index("Said there")
        assert member.get(f"/members/forum/p/{post.public_id}/")["Location"] == f"{at(target)}?page=1#p4"
        assert "Twice asked" not in member.get("/members/forum/").text
        now = Topic.objects.get(pk=target.pk)
        assert (now.posts_count, now.last_number) == (4, 4)
        assert counts(target.category) == [1]
        assert TopicReading.objects.get(person=member.person, topic=target).following == Following.AT_ONCE
        assert moderator.post(at(source, "pin/")).status_code == 409

    def test_who_may_not_read_where_it_went_finds_nothing(
        self, member, other_member, moderator, pair, region
    ):
        source, target = pair
        self.merge(moderator, source, target)
        assert other_member.get(at(source)).status_code == 301
        moderator.post(at(target, "move/"), {"category": region.public_id})
        assert other_member.get(at(source)).status_code == 404
        assert member.get(at(source)).status_code == 301

    def test_what_others_read_is_not_mixed_in(self, member, moderator, pair, region):
        elsewhere = begin(member.person, category=region)
        answer = self.merge(moderator, elsewhere, pair[0])
        assert answer.status_code == 409
        assert "read by other people" in answer.text
        assert self.merge(moderator, pair[0], pair[0]).status_code == 409
        assert Post.objects.filter(moved_to__isnull=False).count() == 0

    @pytest.mark.parametrize("into", ["", "nothing", "/members/forum/t/aaaaaaaaaaaa/"])
    def test_bad_input(self, moderator, pair, into):
        assert moderator.post(at(pair[0], "merge/"), {"into": into}).status_code == 422

    def test_an_answer_to_what_was_merged_is_kept_and_refused(self, member, moderator, pair):
        source, target = pair
        self.merge(moderator, source, target)
        sent = {"text": "My long text", "lang": "en", "sending": "one", "seen": "9"}
        answer = member.post(at(source, "answer/"), sent)
        assert answer.status_code == 409
        assert "joined with another topic" in answer.text
