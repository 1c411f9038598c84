"""The public page of comments: fifty at a time, answers under what they answer, the same few questions, no leak."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.forum.comments import reading
from advocates.forum.models import Comment, CommentQuerySet, Post, Topic
from advocates.forum.tests.commented import ADDRESS, from_guest, from_member, held, publish
from advocates.forum.tests.factories import begin, space_of
from advocates.forum.tools.moving.actions import change_space
from advocates.spaces import talks
from advocates.spaces.models import Kind
from advocates.spaces.talks import Subject

pytestmark = pytest.mark.django_db
KEY = f"news:{'a' * 32}"


@pytest.fixture(autouse=True)
def paper(monkeypatch):
    return publish(monkeypatch)


def many(person, paper, count):
    """Rows as the deeds leave them, made at once."""
    first = from_member(person, paper, "Number 1")
    posts = Post.objects.bulk_create(
        Post(
            topic=first.topic,
            number=number,
            source="",
            html=f"<p>Number {number}</p>",
            lang="en",
            written_as=f"Reader {number}",
        )
        for number in range(2, count + 1)
    )
    Comment.objects.bulk_create(
        Comment(topic=first.topic, post=post, state="shown", root=post.number, number=post.number, lang="en")
        for post in posts
    )
    Topic.objects.filter(pk=first.topic.pk).update(last_number=count, posts_count=count)
    return first


def page(client, address=ADDRESS):
    return client.get(address).content.decode()


class TestThePage:
    def test_answers_stand_under_what_they_answer_one_level_deep(self, member, other_member, visitor, paper):
        first = from_member(member.person, paper, "First word")
        from_member(member.person, paper, "Second word")
        answer = from_member(other_member.person, paper, "Answer to the first", answers=first.public_id)
        deeper = from_member(member.person, paper, "Answer to the answer", answers=answer.public_id)
        assert deeper.root == first.number
        shown_page = page(visitor)
        places = [
            shown_page.index(words)
            for words in ("First word", "Answer to the first", "Answer to the answer", "Second word")
        ]
        assert places == sorted(places)
        assert shown_page.count("comment--answer") == 2

    def test_an_answer_without_its_comment_says_so(self, member, visitor, paper):
        first = from_member(member.person, paper, "First word")
        from_member(member.person, paper, "An answer", answers=first.public_id)
        Post.objects.filter(pk=first.post.pk).update(hidden_at=first.written_at)
        assert "stands on another page or was taken away" in page(visitor)

    def test_fifty_a_page_and_every_one_once(self, member, visitor, paper):
        many(member.person, paper, 120)
        address, seen = ADDRESS, []
        while address:
            answer = visitor.get(address)
            seen.append([row.number for row in answer.context["page"].rows])
            after = answer.context["page"].next
            address = f"{ADDRESS}?after={after}" if after else ""
        assert [len(each) for each in seen] == [50, 50, 20]
        assert [number for each in seen for number in each] == list(range(1, 121))
        assert "120 comments" in page(visitor)

    @pytest.mark.parametrize("after", ["x", "1", "1-x", "-", "1-2-3", "9" * 30 + "-1", "٣-٤", "1-\0"])
    def test_no_place_is_not_found(self, visitor, after):
        assert visitor.get(ADDRESS, {"after": after}).status_code == 404

    def test_the_link_to_a_comment_begins_with_it(self, member, visitor, paper):
        made = from_member(member.person, paper, "Find me")
        rows = reading.page_of(None, KEY, reading.before(made.root, made.number)).rows
        assert rows[0].public_id == made.public_id

    def test_the_same_questions_for_ten_and_for_hundreds(self, member, visitor, paper):
        counts = []
        many(member.person, paper, 10)
        for more in (0, 400):
            if more:
                Topic.objects.all().delete()
                many(member.person, paper, more)
            page(visitor)
            with CaptureQueriesContext(connection) as asked:
                page(visitor)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 3

    def test_a_visitor_gets_no_cookie_and_no_copy_is_kept(self, member, visitor, paper):
        from_member(member.person, paper)
        for address in (ADDRESS, f"{ADDRESS}comments.atom"):
            answer = visitor.get(address)
            assert not answer.cookies
            assert "public" not in answer["Cache-Control"]

    def test_the_feed_holds_what_stands(self, member, visitor, moderator, paper):
        from_member(member.person, paper, "In the feed")
        held(paper, "Not in the feed")
        answer = visitor.get(f"{ADDRESS}comments.atom")
        assert b"In the feed" in answer.content
        assert b"Not in the feed" not in answer.content
        again = visitor.get(f"{ADDRESS}comments.atom", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304


def places(client):
    return [
        client.get(address).content.decode()
        for address in (ADDRESS, f"/es{ADDRESS}", f"{ADDRESS}comments.atom")
    ]


class TestNothingPrivateStandsThere:
    @pytest.fixture
    def private(self, member, paper):
        """Words that nobody may read there: asked, held, taken away, in a topic of members."""
        from_guest(paper, "wsecret1")
        held(paper, "wsecret2")
        gone = from_member(member.person, paper, "wsecret3")
        Post.objects.filter(pk=gone.post.pk).update(hidden_at=gone.written_at)
        begin(member.person, "wsecret4", "wsecret5")

    def leaks(self, *clients):
        return sorted(
            {
                f"wsecret{at}"
                for at in range(1, 7)
                for c in clients
                for text in places(c)
                if f"wsecret{at}" in text
            }
        )

    def test_for_nobody(self, visitor, member, moderator, staff, private):
        assert self.leaks(visitor, member, moderator, staff) == []
        assert reading.count_of(KEY) == 0

    def test_a_topic_that_went_to_members_is_theirs(self, visitor, member, paper):
        made = from_member(member.person, paper, "wsecret6")
        talks.keep(
            Subject(
                "news", "a" * 32, space_of(Kind.MEMBERS), "Harvest", "en", "/news/harvest/", elsewhere=ADDRESS
            )
        )
        assert Topic.objects.get(pk=made.topic.pk).space.kind == Kind.MEMBERS
        assert self.leaks(visitor, member) == []
        talks.keep(
            Subject(
                "news", "a" * 32, space_of(Kind.PUBLIC), "Harvest", "en", "/news/harvest/", elsewhere=ADDRESS
            )
        )
        assert self.leaks(visitor) == ["wsecret6"]

    def test_without_the_guard_it_would(self, visitor, member, paper, private, monkeypatch):
        monkeypatch.setattr(
            CommentQuerySet, "visible_to", lambda rows, _viewer: rows.filter(post__isnull=False)
        )
        assert self.leaks(visitor) == ["wsecret3"]
        made = from_member(member.person, paper, "wsecret6")
        Topic.objects.filter(pk=made.topic.pk).update(space=space_of(Kind.MEMBERS))
        change_space(Topic.objects.get(pk=made.topic.pk))
        assert self.leaks(visitor) == ["wsecret3", "wsecret6"]
