"""What becomes of a mail that is not posted at once: dropped, refused, held; and who is told, and who reads it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.core import jobs, mailin
from advocates.core.models import Mail, StreamEntry
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin
from advocates.notifications.inbound import actions, reading
from advocates.notifications.models import InboundMail
from advocates.notifications.tests.letters import (
    NETWORK,
    held_mail,
    incoming,
    letter,
    mails_to,
    proved,
    send,
    to,
    work,
)
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.models import Space, SpaceSeat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_door")]
State = InboundMail.State


MACHINES = {
    "vacation": {"Auto_Submitted": "auto-replied"},
    "generated": {"Auto_Submitted": "auto-generated; x=y"},
    "bulk": {"Precedence": "bulk"},
    "list": {"Precedence": "List"},
    "junk": {"Precedence": "junk"},
    "reply": {"Precedence": "auto_reply"},
    "own list": {"List_Id": "Forum <forum.HOST>"},
    "autoreply": {"X_Autoreply": "yes"},
    "autorespond": {"X_Autorespond": "yes"},
    "loop": {"X_Loop": "x"},
    "report": {"Content_Type": "multipart/report; report-type=delivery-status; boundary=B"},
}


class TestMachines:
    @pytest.mark.parametrize("name", list(MACHINES))
    def test_detail_21_are_dropped_and_told_nothing(self, other_member, topic, settings, name):
        said = {key: value.replace("HOST", settings.SITE.hostname) for key, value in MACHINES[name].items()}
        mail = send(other_member.person, topic, **said)
        assert (mail.state, bytes(mail.sealed_raw), Post.objects.count()) == (State.DROPPED, b"", 1)
        assert mails_to(other_member.person) == []

    def test_a_null_sender_is_one(self, other_member, topic):
        raw = letter("x", other_member.person.email, **proved(""))
        for sender in ("", "<>"):
            mailin.hand_in(f"reply+{to(other_member.person, 'topic', topic.pk)}@x", sender, raw)
        assert (work().state, InboundMail.objects.count()) == (State.DROPPED, 1)

    def test_a_person_says_no(self, other_member, topic):
        assert send(other_member.person, topic, Auto_Submitted="no").state == State.POSTED

    def test_detail_21_the_same_again_and_again_is_dropped(self, other_member, topic):
        states = [send(other_member.person, topic, "Same.", message_id=f"<{at}@x>").state for at in range(5)]
        assert states == [State.POSTED] * 3 + [State.DROPPED] * 2

    def test_later_it_may_be_said_again(self, other_member, topic):
        for at in range(4):
            with time_machine.travel(timezone.now() + timedelta(minutes=3 * at)):
                assert send(other_member.person, topic, "Same.", message_id=f"<{at}@x>").state == State.POSTED

    def test_a_flood_is_stopped_and_told_once(self, other_member, topic, settings):
        settings.LIMITS = {"mail-in": (2, 3600)}
        mails = [send(other_member.person, topic, f"No. {at}", message_id=f"<{at}@x>") for at in range(5)]
        assert [mail.reason for mail in mails] == ["", "", "many", "many", "many"]
        assert bytes(mails[-1].sealed_raw) == b""
        assert mails_to(other_member.person) == [mails[2].pk]


class TestTelling:
    def test_one_refusal_in_an_hour(self, other_member, topic):
        Topic.objects.update(locked_at=timezone.now())
        for at in range(3):
            send(other_member.person, topic, f"No. {at}", message_id=f"<{at}@x>")
        assert len(mails_to(other_member.person)) == 1
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            send(other_member.person, topic, "No. 4", message_id="<4@x>")
        assert len(mails_to(other_member.person)) == 2

    @pytest.mark.parametrize("language", ["en", "es", "ar"])
    def test_in_the_writers_language_without_the_text(
        self, other_member, topic, settings, language, tmp_path
    ):
        settings.DATA_DIR = tmp_path
        (tmp_path / "mail").mkdir()
        person = other_member.person
        person.language = language
        person.save()
        Topic.objects.update(locked_at=timezone.now(), title="A very private title")
        send(person, topic, "My secret words.")
        mail = Mail.objects.get(purpose="notifications.inbound")
        jobs_done = 0
        while claimed := jobs.claim():
            jobs.run(claimed)
            jobs_done += 1
        assert jobs_done
        (left,) = (tmp_path / "mail").glob(f"*-{mail.pk}.eml")
        said = left.read_text()
        assert "secret" not in said
        assert "private" not in said
        assert f"Content-Language: {language}" in said


class TestTheText:
    def test_nothing_written_is_refused(self, other_member, topic):
        mail = send(
            other_member.person,
            topic,
            f"\n\nOn Mon, 4 May 2026, {NETWORK} wrote:\n> ##- Write above -##\n> Text",
        )
        assert (mail.state, mail.reason) == (State.REFUSED, "empty")

    def test_too_long_is_refused(self, other_member, topic):
        assert send(other_member.person, topic, "word " * 11_000).reason == "long"

    def test_html_alone_is_read_for_its_words(self, other_member, topic):
        hidden = "<style>p{}</style><script>alert(1)</script>"
        html = f"<p>We <b>do</b>.</p>{hidden}<p>Often.</p><div class='gmail_quote'>Old</div>"
        mail = send(other_member.person, topic, html, Content_Type="text/html; charset=utf-8")
        post = Post.objects.get(number=2)
        assert (mail.state, post.source) == (State.POSTED, "We do.\n\nOften.")

    def test_what_looks_like_html_is_words(self, other_member, topic):
        send(other_member.person, topic, "<script>alert(1)</script> <img src=x onerror=y>")
        html = Post.objects.get(number=2).html
        assert "<script" not in html
        assert "<img" not in html

    def test_a_crash_of_the_child_is_a_refusal(self, other_member, topic, monkeypatch):
        monkeypatch.setattr(reading, "_run", lambda *_files: -9)
        assert send(other_member.person, topic).reason == "unreadable"


class TestHeld:
    @pytest.fixture
    def held(self, other_member, topic) -> InboundMail:
        return send(other_member.person, topic, "Let me in.", Authentication_Results="")

    def test_its_author_lets_it_through(self, other_member, held):
        assert "I wrote this: post it" in other_member.get("/account/mail/").text
        answer = other_member.post(f"/account/mail/{held.public_id}/post/")
        post = Post.objects.get(number=2)
        assert answer["Location"] == f"/members/forum/p/{post.public_id}/"
        assert post.source == "Let me in."
        assert other_member.post(f"/account/mail/{held.public_id}/post/").status_code == 302
        assert Post.objects.count() == 2

    def test_its_author_throws_it_away(self, other_member, held):
        other_member.post(f"/account/mail/{held.public_id}/discard/")
        other_member.post(f"/account/mail/{held.public_id}/post/")
        held.refresh_from_db()
        assert (held.state, Post.objects.count()) == (State.REFUSED, 1)

    def test_nobody_else_does(self, member, moderator, held):
        for client in (member, moderator):
            for deed in ("post", "discard"):
                assert client.post(f"/account/mail/{held.public_id}/{deed}/").status_code == 404

    def test_a_moderator_releases_it(self, moderator, held):
        assert held.person.full_name in moderator.get("/members/mail-in/").text
        assert "Let me in." in moderator.get(f"/members/mail-in/{held.public_id}/").text
        moderator.post(f"/members/mail-in/{held.public_id}/release/")
        post = Post.objects.get(number=2)
        assert (post.person_id, post.source) == (held.person_id, "Let me in.")
        assert StreamEntry.objects.get(kind="notifications.mail.posted").actor_id == moderator.person.pk

    def test_a_moderator_refuses_it_with_a_reason(self, moderator, other_member, held):
        address = f"/members/mail-in/{held.public_id}/refuse/"
        assert moderator.post(address, {"reason": " "}).status_code == 422
        moderator.post(address, {"reason": "This is not you."})
        assert "This is not you." in other_member.get("/account/mail/").text

    def test_staff_without_a_mandate_read_none(self, staff, held):
        assert held.person.full_name not in staff.get("/members/mail-in/").text
        assert staff.get(f"/members/mail-in/{held.public_id}/").status_code == 302

    def test_rights_are_asked_when_it_is_released(self, moderator, held):
        end_mandate(
            actor=None, mandate=Mandate.objects.get(person=held.person), ending=Mandate.Ending.NETWORK
        )
        moderator.post(f"/members/mail-in/{held.public_id}/release/")
        held.refresh_from_db()
        assert (held.state, held.reason, Post.objects.count()) == (State.REFUSED, "rights", 1)

    def test_what_a_job_left_behind_is_held(self, other_member, topic):
        raw = letter("Left.", other_member.person.email, **proved(""))
        actions.take(incoming(other_member.person, "topic", topic.pk, raw))
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert actions.take_up_left_behind() == 1
            mail = InboundMail.objects.get()
            assert (mail.state, mail.reason) == (State.HELD, "trouble")
            other_member.post(f"/account/mail/{mail.public_id}/post/")
        assert Post.objects.get(number=2).source == "Left."


def test_all_of_it_is_erased_after_seven_days(other_member, topic):
    send(other_member.person, topic)
    soon, late = (timezone.now() + timedelta(days=days) for days in (6, 8))
    assert not InboundMail.due(soon).exists()
    assert InboundMail.due(late).count() == 1


def test_what_is_stored_cannot_be_read_in_the_table(other_member, topic):
    mail = send(other_member.person, topic, "A secret word.")
    assert b"secret" not in bytes(mail.sealed_raw) + bytes(mail.sealed_text)


def test_who_may_reads_a_planted_mail_and_nobody_else(member, other_member, moderator, former, topic):
    """Its author all of it; who moderates the place what was written, once it is held; a stranger nothing."""
    mail = held_mail(other_member.person, "topic", topic.pk, kept="qxzkept", rest="qxztrimmed")
    pages = ("/account/mail/", "/account/", "/members/mail-in/", f"/members/mail-in/{mail.public_id}/")

    def words(client):
        said = "".join(client.get(page, follow=True).text for page in pages)
        return [word in said for word in ("qxzkept", "qxztrimmed")]

    assert words(other_member) == [True, True]
    assert words(moderator) == [True, False]
    assert words(member) == words(former) == [False, False]


def test_a_held_mail_to_a_room_is_read_by_its_author_alone(moderator, other_member, topic):
    room = Space.objects.create(kind="room", names={"en": "Room"})
    for client in (moderator, other_member):
        SpaceSeat.objects.create(space=room, person=client.person)
    Topic.objects.filter(pk=topic.pk).update(space=room, category=None)
    mail = held_mail(other_member.person, "topic", topic.pk, kept="qxzkept")
    assert "qxzkept" in other_member.get("/account/mail/").text
    assert moderator.get(f"/members/mail-in/{mail.public_id}/").status_code == 404
    assert mail.person.full_name not in moderator.get("/members/mail-in/").text


def test_the_board_asks_as_much_for_many_mails_as_for_few(moderator, other_member, member):
    """Of topics, of categories, in rooms that the moderator owns: the place of each is not looked up by itself."""
    counts = []
    for number in (1, 6):
        for each in range(number):
            topic = begin(member.person, f"Topic {number} {each}")
            held_mail(other_member.person, "topic", topic.pk)
            held_mail(other_member.person, "category", topic.category_id)
            room = Space.objects.create(kind="room", names={"en": "Room"})
            SpaceSeat.objects.create(space=room, person=moderator.person, is_owner=True)
            inside = begin(member.person, f"Inside {number} {each}")
            Topic.objects.filter(pk=inside.pk).update(space=room, category=None)
            held_mail(other_member.person, "topic", inside.pk)
        moderator.get("/members/mail-in/")
        with CaptureQueriesContext(connection) as asked:
            text = moderator.get("/members/mail-in/").text
        counts.append(len(asked))
        assert text.count(other_member.person.full_name) == InboundMail.objects.count()
        # What they say is not fetched for a list.
        assert not [one for one in asked if "sealed_raw" in one["sql"]]
    assert counts[0] == counts[1]
