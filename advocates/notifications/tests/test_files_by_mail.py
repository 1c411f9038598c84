"""Files that come with a mail hang on its post, as if they had been sent by the form."""

import pytest

from advocates.core.tests.pictures import plain
from advocates.files import composing
from advocates.files.models import File, FileUse
from advocates.files.tests.factories import docx
from advocates.forum.models import POST_FILES, Post
from advocates.notifications.inbound import actions
from advocates.notifications.inbound.actions import Decision
from advocates.notifications.models import InboundMail
from advocates.notifications.tests.letters import enclosed, mails_to, proved, send
from advocates.spaces.actions import close_space
from tests.cast import colleague_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_door")]
State = InboundMail.State


def by_mail(client, target, *files, text="See it.", sender_is_proved=True, **more):
    head = proved("") if sender_is_proved else {}
    return send(client.person, target, raw=enclosed(client.person.email, text, *files, **head), **more)


def hanging() -> list[str]:
    return [use.file.name for use in FileUse.hanging_on(POST_FILES, [Post.objects.latest("pk").pk])]


def test_they_hang_on_the_post_and_its_readers_open_them(member, other_member, topic):
    mail = by_mail(other_member, topic, ("Photo.png", plain()), ("Letter.docx", docx()))
    assert (mail.state, mail.files_left_out, mails_to(other_member.person)) == (State.POSTED, 0, [])
    assert hanging() == ["Photo.webp", "Letter.docx"]
    page = member.get(f"/members/forum/t/{topic.public_id}/?page=1").text
    for file in File.objects.all():
        assert f"/members/files/{file.public_id}/" in page
        assert member.get(f"/members/files/{file.public_id}/").status_code == 200
        assert (file.person_id, file.space_id) == (other_member.person.pk, topic.space_id)


def test_a_topic_that_begins_by_mail_has_its_files(member, topic):
    by_mail(member, topic.category, ("Photo.png", plain()), kind="category")
    assert hanging() == ["Photo.webp"]


@pytest.mark.parametrize(
    "content",
    [b"%PDF", b"<script>alert(1)</script>", b"PK\x03\x04 no archive", b"\x89PNG\r\n\x1a\n broken", b""],
    ids=["no PDF", "page", "no archive", "broken picture", "nothing"],
)
def test_what_cannot_be_taken_is_left_out_and_told(other_member, topic, content):
    mail = by_mail(other_member, topic, ("a.png", content), ("Photo.png", plain()))
    assert (mail.state, mail.files_left_out) == (State.POSTED, 1)
    assert hanging() == ["Photo.webp"]
    assert mails_to(other_member.person) == [mail.pk]
    assert "1 file was not taken over" in other_member.get("/account/mail/").text


def test_so_many_hang_on_one_post(other_member, topic, monkeypatch):
    monkeypatch.setattr("advocates.forum.by_mail.MOST_FILES", 2)
    assert composing.MOST_FILES > 2
    mail = by_mail(other_member, topic, *[(f"{number}.docx", docx()) for number in range(4)])
    assert (len(hanging()), mail.files_left_out) == (2, 2)


def test_where_nothing_can_be_posted_no_file_is_taken(other_member, topic):
    close_space(actor=other_member.person, space=topic.space)
    mail = by_mail(other_member, topic, ("Photo.png", plain()))
    assert (mail.state, mail.reason) == (State.REFUSED, "closed")
    assert not File.objects.exists()


def test_of_a_mail_that_is_held_they_come_when_it_is_let_through(other_member, topic):
    mail = by_mail(other_member, topic, ("Photo.png", plain()), sender_is_proved=False)
    assert mail.state == State.HELD
    assert not File.objects.exists()
    actions.release(mail=mail, decision=Decision(other_member.person))
    assert hanging() == ["Photo.webp"]


def test_nobody_else_opens_them_where_the_topic_is_not_theirs(other_member, topic):
    by_mail(other_member, topic, ("Photo.png", plain()))
    file = File.objects.get()
    outsider = colleague_client("late", "Other Group")
    assert outsider.get(f"/members/files/{file.public_id}/").status_code == 200
    Post.objects.filter(topic=topic).update(hidden_at=topic.started_at)
    assert outsider.get(f"/members/files/{file.public_id}/").status_code == 404
