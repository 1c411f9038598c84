"""Answering, changing and taking back, thanks."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.forum import actions
from advocates.forum.forms import new_sending
from advocates.forum.models import Post, PostRevision, Topic
from advocates.forum.tests.factories import begin, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person)


def form(topic, **fields):
    return {"text": "We **do**.", "lang": "en", "sending": new_sending(), "seen": topic.last_number, **fields}


def send(client, topic, **fields):
    return client.post(f"/members/forum/t/{topic.public_id}/answer/", form(topic, **fields))


def test_an_answer_stands_at_the_end(other_member, topic):
    answer = send(other_member, topic)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/members/forum/t/{topic.public_id}/?page=1&said=2#p2",
    )
    post = Post.objects.get(number=2)
    assert (post.person_id, "<strong>do</strong>" in post.html) == (other_member.person.pk, True)
    topic.refresh_from_db()
    assert (topic.posts_count, topic.last_number, topic.last_post_at) == (2, 2, post.written_at)
    assert StreamEntry.objects.filter(kind="forum.post.written", target_id=str(post.pk)).count() == 1


def test_its_page_says_so_and_nothing_is_written_down_for_it(member, other_member, topic):
    """Else an answer would wait for the disk twice more: once to keep the sentence, once to forget it."""
    said = "Your answer stands here."
    other_member.get("/members/")
    with CaptureQueriesContext(connection) as asked:
        address = send(other_member, topic)["Location"]
        assert said in other_member.get(address).text
    assert not [
        one for one in asked if "django_session" in one["sql"] and not one["sql"].startswith("SELECT")
    ]
    # To others the same address says nothing, nor to the author for ever, nor to what somebody makes up.
    assert said not in member.get(address).text
    assert said not in other_member.get(address.replace("said=2", "said=1")).text
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert said not in other_member.get(address).text


def test_detail_8_a_double_click_posts_once(other_member, topic):
    sending = new_sending()
    first, second = (send(other_member, topic, sending=sending) for _twice in range(2))
    assert first["Location"] == second["Location"]
    assert Post.objects.count() == 2


def test_an_empty_answer_is_refused_on_the_field(other_member, topic):
    answer = send(other_member, topic, text="  ")
    assert answer.status_code == 422
    assert "Write something first." in answer.text
    assert Post.objects.count() == 1


def test_what_came_meanwhile_is_shown_before_sending(member, other_member, topic):
    form_sent = form(topic)
    reply(member.person, topic, "One more thing.")
    answer = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", form_sent)
    assert answer.status_code == 409
    assert "1 new answer came while you wrote" in answer.text
    assert "One more thing." in answer.text
    assert "We **do**." in answer.text
    assert (
        other_member.post(f"/members/forum/t/{topic.public_id}/answer/", {**form_sent, "seen": 2}).status_code
        == 302
    )


def test_a_locked_topic_keeps_the_text(other_member, topic):
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now(), locked_reason="It goes on elsewhere.")
    answer = send(other_member, topic)
    assert answer.status_code == 409
    assert "It goes on elsewhere." in answer.text
    assert Post.objects.count() == 1


def test_who_does_not_read_it_does_not_answer_it(former, pending, topic):
    for client in (former, pending):
        assert send(client, topic)["Location"] == "/account/"
    assert Post.objects.count() == 1


def edit(client, post, **fields):
    sent = {"text": "Better.", "lang": "en", "base_revision": post.revision, **fields}
    return client.post(f"/members/forum/p/{post.public_id}/edit/", sent)


def test_only_who_wrote_it_changes_it(member, other_member, moderator, topic):
    post = reply(other_member.person, topic)
    assert [edit(client, post).status_code for client in (member, moderator, other_member)] == [403, 403, 302]
    post.refresh_from_db()
    assert (post.source, post.revision) == ("Better.", 2)


def test_detail_11_a_change_after_answers_is_marked_and_can_be_read(member, other_member, topic):
    post = topic.posts.get()
    reply(other_member.person, topic)
    edit(member, post)
    post.refresh_from_db()
    assert post.is_edited_late
    assert (
        "Changed after others had answered" in other_member.get(f"/members/forum/t/{topic.public_id}/").text
    )
    history = other_member.get(f"/members/forum/p/{post.public_id}/history/")
    assert "What do you do?" in history.text


def test_a_slip_mended_at_once_is_no_change(member, topic):
    post = topic.posts.get()
    edit(member, post)
    post.refresh_from_db()
    assert (post.edited_at, PostRevision.objects.count()) == (None, 1)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        edit(member, post, text="Once more.")
    post.refresh_from_db()
    assert post.edited_at is not None


def test_two_windows_do_not_overwrite_each_other(member, topic):
    post = topic.posts.get()
    edit(member, post)
    answer = edit(member, post, text="From the other window.")
    assert answer.status_code == 409
    assert "From the other window." in answer.text
    assert "Better." in answer.text
    post.refresh_from_db()
    assert post.source == "Better."


def test_taking_back_keeps_the_place_and_others_answers(member, other_member, topic):
    first = topic.posts.get()
    reply(other_member.person, topic, "Still here.")
    edit(member, first)
    assert member.post(f"/members/forum/p/{first.public_id}/withdraw/").status_code == 302
    page = other_member.get(f"/members/forum/t/{topic.public_id}/").text
    assert "Whoever wrote this has taken it back." in page
    assert "Still here." in page
    first.refresh_from_db()
    assert (first.source, first.html, PostRevision.objects.filter(post=first).count()) == ("", "", 0)
    assert edit(member, first).status_code == 403


def test_thanks_are_said_once_and_can_be_taken_back(member, other_member, topic):
    post = topic.posts.get()
    address = f"/members/forum/p/{post.public_id}/"
    for _twice in range(2):
        other_member.post(f"{address}thank/")
    member.post(f"{address}thank/")
    post.refresh_from_db()
    assert post.thanks_count == 1
    other_member.post(f"{address}unthank/")
    other_member.post(f"{address}unthank/")
    post.refresh_from_db()
    assert post.thanks_count == 0


def test_permalinks_survive_pages_and_what_is_taken_back(member, other_member, topic):
    posts = [reply(other_member.person, topic, f"Number {each}") for each in range(2, 44)]
    last = posts[-1]
    actions.withdraw_post(actor=other_member.person, post=posts[0])
    answer = member.get(f"/members/forum/p/{last.public_id}/")
    assert answer["Location"] == f"/members/forum/t/{topic.public_id}/?page=3#p43"
    assert "Number 43" in member.get(answer["Location"]).text


def test_a_quotation_names_whose_words_they_are(member, other_member, topic):
    page = other_member.get(f"/members/forum/t/{topic.public_id}/?quote=1")
    post = topic.posts.get()
    assert f"&gt; [{member.person.full_name}](post:{post.public_id}):" in page.text
    assert "&gt; What do you do?" in page.text
    for bad in ("0", "99", "x", "1e9", "٣"):
        assert other_member.get(f"/members/forum/t/{topic.public_id}/?quote={bad}").status_code == 200
