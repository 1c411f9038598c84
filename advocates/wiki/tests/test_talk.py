"""The talk of a page: one conversation, kept by the forum, that stands where the page stands."""

import pytest
from django.db import transaction
from django.db.models import QuerySet

from advocates.core import stream
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Post, Topic
from advocates.forum.talking.actions import TalkClosed, say
from advocates.forum.tests.factories import begin, make_shelf, space_of
from advocates.notifications.models import Notice
from advocates.spaces import talks
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Draft, Kind
from advocates.wiki.models import WikiPage
from advocates.wiki.structure import actions as structure
from advocates.wiki.talk import hosting
from advocates.wiki.talk.actions import keep_talks
from advocates.wiki.tests.factories import make_page
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


def address(page):
    return f"/members/forum/about/page/{page.public_id}/"


def subject(person, page):
    return talks.find(viewer_for(person), "page", [page.public_id])[page.public_id]


def talk_about(person, page, text="Is this still so?", sending=""):
    written = forum.Written(text, "en", sending)
    return say(author=author_of(viewer_for(person)), subject=subject(person, page), written=written)


def sent(client, page, text="Is this still so?", **more):
    return client.post(address(page), {"text": text, "lang": "en", "sending": "s1", "window": "w1", **more})


class TestSaying:
    def test_the_first_words_begin_it_and_the_next_answer(self, member, other_member):
        page = make_page(member.person)
        empty = member.get(address(page))
        assert empty.status_code == 200
        assert "Nobody has said anything yet" in empty.text
        assert sent(member, page).status_code == 302
        topic = Topic.objects.get(talk_key=f"page:{page.public_id}")
        assert (topic.title, topic.space_id, topic.category_id) == (page.title, page.space_id, None)
        shown = other_member.get(address(page))
        assert "Is this still so?" in shown.text
        assert f'href="{page.address}"' in shown.text
        answered = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", {
            "text": "Yes.", "lang": "en", "sending": "s2", "seen": "1",
        })  # fmt: skip
        assert answered.status_code == 302
        assert answered.url == f"{address(page)}?page=1&said=2#p2"
        assert topic.posts.count() == 2

    def test_who_sends_the_first_form_late_answers(self, member, other_member):
        """Both had the empty page open."""
        page = make_page(member.person)
        talk_about(member.person, page)
        assert sent(other_member, page, "Me too.").status_code == 302
        assert Topic.objects.filter(talk_key__isnull=False).count() == 1
        assert list(Post.objects.order_by("number").values_list("source", flat=True)) == [
            "Is this still so?",
            "Me too.",
        ]

    def test_two_who_begin_in_the_same_moment_write_into_one(self, member, other_member, monkeypatch):
        page = make_page(member.person)
        talk_about(member.person, page)
        asked = []
        first = QuerySet.first

        def not_there_yet(rows):
            if rows.model is Topic and not asked:
                asked.append(rows)
                return None
            return first(rows)

        monkeypatch.setattr(QuerySet, "first", not_there_yet)
        assert talk_about(other_member.person, page, "Me too.").number == 2
        assert asked

    def test_a_second_sending_is_the_same_post(self, member):
        page = make_page(member.person)
        one, other = (talk_about(member.person, page, sending="once") for _ in range(2))
        assert one == other

    def test_an_empty_text_comes_back(self, member):
        page = make_page(member.person)
        assert sent(member, page, " ").status_code == 422
        assert not Topic.objects.filter(talk_key__isnull=False).exists()

    def test_its_draft_leads_back_to_it(self, member):
        page = make_page(member.person)
        structure.delete_page(actor=member.person, page=page, reason="Double")
        refused = sent(member, page, "Kept words.")
        assert refused.status_code == 409
        assert "Kept words." in refused.text
        draft = Draft.objects.get()
        assert draft.key == f"talk:page{page.public_id}"
        structure.restore_page(actor=member.person, page=page)
        assert address(page) in member.get("/members/drafts/").text

    def test_it_stands_in_no_list_of_the_forum(self, member, other_member):
        page = make_page(member.person, "A lighthouse")
        talk_about(member.person, page)
        for path in ("", "unread/", "unanswered/", "mine/"):
            assert "A lighthouse" not in other_member.get(f"/members/forum/{path}").text

    def test_the_page_counts_what_is_said(self, member, other_member):
        page = make_page(member.person)
        assert (
            'class="count"'
            not in other_member.get(page.address).text.partition("tabs")[2].partition("</nav>")[0]
        )
        talk_about(member.person, page)
        assert '<span class="soft">1</span>' in other_member.get(page.address).text

    def test_a_kind_that_nobody_speaks_for_has_no_talk(self, member):
        page = make_page(member.person)
        assert member.get(f"/members/forum/about/nothing/{page.public_id}/").status_code == 404


class TestWhoReadsIt:
    def test_whoever_reads_the_page(self, member, other_member):
        region = viewer_for(member.person).acting.region
        page = make_page(member.person, space=space_of(Kind.REGION, region=region))
        post = talk_about(member.person, page)
        for path in (
            address(page),
            f"/members/forum/t/{post.topic.public_id}/",
            f"/members/forum/p/{post.public_id}/",
        ):
            assert other_member.get(path).status_code == 404
            assert member.get(path, follow=True).status_code == 200
        assert sent(other_member, page).status_code == 404

    def test_also_groups_that_joined_later(self, member, other_member):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        assert topic.is_opened

    def test_a_hidden_talk_is_not_begun_anew(self, member, moderator):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        Topic.objects.filter(pk=topic.pk).update(hidden_at=topic.started_at)
        assert "Is this still so?" not in member.get(address(page)).text
        refused = sent(member, page, "Once more.")
        assert refused.status_code == 409
        assert "Once more." in refused.text

    def test_a_page_that_moves_takes_its_talk_along(self, member, other_member):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        page = make_page(member.person)
        post = talk_about(member.person, page)
        assert other_member.get(address(page)).status_code == 200
        _move(page, region)
        assert other_member.get(f"/members/forum/t/{post.topic.public_id}/").status_code == 404
        assert other_member.get(address(page)).status_code == 404
        assert member.get(address(page)).status_code == 200

    def test_without_following_it_would_be_left_behind(self, member, other_member, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(talks, "keep", lambda subject: None)
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        page = make_page(member.person)
        post = talk_about(member.person, page)
        _move(page, region)
        assert other_member.get(f"/members/forum/t/{post.topic.public_id}/", follow=False).status_code == 302
        assert other_member.get(f"/members/forum/p/{post.public_id}/").status_code == 302

    def test_who_begins_while_the_page_moves_is_refused(self, member):
        page = make_page(member.person)
        old = subject(member.person, page)
        _move(page, space_of(Kind.REGION, region=viewer_for(member.person).acting.region))
        with pytest.raises(TalkClosed):
            say(
                author=author_of(viewer_for(member.person)), subject=old, written=forum.Written("Late.", "en")
            )
        assert not Post.objects.exists()

    def test_notices_of_the_old_place_are_gone(self, member, other_member):
        page = make_page(member.person)
        talk_about(other_member.person, page)
        post = talk_about(member.person, page, "Yes.")
        stream.dispatch()
        assert Notice.objects.standing().filter(item=post.pk).exists()
        _move(page, space_of(Kind.REGION, region=viewer_for(member.person).acting.region))
        assert not Notice.objects.standing().filter(item=post.pk).exists()


def _move(page: WikiPage, space) -> None:
    with transaction.atomic():
        page.space = space
        page.save(update_fields=["space"])
        keep_talks(page)


class TestItsPageChanges:
    def test_another_title(self, member):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        structure.rename_page(actor=member.person, page=page, title="Where to begin")
        topic.refresh_from_db()
        assert topic.title == "Where to begin"

    def test_deleted_it_is_read_and_nothing_is_added(self, member, other_member):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        structure.delete_page(actor=member.person, page=page, reason="Double")
        shown = other_member.get(address(page))
        assert "Is this still so?" in shown.text
        assert "was deleted" in shown.text
        assert "Send answer" not in shown.text
        refused = other_member.post(
            f"/members/forum/t/{topic.public_id}/answer/",
            {"text": "Late.", "lang": "en", "sending": "s3", "seen": "1", "window": "w3"},
        )
        assert refused.status_code == 409
        assert "Late." in refused.text
        assert address(page) in other_member.get(page.address).text
        structure.restore_page(actor=member.person, page=page)
        assert "Send answer" in other_member.get(address(page)).text

    def test_a_lock_by_a_moderator_outlives_that(self, member):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        Topic.objects.filter(pk=topic.pk).update(locked_at=topic.started_at, locked_reason="Enough.")
        structure.delete_page(actor=member.person, page=page, reason="Double")
        structure.restore_page(actor=member.person, page=page)
        assert "Enough." in member.get(address(page)).text

    @pytest.mark.parametrize("deed", ["pin", "unpin", "open", "shut", "move", "split", "merge"])
    def test_tools_of_a_category_are_none_of_its(self, member, moderator, deed):
        page = make_page(member.person)
        topic = talk_about(member.person, page).topic
        assert moderator.post(f"/members/forum/t/{topic.public_id}/{deed}/").status_code == 404
        shelved = begin(member.person, category=make_shelf())
        assert moderator.post(f"/members/forum/t/{shelved.public_id}/{deed}/").status_code in (302, 422)

    def test_it_can_be_locked_and_kept_on_the_site(self, member, moderator):
        topic = talk_about(member.person, make_page(member.person)).topic
        tools = moderator.get(f"/members/forum/t/{topic.public_id}/tools/").text
        assert "/lock/" in tools
        assert "/move/" not in tools
        assert moderator.post(f"/members/forum/t/{topic.public_id}/keep/").status_code == 302


def test_a_room_keeps_its_talk_silent(member):
    guest = colleague_client("guest", "Own Group")
    from_room = hosting.find(viewer_for(guest.person), ["nothing"])
    assert from_room == {}


def test_constant_questions(member, other_member, django_assert_max_num_queries):
    page = make_page(member.person)
    for number in range(5):
        talk_about(member.person, page, f"Number {number}")
    other_member.get(address(page))
    with django_assert_max_num_queries(22):
        other_member.get(address(page))
