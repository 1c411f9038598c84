"""Watching pages and branches: who is told of what, how it reads on the site and by mail, and how one ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.personal import Subject
from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.forum.tests.news import leave, mails, rings, text_of, told, unread, wish
from advocates.notifications import actions as telling
from advocates.notifications.actions import gather
from advocates.notifications.models import MailWishes, Notice
from advocates.organisations.models import Mandate
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.models import How, Watching, WatchWish
from advocates.wiki.models.page import PageQuerySet
from advocates.wiki.models.revision import PageRevisionQuerySet
from advocates.wiki.showing import page_of
from advocates.wiki.structure import actions as structure
from advocates.wiki.tests.factories import TEXT, make_page, save
from advocates.wiki.tests.test_taking_out import long_ago
from advocates.wiki.tests.test_talk import talk_about
from advocates.wiki.watching import actions, own, sentences, watchers
from advocates.wiki.watching.watchers import watched_by, watchers_of
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


def watch(person, guide, how=How.WATCHED, *, with_branch=False):
    actions.watch_page(person=person, page=guide, how=how, with_branch=with_branch)


def changed(person, guide, text, base, **fields):
    save(person, guide, text, base, **fields)
    told()


@pytest.fixture
def guide(member):
    made = make_page(member.person)
    told()
    return made


class TestWhoIsTold:
    def test_whoever_watches_it_and_not_who_changed_it(self, member, other_member, guide):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        assert unread(other_member.person) == [f"{member.person.full_name} changed “How to begin”"]
        assert unread(member.person) == []

    def test_detail_14_a_small_change_is_nobodys_news(self, member, other_member, guide):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "!", 1, is_minor=True)
        assert rings(other_member.person) == 0
        assert mails(other_member.person) == []

    def test_detail_15_a_branch_with_what_is_still_to_come(self, member, other_member, guide):
        watch(other_member.person, guide, with_branch=True)
        below = make_page(member.person, "Money", parent=guide)
        told()
        deep = make_page(member.person, "Banks", parent=below)
        told()
        changed(member.person, deep, "Ask two.", 1)
        assert sorted(unread(other_member.person)) == sorted([
            f"{member.person.full_name} changed “Banks”",
            f"New page by {member.person.full_name}: “Banks”",
            f"New page by {member.person.full_name}: “Money”",
        ])  # fmt: skip

    def test_a_page_alone_is_no_branch(self, member, other_member, guide):
        watch(other_member.person, guide)
        make_page(member.person, "Money", parent=guide)
        told()
        assert unread(other_member.person) == []

    def test_the_nearest_word_counts(self, member, other_member, guide):
        below = make_page(member.person, "Money", parent=guide)
        watch(other_member.person, guide, How.AT_ONCE, with_branch=True)
        assert watchers_of(below)[other_member.person.pk] == How.AT_ONCE
        watch(other_member.person, below, How.NONE)
        assert other_member.person.pk not in watchers_of(below)
        assert not watched_by(page_of(viewer_for(other_member.person), below.public_id)).is_watched

    def test_who_watches_a_page_hears_of_its_talk(self, member, other_member, guide):
        watch(other_member.person, guide)
        talk_about(member.person, guide)
        told()
        assert unread(other_member.person) == [
            f"{member.person.full_name} began the talk about “How to begin”"
        ]

    def test_a_deleted_page(self, member, other_member, guide):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        structure.delete_page(actor=member.person, page=guide, reason="Double")
        told()
        assert unread(other_member.person) == ["The page “How to begin” was deleted"]
        structure.restore_page(actor=member.person, page=guide)
        assert unread(other_member.person) == [f"{member.person.full_name} changed “How to begin”"]


class TestGathered:
    def test_many_changes_are_one_line_from_what_was_seen_last(self, member, other_member, guide):
        other_member.get(guide.address)
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "!", 1, is_minor=True)
        for number in range(2, 5):
            changed(member.person, guide, f"{TEXT}\n\nMore {number}.", number)
        assert unread(other_member.person) == ["3 changes of “How to begin”"]
        notices = other_member.get("/members/notices/").text
        assert f"{guide.address}difference/?from=1&amp;to=5" in notices

    def test_looking_at_the_page_reads_them(self, member, other_member, guide):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        assert rings(other_member.person) == 1
        assert other_member.get(guide.address).status_code == 200
        assert rings(other_member.person) == 0
        assert Watching.objects.get(person=other_member.person).seen == 2

    def test_so_does_looking_at_the_difference(self, member, other_member, guide):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        other_member.get(f"{guide.address}difference/?from=1&to=2")
        assert rings(other_member.person) == 0

    def test_an_older_difference_leaves_what_came_later(self, member, other_member, guide):
        watch(other_member.person, guide)
        for number in (1, 2):
            changed(member.person, guide, f"{TEXT}\n\nMore {number}.", number)
        other_member.get(f"{guide.address}difference/?from=1&to=2")
        assert unread(other_member.person) == [f"{member.person.full_name} changed “How to begin”"]


class TestMail:
    def test_detail_15_one_until_one_has_looked_with_the_words(self, member, other_member, guide, sink):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT.replace("Ask first", "Ask twice"), 1, summary="Twice is better")
        (mail,) = leave(sink.taken)
        said = text_of(mail)
        assert mail["Subject"] == f"{member.person.full_name} changed “How to begin”"
        assert "Twice is better" in said
        assert "− Ask [−first−]." in said
        assert "+ Ask [+twice+]." in said
        assert "<del>first</del>" in said
        assert "<ins>twice</ins>" in said
        assert "No more mail about this page" in said
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        changed(member.person, guide, TEXT.replace("Ask first", "Ask thrice"), 2)
        assert leave(sink.taken) == []
        other_member.get(guide.address)
        changed(member.person, guide, TEXT, 3)
        assert len(leave(sink.taken)) == 1

    def test_at_once_comes_each_time(self, member, other_member, guide, sink):
        watch(other_member.person, guide, How.AT_ONCE)
        for number in (1, 2):
            changed(member.person, guide, f"{TEXT}\n\nMore {number}.", number)
        assert len(leave(sink.taken)) == 2

    def test_a_digest_has_all_changes_as_one_difference(self, member, other_member, guide, sink):
        wish(other_member.person, MailWishes.Mode.DAILY)
        watch(other_member.person, guide)
        for number, words in enumerate(("One", "Two", "Three"), start=1):
            changed(member.person, guide, f"{TEXT}\n\n{words} more.", number, summary=f"Because of {words}")
        MailWishes.objects.filter(person=other_member.person).update(next_at=timezone.now())
        gather(now=timezone.now() + timedelta(minutes=1))
        (mail,) = leave(sink.taken)
        plain = mail.get_body(("plain",)).get_content().replace("\u2068", "").replace("\u2069", "")
        assert "3 changes of “How to begin”" in plain
        assert plain.count("+ Three more.") == 1
        assert "Two more." not in plain
        assert "Because of One" in plain

    def test_nothing_leaves_a_room(self, member, sink):
        guest = colleague_client("guest", "Own Group")
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Plan"}, people=[guest.person])
        made = make_page(member.person, "Secret lighthouse", "Secret harbour.", space=room)
        told()
        watch(guest.person, made)
        changed(member.person, made, "Secret windmill.", 1, summary="Secret reason")
        (mail,) = leave(sink.taken)
        said = text_of(mail)
        assert mail["Subject"] == "There is something new for you"
        for word in ("lighthouse", "harbour", "windmill", "reason", "Plan", member.person.full_name):
            assert word not in said
        assert room.public_id not in said

    def test_who_reads_no_more_gets_none_and_sees_none(self, member, other_member, guide, sink):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        Mandate.objects.filter(person=other_member.person).update(
            starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
        )
        assert leave(sink.taken) == []
        assert unread(other_member.person) == []

    def test_a_page_that_was_deleted_meanwhile_is_told_no_more(self, member, other_member, guide, sink):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        structure.delete_page(actor=member.person, page=guide, reason="Double")
        assert leave(sink.taken) == []

    def test_one_click_ends_it(self, member, other_member, guide, sink, client):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        (mail,) = leave(sink.taken)
        url = mail["List-Unsubscribe"].strip("<>")
        path = "/" + url.split("/", 3)[3]
        assert client.get(path).status_code == 200
        assert Watching.objects.get(person=other_member.person).how == How.WATCHED
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Watching.objects.get(person=other_member.person).how == How.NONE
        changed(member.person, guide, TEXT, 2)
        assert leave(sink.taken) == []

    def test_a_wide_difference_is_cut(self, member, other_member, guide, sink):
        watch(other_member.person, guide)
        many = "\n\n".join(f"Paragraph number {number} says something." for number in range(200))
        changed(member.person, guide, many, 1)
        (mail,) = leave(sink.taken)
        said = text_of(mail)
        assert "The page shows all of it." in said
        assert "Paragraph number 150" not in said


class TestWhatOneSaves:
    def test_it_is_watched(self, member, guide):
        assert watched_by(page_of(viewer_for(member.person), guide.public_id)).how == How.WATCHED

    def test_unless_one_does_not_want_that(self, member, other_member, guide):
        actions.watch_own(person=other_member.person, watches_own=False)
        changed(other_member.person, guide, TEXT + "\n\nMore.", 1)
        assert not watched_by(page_of(viewer_for(other_member.person), guide.public_id)).is_watched

    def test_who_said_no_to_a_page_is_not_asked_again_by_changing_it(self, member, guide):
        watch(member.person, guide, How.NONE)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        assert not watched_by(page_of(viewer_for(member.person), guide.public_id)).is_watched

    def test_a_small_change_watches_nothing(self, other_member, guide):
        changed(other_member.person, guide, TEXT + "!", 1, is_minor=True)
        assert not watched_by(page_of(viewer_for(other_member.person), guide.public_id)).is_watched


class TestThePages:
    def test_the_button_and_the_form(self, other_member, guide):
        assert "Watch this page" in other_member.get(guide.address).text
        answer = other_member.post(f"{guide.address}watch/", {"how": "2"})
        assert answer.status_code == 302
        assert "You watch this page" in other_member.get(guide.address).text
        form = other_member.get(f"{guide.address}watch/").text
        assert "Also the pages below it" in form
        other_member.post(f"{guide.address}watch/", {"how": "3", "with_branch": "on"})
        row = Watching.objects.get(person=other_member.person)
        assert (row.how, row.with_branch) == (How.AT_ONCE, True)

    @pytest.mark.parametrize("data", [{}, {"how": "1"}, {"how": "x"}, {"how": "99999999999999999999"}])
    def test_nonsense_is_said(self, other_member, guide, data):
        assert other_member.post(f"{guide.address}watch/", data).status_code == 422
        assert not Watching.objects.filter(person=other_member.person).exists()

    def test_another_regions_page_cannot_be_watched(self, member, other_member):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        made = make_page(member.person, space=region)
        assert other_member.post(f"{made.address}watch/", {"how": "2"}).status_code == 404

    def test_one_line_among_what_one_follows(self, other_member, guide):
        watch(other_member.person, guide, with_branch=True)
        shown = other_member.get("/members/following/").text
        assert "How to begin" in shown
        assert "with the pages below it" in shown
        other_member.post("/members/following/", {f"w-{guide.public_id}": "3", "wiki-own": "0"})
        row = Watching.objects.get(person=other_member.person)
        assert (row.how, row.with_branch) == (How.AT_ONCE, True)
        assert not watchers.watches_own(other_member.person)
        other_member.post("/members/following/", {f"w-{guide.public_id}": "1", "wiki-own": "x"})
        assert Watching.objects.get(person=other_member.person).how == How.AT_ONCE

    def test_a_page_that_may_not_be_read_any_more_stands_nowhere(self, member, other_member, guide):
        watch(other_member.person, guide)
        guide.space = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        guide.save(update_fields=["space"])
        assert "How to begin" not in other_member.get("/members/following/").text


class TestOnesOwn:
    def test_it_stands_in_the_export_and_goes_with_the_account(self, other_member, guide):
        watch(other_member.person, guide, with_branch=True)
        actions.watch_own(person=other_member.person, watches_own=False)
        told_of = list(own.watched_of(Subject(other_member.person, "", frozenset())))
        assert told_of == [
            {"page": guide.public_id, "how": "watched", "with_branch": True, "seen": 1},
            {"watches_own": False},
        ]
        own.erase(Subject(other_member.person, "", frozenset()))
        assert not Watching.objects.filter(person=other_member.person).exists()
        assert not WatchWish.objects.exists()


class TestTwins:
    """Red twins: each guard is missed when it is taken out."""

    def test_without_the_door_a_notice_would_be_read(self, member, other_member, guide, monkeypatch):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        made = make_page(member.person, "Own affairs", space=region)
        watch(other_member.person, made)
        changed(member.person, made, "New.", 1)
        assert unread(other_member.person) == []
        notices = list(Notice.objects.filter(person=other_member.person))
        assert notices
        assert sentences.pieces(viewer_for(other_member.person), notices) == []
        for door in (PageQuerySet, PageRevisionQuerySet):
            monkeypatch.setattr(door, "visible_to", lambda rows, _viewer: rows)
        assert sentences.pieces(viewer_for(other_member.person), notices)

    def test_without_asking_what_stands_a_deleted_page_would_ring(
        self, member, other_member, guide, monkeypatch
    ):
        watch(other_member.person, guide)
        changed(member.person, guide, TEXT + "\n\nMore.", 1)
        guide.deleted_at = timezone.now()
        guide.save(update_fields=["deleted_at"])
        assert not Notice.objects.standing().filter(person=other_member.person).exists()
        assert Notice.objects.filter(person=other_member.person).exists()


def test_telling_twice_tells_once(member, other_member, guide):
    watch(other_member.person, guide)
    changed(member.person, guide, TEXT + "\n\nMore.", 1)
    entry_again = Notice.objects.filter(person=other_member.person).get()
    news = telling.News(
        entry_again.kind, entry_again.about, entry_again.about_id, entry_again.item, space=guide.space_id
    )
    assert telling.tell(news, {other_member.person.pk: 1}) == 0


def test_a_page_is_drawn_from_three_questions(other_member, guide, django_assert_max_num_queries):
    """Session, viewer, the page with all around it; of somebody new one more."""
    long_ago(other_member)
    other_member.get(guide.address)
    with django_assert_max_num_queries(3):
        other_member.get(guide.address)
