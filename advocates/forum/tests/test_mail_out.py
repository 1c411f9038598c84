"""Mail about the forum, through a real mail server on this machine: when it leaves, and what it says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import seal
from advocates.core.models import Mail, Suppression
from advocates.core.outbox import suppress
from advocates.forum import actions
from advocates.forum.models import Following, Post, Topic
from advocates.forum.reading.actions import mark_read
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tests.news import follow, leave, mails, rings, text_of, told, wish
from advocates.notifications import mails as letters
from advocates.notifications import reply_to
from advocates.notifications.inbound.trimming import answer_line
from advocates.notifications.models import MailWishes, Notice
from advocates.notifications.schedule import next_moment
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from tests.cast import CastClient

Mode = MailWishes.Mode
pytestmark = pytest.mark.django_db


def next_monday() -> datetime:
    """The evening of one that is to come."""
    today = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def topic(member):
    made = begin(member.person, "Travel", "Who comes by train?")
    told()
    return made


class TestWhen:
    def test_detail_20_one_mail_a_topic_until_it_was_visited(self, member, other_member, topic, sink):
        for number in (2, 3, 4):
            reply(other_member.person, topic, f"Number {number}")
            told()
        (mail,) = leave(sink.taken)
        assert "Number 2" in text_of(mail)
        member.get(f"/members/forum/t/{topic.public_id}/")
        reply(other_member.person, topic, "Number 5")
        told()
        (mail,) = leave(sink.taken)
        assert "Number 5" in text_of(mail)

    def test_two_topics_are_two_mails(self, member, other_member, topic, sink):
        for each in (topic, begin(member.person, "Food")):
            told()
            reply(other_member.person, each)
        told()
        assert {mail["Subject"] for mail in leave(sink.taken)} == {"Re: Travel", "Re: Food"}

    @pytest.mark.parametrize(
        "wished",
        [
            (Mode.AT_ONCE, Following.FOLLOWED, 3),
            (Mode.PER_TOPIC, Following.FOLLOWED, 1),
            (Mode.PER_TOPIC, Following.AT_ONCE, 3),
            (Mode.DAILY, Following.FOLLOWED, 0),
            (Mode.DAILY, Following.AT_ONCE, 3),
            (Mode.NONE, Following.AT_ONCE, 0),
        ],
        ids=["at-once", "per-topic", "per-topic-at-once", "daily", "daily-at-once", "none"],
    )
    def test_by_wish_and_level(self, member, other_member, topic, sink, wished):
        mode, level, count = wished
        wish(member.person, mode)
        follow(member.person, topic, level)
        for _each in range(3):
            reply(other_member.person, topic)
        told()
        assert len(leave(sink.taken)) == count
        assert rings(member.person) == 1

    def test_what_goes_beyond_the_day_comes_in_one(self, member, other_member, topic, sink):
        wish(member.person, Mode.AT_ONCE, most_a_day=2, hour=7)
        morning = next_monday() - timedelta(hours=10)
        with time_machine.travel(morning, tick=False):
            for number in range(5):
                reply(other_member.person, topic, f"Number {number}")
            told()
            assert len(leave(sink.taken)) == 2
        with time_machine.travel(morning + timedelta(days=1), tick=False):
            letters.send_digests()
            (mail,) = leave(sink.taken)
            assert [f"Number {number}" in text_of(mail) for number in range(5)] == [
                False,
                False,
                True,
                True,
                True,
            ]
            reply(other_member.person, topic, "Number 5")
            told()
            assert len(leave(sink.taken)) == 1

    def test_to_a_suppressed_address_nothing(self, member, other_member, topic, sink):
        suppress(member.person.email, "", Suppression.Reason.BOUNCED)
        reply(other_member.person, topic)
        told()
        assert leave(sink.taken) == []


class TestNotAnyMore:
    """It waits in the outbox when it stops being right."""

    @pytest.fixture
    def post(self, member, other_member, topic):
        made = reply(other_member.person, topic)
        told()
        assert len(mails(member.person, state=Mail.State.WAITING)) == 1
        return made

    @pytest.fixture(autouse=True)
    def _nothing_leaves(self, request, post, sink, member):
        yield
        assert leave(sink.taken) == []
        assert mails(member.person)[0].state == Mail.State.DROPPED

    def test_read_on_the_site(self, member, post):
        member.get(f"/members/forum/t/{post.topic.public_id}/")

    def test_read_by_whatever_way(self, member, post):
        mark_read(person=member.person, topic=post.topic, number=post.number)

    def test_marked_as_read_with_everything(self, member, post):
        member.post("/members/forum/read/")

    def test_hidden(self, post):
        Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())

    def test_detail_6_taken_back(self, other_member, post):
        actions.withdraw_post(actor=other_member.person, post=post)

    def test_detail_6_moved_elsewhere(self, other_member, post):
        other = begin(other_member.person, "Elsewhere")
        Post.objects.filter(pk=post.pk).update(topic=other, number=2)

    def test_detail_6_moved_with_its_topic_to_where_the_reader_does_not_read(self, other_member, post):
        room = open_space(actor=other_member.person, kind=Kind.ROOM, names={"en": "Plans"})
        Topic.objects.filter(pk=post.topic_id).update(space=room)

    def test_muted(self, member, post):
        member.post(f"/members/forum/t/{post.topic.public_id}/follow/", {"following": "0"})

    def test_no_mail_wished(self, member, post):
        wish(member.person, Mode.NONE)

    def test_the_mandate_ended(self, member, post):
        for mandate in Mandate.objects.filter(person=member.person):
            end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)

    def test_the_address_changed(self, member, post):
        Person.objects.filter(pk=member.person.pk).update(email="elsewhere@example.org")


def test_without_the_question_it_would_leave(member, other_member, topic, sink, monkeypatch):
    """The twin: nobody asks again when the mail leaves."""
    reply(other_member.person, topic)
    told()
    kept = {mail.pk: letters.told(mail) for mail in mails(member.person)}
    member.get(f"/members/forum/t/{topic.public_id}/")
    monkeypatch.setattr(letters, "_told", lambda mail: kept[mail.pk])
    assert len(leave(sink.taken)) == 1


class TestHeads:
    def test_a_thread_a_list_and_one_click(self, member, other_member, topic, sink, monkeypatch):
        wish(member.person, Mode.AT_ONCE)
        monkeypatch.setattr(
            reply_to, "address_for", lambda person, kind, pk: f"{kind}.{pk}.{person.pk}@example.org"
        )
        for _twice in range(2):
            reply(other_member.person, topic)
        told()
        first, second = leave(sink.taken)
        assert first["Message-ID"] != second["Message-ID"]
        assert first["References"] == second["References"] == first["In-Reply-To"]
        assert (
            first["List-Id"]
            == f"<{topic.category.public_id}.{first['Message-ID'].strip('<>').partition('@')[2]}>"
        )
        assert first["Reply-To"] == f"topic.{topic.pk}.{member.person.pk}@example.org"
        assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert first["Precedence"] == "bulk"
        assert first["Auto-Submitted"] == "auto-generated"
        assert {"in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"} <= set(seal.SIGNED)

    def test_two_readers_have_different_threads(self, member, other_member, moderator, topic, sink):
        follow(other_member.person, topic)
        reply(moderator.person, topic)
        told()
        first, second = leave(sink.taken)
        assert first["References"] != second["References"]

    def test_the_name_of_a_mail_is_that_of_its_post(self, member, other_member, topic):
        reply(other_member.person, topic)
        told()
        (mail,) = mails(member.person)
        again = letters.actions.message_id(
            "news", member.person.pk, "forum.answered", Post.objects.latest("pk").pk, 0
        )
        assert mail.message_id == again


class TestOneClick:
    @pytest.fixture
    def mail(self, member, other_member, topic, sink):
        reply(other_member.person, topic)
        told()
        return leave(sink.taken)[0]

    def address(self, text):
        return text.partition("/link/")[2].partition(">")[0].split()[0]

    def test_reading_the_link_changes_nothing(self, member, mail, topic):
        assert CastClient().get(f"/link/{self.address(mail['List-Unsubscribe'])}").status_code == 200
        assert topic.readings.get(person=member.person).following == Following.FOLLOWED

    def test_one_press_ends_mail_about_the_topic(self, member, other_member, mail, topic, sink):
        reply(other_member.person, topic)
        told()
        answer = CastClient().post(f"/link/{self.address(mail['List-Unsubscribe'])}")
        assert answer.status_code == 200
        assert topic.title not in answer.text
        assert topic.readings.get(person=member.person).following == Following.NORMAL
        reply(other_member.person, topic)
        told()
        assert leave(sink.taken) == []

    def test_or_all_mail_about_news(self, member, other_member, mail, sink):
        text = mail.get_body(("plain",)).get_content()
        CastClient().post(f"/link/{self.address(text.rpartition('news at all: ')[2])}")
        assert MailWishes.objects.get(person=member.person).mode == Mode.NONE
        reply(other_member.person, begin(member.person, "Food"))
        told()
        assert leave(sink.taken) == []

    def test_the_link_works_for_an_account_that_is_closed(self, member, mail):
        Person.objects.filter(pk=member.person.pk).update(is_active=False)
        assert CastClient().post(f"/link/{self.address(mail['List-Unsubscribe'])}").status_code == 200


class TestDigest:
    # When the cast has its mandates and its sessions, on a Monday.
    NIGHT = next_monday()

    @pytest.fixture
    def gathered(self, member, other_member, topic):
        """Three answers in one topic and one in another, for somebody who wants one mail a day at seven."""
        with time_machine.travel(self.NIGHT, tick=False):
            wish(member.person, Mode.DAILY, hour=7)
            for number in range(3):
                reply(other_member.person, topic, f"Number {number}")
            food = begin(member.person, "Food")
            told()
            reply(other_member.person, food, "Rice")
            told()
        return food

    def at(self, sink, **later):
        with time_machine.travel(self.NIGHT + timedelta(**later), tick=False):
            letters.send_digests()
            return leave(sink.taken)

    def test_it_comes_at_the_readers_hour_with_everything_merged(self, member, gathered, sink):
        assert self.at(sink, hours=10) == []
        (mail,) = self.at(sink, hours=12)
        text = mail.get_body(("plain",)).get_content()
        assert "3 answers in “\u2068Travel\u2069”" in text
        assert all(word in text for word in ("Number 0", "Number 1", "Number 2", "Rice"))
        assert "List-Unsubscribe" in mail
        assert self.at(sink, hours=12) == []
        assert self.at(sink, hours=36) == []

    def test_on_the_readers_clock(self, member, sink):
        wishes = MailWishes(mode=Mode.DAILY, hour=7)
        for zone, utc in (("Asia/Tokyo", 22), ("Asia/Kolkata", 1), ("America/Lima", 12)):
            member.person.time_zone = zone
            assert next_moment(wishes, member.person.zone, self.NIGHT).hour == utc

    def test_once_a_week_on_the_day(self, member):
        wishes = MailWishes(mode=Mode.WEEKLY, hour=7, weekday=3)
        moment = next_moment(wishes, member.person.zone, self.NIGHT)
        assert (moment.weekday(), moment.hour, moment - self.NIGHT < timedelta(days=7)) == (3, 7, True)
        assert next_moment(wishes, member.person.zone, moment) == moment + timedelta(days=7)

    def test_detail_19_nothing_that_was_read(self, member, gathered, topic, sink):
        member.get(f"/members/forum/t/{topic.public_id}/")
        (mail,) = self.at(sink, hours=12)
        assert "Rice" in text_of(mail)
        assert "Travel" not in text_of(mail)

    def test_detail_19_nothing_that_is_empty(self, member, gathered, topic, sink):
        member.post("/members/notices/read/")
        assert self.at(sink, hours=12) == []
        assert mails(member.person) == []

    def test_nor_one_that_became_empty_while_it_waited(self, member, gathered, topic, sink):
        with time_machine.travel(self.NIGHT + timedelta(hours=12), tick=False):
            assert letters.send_digests() == 1
            member.post("/members/notices/read/")
            assert leave(sink.taken) == []

    def test_after_a_stop_of_four_days_there_is_one(self, member, other_member, gathered, topic, sink):
        for day in (1, 2, 3):
            with time_machine.travel(self.NIGHT + timedelta(days=day), tick=False):
                reply(other_member.person, topic, f"Day {day}")
        told()
        (mail,) = self.at(sink, days=4, hours=12)
        assert all(f"Day {day}" in text_of(mail) for day in (1, 2, 3))
        assert self.at(sink, days=4, hours=13) == []

    def test_without_planning_the_next_one_there_would_be_more(self, member, gathered, sink, monkeypatch):
        """The twin: the hour stays where it was, and what a worker took up is not marked."""
        monkeypatch.setattr(letters.actions, "next_moment", lambda _wishes, _zone, _now: self.NIGHT)
        monkeypatch.setattr(letters.actions, "message_id", lambda *_parts: "")
        assert len(self.at(sink, hours=12)) == 1
        Notice.objects.update(mailed_at=None)
        assert len(self.at(sink, hours=13)) == 1


class TestLanguage:
    def test_it_is_the_readers_of_the_moment_and_texts_say_theirs(self, member, other_member, topic, sink):
        reply(other_member.person, topic, "Nosotros vamos en tren.", lang="es")
        told()
        member.person.language = "ar"
        member.person.save()
        (mail,) = leave(sink.taken)
        assert mail["Content-Language"] == "ar"
        html = mail.get_body(("html",)).get_content()
        assert '<html lang="ar" dir="rtl">' in html
        assert '<div lang="es" dir="ltr"><p dir="auto">Nosotros vamos en tren.</p>' in html

    def test_links_of_the_site_lead_there_from_everywhere(self, member, other_member, topic, sink, settings):
        reply(other_member.person, topic, "[See](/members/forum/)")
        told()
        (mail,) = leave(sink.taken)
        assert f'href="{settings.SITE_URL}/members/forum/"' in mail.get_body(("html",)).get_content()

    def test_a_title_starts_no_header(self, member, other_member, sink):
        topic = begin(member.person, "Travel\r\nBcc: all@example.org")
        told()
        reply(other_member.person, topic)
        told()
        (mail,) = leave(sink.taken)
        assert mail["Bcc"] is None


def test_a_new_topic_reaches_followers_of_the_category(member, other_member, sink):
    follow(other_member.person, make_shelf())
    begin(member.person, "Travel", "Who comes by train?")
    told()
    (mail,) = leave(sink.taken)
    assert (mail["Subject"], mail["In-Reply-To"]) == ("Travel", None)
    assert "Who comes by train?" in text_of(mail)


def test_it_can_be_answered_where_mail_comes_in(member, other_member, topic, sink, settings):
    settings.REPLY_ADDRESS = "reply@example.org"
    reply(other_member.person, topic)
    told()
    (mail,) = leave(sink.taken)
    assert re.fullmatch(r"reply\+[a-z2-7]{34}@example\.org", mail["Reply-To"])
    assert mail.get_body(("plain",)).get_content().strip().startswith(answer_line())
