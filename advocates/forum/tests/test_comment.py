"""Writing a comment: a member's stands at once, a guest's after its mailed link, the first ones after a person."""

import pytest
from django.test.utils import override_settings

from advocates.core import visitorforms
from advocates.core.limits import LIMITS
from advocates.core.models import Mail, StreamEntry
from advocates.core.refused import Refused
from advocates.forum.comments import actions, forms, reading
from advocates.forum.models import Comment, Post, Topic
from advocates.forum.tests.commented import (
    ADDRESS,
    about,
    filled,
    from_guest,
    from_member,
    held,
    letters,
    link_in,
    private_page,
    publish,
    said,
    shown,
)
from advocates.organisations.models import Organisation
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db
State = Comment.State
KEY = f"news:{'a' * 32}"


@pytest.fixture(autouse=True)
def paper(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)
    return publish(monkeypatch)


def send(client, *, is_solved=True, address=f"{ADDRESS}new/", **values):
    typed = {
        "text": "I read this twice.",
        "lang": "en",
        "name": "Reader",
        "email": "reader@example.org",
        **values,
    }
    return client.post(address, filled(client.get(address), is_solved=is_solved, **typed))


def bodies(client, address=ADDRESS):
    return client.get(address).content.decode()


class TestAMember:
    def test_stands_at_once_with_name_and_group(self, member, visitor):
        address = f"{ADDRESS}new/"
        assert 'name="email"' not in bodies(member, address)
        answer = member.post(address, {"text": "We did this too.", "lang": "de"})
        assert answer.status_code == 302
        assert answer.url.startswith(ADDRESS)
        page = bodies(visitor)
        for words in ("We did this too.", member.person.full_name, "Own Group, Germany", 'lang="de"'):
            assert words in page

    def test_one_topic_for_all_languages(self, member, visitor, paper):
        from_member(member.person, paper, "In one conversation.")
        topic = Topic.objects.get(talk_key=KEY)
        assert (topic.space.kind, topic.posts_count, topic.category) == (Kind.PUBLIC, 1, None)
        assert "In one conversation." in bodies(visitor, f"/es{ADDRESS}")

    def test_the_same_sending_twice_is_one(self, member):
        for _each in range(2):
            member.post(f"{ADDRESS}new/", {"text": "Once.", "lang": "en", "sending": "a-window"})
        assert Post.objects.count() == 1

    def test_who_is_protected_is_not_named(self, member, visitor, paper):
        from_member(member.person, paper)
        Organisation.objects.filter(name="Own Group").update(is_protected=True)
        page = bodies(visitor)
        assert "Own Group" not in page
        assert member.person.full_name not in page

    def test_takes_it_back_where_all_words_are_taken_back(self, member, visitor, paper):
        made = from_member(member.person, paper, "A slip.")
        assert member.post(f"/members/forum/p/{made.post.public_id}/withdraw/").status_code == 302
        assert "A slip." not in bodies(visitor)
        assert reading.count_of(KEY) == 0

    def test_nobody_is_called_by_name_in_public(self, member, other_member, paper):
        made = from_member(member.person, paper, f"@[Other](person:{other_member.person.public_id})")
        assert "/members/" not in made.post.html


class TestTheDoorsOfTheForum:
    """The topic is one of the forum's, and is written in at its own address alone."""

    def test_lead_to_the_public_page(self, member, paper):
        made = from_member(member.person, paper)
        assert member.get(f"/members/forum/comments/{made.public_id}/").url.startswith(ADDRESS)

    def test_are_closed_for_answers(self, member, paper):
        topic = from_member(member.person, paper).topic
        answer = member.post(
            f"/members/forum/t/{topic.public_id}/answer/", {"text": "Past it.", "lang": "en"}
        )
        assert answer.status_code == 403
        assert Post.objects.count() == 1


class TestAGuest:
    def test_is_shown_nothing_before_the_link_was_used(self, visitor):
        assert send(visitor).url == f"{ADDRESS}sent/"
        assert visitor.get(f"{ADDRESS}sent/").status_code == 200
        assert "I read this twice." not in bodies(visitor)
        assert Post.objects.count() == 0

    def test_gets_a_mail_without_a_word_of_theirs(self, visitor):
        send(visitor, name="Buy gold", text="Buy gold at gold.example")
        ((to, _subject, text),) = letters("confirm")
        assert to == "reader@example.org"
        assert "gold" not in text
        assert "Harvest" in text

    def test_reading_the_link_changes_nothing_and_the_button_confirms(self, visitor):
        send(visitor)
        page = link_in(letters("confirm")[0][2])
        assert "I read this twice." in bodies(visitor, page)
        assert Comment.objects.get().state == State.ASKED
        assert visitor.post(page).status_code == 302
        assert Comment.objects.get().state == State.HELD
        assert visitor.post(page).status_code == 302
        assert "I read this twice." not in bodies(visitor)

    def test_is_told_when_a_moderator_lets_it_through(self, visitor, moderator, paper):
        waiting = held(paper, "Let me in.")
        assert "Let me in." in bodies(moderator, "/members/forum/comments/")
        assert moderator.post(f"/members/forum/comments/{waiting.public_id}/release/").status_code == 302
        assert "Let me in." in bodies(visitor)
        assert [to for to, *_rest in letters("shown")] == ["reader@example.org"]
        assert StreamEntry.objects.filter(kind="forum.comment.released", is_audit=True).count() == 1

    def test_is_not_held_after_three_that_stand(self, moderator, paper):
        for _each in range(3):
            assert held(paper).state == State.HELD
            actions.release(actor=moderator.person, comment=Comment.objects.get(state=State.HELD))
        assert held(paper).state == State.SHOWN
        assert held(paper, email="another@example.org").state == State.HELD
        # Without the browser's work a person reads it still.
        assert held(paper, is_proved=False).state == State.HELD

    def test_a_hidden_one_does_not_count_as_one_that_stands(self, moderator, paper):
        first = [shown(moderator.person, paper) for _each in range(3)][0]
        Post.objects.filter(pk=first.post.pk).update(hidden_at=first.written_at)
        assert held(paper).state == State.HELD

    def test_without_javascript_it_waits_for_a_person(self, visitor):
        send(visitor, is_solved=False)
        assert Comment.objects.get().is_proved is False

    def test_takes_it_back_by_the_link_and_all_of_it_goes(self, visitor, moderator, member, paper):
        made = shown(moderator.person, paper, "I regret this.")
        from_member(member.person, paper, "An answer that stays.", answers=made.public_id)
        page = private_page(made, "comment-withdraw")
        assert visitor.get(page).status_code == 200
        assert "I regret this." in bodies(visitor)
        assert visitor.post(page).status_code == 200
        kept = Comment.objects.get(pk=made.pk)
        assert (kept.name, kept.email, kept.email_hash, kept.post.source, kept.post.written_as) == ("",) * 5
        after = bodies(visitor)
        assert "An answer that stays." in after
        assert "I regret this." not in after
        assert not Mail.objects.filter(recipient="reader@example.org").exists()
        assert visitor.get(page).status_code == 404

    def test_one_that_was_not_shown_goes_wholly(self, visitor, paper):
        visitor.post(private_page(held(paper), "comment-withdraw"))
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("link", ["comment", "comment-withdraw", "comment-appeal"])
    def test_a_link_to_nothing_is_not_found(self, visitor, paper, link):
        made = from_guest(paper)
        page = private_page(made, link)
        made.delete()
        assert visitor.get(page).status_code == 404

    def test_detail_15_what_a_program_writes_is_thrown_away(self, visitor):
        assert send(visitor, leave_empty="x").status_code == 302
        assert not Comment.objects.exists()

    def test_a_form_counts_once(self, visitor):
        data = filled(visitor.get(f"{ADDRESS}new/"), text="Once.", lang="en", name="A", email="a@example.org")
        for _each in range(2):
            assert visitor.post(f"{ADDRESS}new/", data).status_code == 302
        assert Comment.objects.count() == 1
        assert len(letters("confirm")) == 1

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"email": "nobody"}, {"text": ""}, {"lang": "xx"}, {"text": "x" * 4001}]
    )
    def test_bad_input_keeps_the_text(self, visitor, wrong):
        answer = send(visitor, **{"text": "Kept words.", **wrong})
        assert answer.status_code == 422
        assert "text" in wrong or "Kept words." in answer.content.decode()

    @pytest.mark.parametrize(
        "name",
        [
            "CML Advocates Network", "C.M.L. ADVOCATES", "ＭＯＤＥＲＡＴＯＲ", "Mod\u00e9rator", "moder\u200bator",
            "Аna", "Αdmin", "المشرف", "Ana" + "\u0301" * 70,
        ],
    )  # fmt: skip
    def test_nobody_writes_as_the_network_or_in_letters_that_pretend(self, visitor, name):
        answer = send(visitor, text="Kept words.", name=name)
        assert answer.status_code == 422
        assert "Kept words." in answer.content.decode()
        assert not Comment.objects.exists()

    @pytest.mark.parametrize(
        "name", ["Ана", "Άννα", "أنا", "佐藤 Ana", "Ana-María O'Neill", "Ed", "Адмирал 7"]
    )
    def test_names_of_every_script_are_taken(self, visitor, name):
        assert send(visitor, name=name).status_code == 302

    def test_without_the_look_it_would_be_taken(self, visitor, monkeypatch):
        """The twin."""
        monkeypatch.setattr(forms, "refuse_ours", lambda _name: None)
        assert send(visitor, name="Moderator").status_code == 302

    @pytest.mark.parametrize(
        "text", ["a\0b", "\u202eturned", "<script>alert(1)</script>", "[a](javascript:alert(1))"]
    )
    def test_dangerous_text_is_text(self, visitor, moderator, text):
        send(visitor, text=text + " end", name="\u202e<b>N</b>")
        made = Comment.objects.get()
        actions.release(actor=moderator.person, comment=actions.confirm(comment=made))
        page = bodies(visitor)
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "\u202e" not in page
        assert visitor.get(f"{ADDRESS}comments.atom").status_code == 200


class TestFloods:
    def test_a_network_sends_five_and_keeps_the_text_of_the_sixth(self, visitor):
        for number in range(5):
            assert send(visitor, email=f"a{number}@example.org").status_code == 302
        answer = send(visitor, text="The sixth.", email="b@example.org")
        assert answer.status_code == 429
        assert "The sixth." in answer.content.decode()
        assert Comment.objects.count() == 5

    @override_settings(LIMITS={**LIMITS, "comment": (100, 600)})
    def test_a_mailbox_gets_five_links_a_day(self, visitor):
        answers = [send(visitor).status_code for _each in range(6)]
        assert answers == [302] * 5 + [429]
        assert Mail.objects.filter(purpose="forum.comment.confirm").count() == 5
        assert send(visitor, email="other@example.org").status_code == 302

    @override_settings(LIMITS={**LIMITS, "comment": (100, 600), "comment-mails": (2, 3600)})
    def test_a_storm_of_mailboxes_ends(self, visitor):
        answers = [send(visitor, email=f"a{number}@example.org").status_code for number in range(3)]
        assert answers == [302, 302, 429]

    def test_a_member_is_counted_too(self, member):
        answers = [member.post(f"{ADDRESS}new/", {"text": f"No. {at}", "lang": "en"}) for at in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429]


class TestClosed:
    def test_detail_15_nothing_is_added_and_the_text_is_kept(self, visitor, member, paper):
        page = visitor.get(f"{ADDRESS}new/")
        data = filled(page, text="Too late.", lang="en", name="A", email="a@example.org")
        paper.is_open = False
        for client, sent in ((visitor, data), (member, {"text": "Too late.", "lang": "en"})):
            answer = client.post(f"{ADDRESS}new/", sent)
            assert answer.status_code == 409
            assert "Too late." in answer.content.decode()
        assert "new/" not in bodies(visitor)

    def test_a_link_that_comes_late_publishes_nothing(self, visitor, paper):
        made = from_guest(paper)
        paper.is_open = False
        assert visitor.post(private_page(made)).status_code == 409
        assert Comment.objects.get().state == State.ASKED

    def test_a_locked_topic_refuses(self, member, paper):
        topic = from_member(member.person, paper).topic
        Topic.objects.filter(pk=topic.pk).update(locked_at=topic.started_at, locked_reason="Enough.")
        with pytest.raises(Refused):
            actions.ask(guest=guest(), about=about(paper), said=said(), spend=lambda: True)

    def test_what_is_not_published_has_no_comments(self, visitor, member, paper):
        from_member(member.person, paper)
        paper.is_public = False
        for part in ("", "new/", "sent/", "comments.atom"):
            assert visitor.get(ADDRESS + part).status_code == 404


def guest() -> actions.Guest:
    return actions.Guest("A", "a@example.org", "en", "192.0.2.1", True)
