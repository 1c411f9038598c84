"""Answering by mail: from the door to the topic, and everything that must not get there."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from advocates.accounts import closing
from advocates.core import mailin
from advocates.core.models import StreamEntry
from advocates.files.models import FileUse
from advocates.files.tests.factories import docx
from advocates.forum.models import POST_FILES, Post, Topic
from advocates.forum.tests.factories import begin, make_shelf
from advocates.notifications.inbound import actions, addresses, judging, mails
from advocates.notifications.models import InboundMail, ReplyAddress
from advocates.notifications.tests.letters import (
    NETWORK,
    enclosed,
    letter,
    mails_to,
    proved,
    send,
    to,
    work,
)
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.models import Space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_door")]
State = InboundMail.State


class TestPosting:
    def test_an_answer_stands_in_the_topic(self, other_member, topic):
        quoted = (
            f"We **do**.\n\nOn Mon, 4 May 2026 at 10:00, {NETWORK} wrote:\n\n> ##- Write above -##\n> Private"
        )
        mail = send(other_member.person, topic, quoted)
        post = Post.objects.get(number=2)
        assert (mail.state, mail.posted_url) == (State.POSTED, f"/members/forum/p/{post.public_id}/")
        assert (post.person_id, post.source) == (other_member.person.pk, "We **do**.")
        assert "<strong>do</strong>" in post.html
        assert post.mandate_id is not None
        assert mails_to(other_member.person) == []
        assert StreamEntry.objects.filter(kind="forum.post.written").count() == 1
        assert "We <strong>do</strong>." in other_member.get(f"/members/forum/t/{topic.public_id}/").text

    def test_what_was_trimmed_is_shown_to_its_author_alone(self, member, other_member, topic):
        send(other_member.person, topic, f"Yes.\n\nOn Mon, 4 May 2026, {NETWORK} wrote:\n> trimmed words")
        assert "trimmed words" in other_member.get("/account/mail/").text
        assert "trimmed words" not in member.get("/account/mail/").text
        assert "trimmed words" not in other_member.get(f"/members/forum/t/{topic.public_id}/").text

    @pytest.mark.parametrize(
        ("subject", "title"),
        [
            ("Re: AW: Fwd: Who helps?", "Who helps?"),
            ("=?utf-8?b?2LHYrzog2YXYsdit2KjYpw==?=", "مرحبا"),
            ("回复：你好", "你好"),
        ],
    )
    def test_a_mail_to_a_category_begins_a_topic(self, member, subject, title):
        shelf = make_shelf()
        assert send(member.person, shelf, kind="category", Subject=subject).state == State.POSTED
        topic = Topic.objects.get()
        assert (topic.title, topic.category, topic.posts.get().source) == (title, shelf, "By mail.")

    def test_a_topic_needs_a_subject(self, member):
        mail = send(member.person, make_shelf(), kind="category", Subject="Re:")
        assert (mail.state, mail.reason, Topic.objects.count()) == (State.REFUSED, "title", 0)

    def test_announcements_are_not_for_everybody(self, member):
        shelf = make_shelf()
        shelf.is_for_announcements = True
        shelf.save()
        assert send(member.person, shelf, kind="category").reason == "rights"

    def test_the_same_mail_twice_is_one_post(self, other_member, topic):
        raw = letter("By mail.", other_member.person.email, **proved(""))
        for _twice in range(2):
            send(other_member.person, topic, raw=raw)
        assert (Post.objects.count(), InboundMail.objects.count()) == (2, 1)

    @pytest.mark.parametrize(
        ("place", "name"),
        [
            (judging, "judge"),
            (actions, "_take_files"),
            (actions, "_is_repeated"),
            (actions, "_post"),
            (actions, "_close"),
            (mails, "tell"),
        ],
        ids=["read", "files taken", "looked at", "posted", "closed", "told"],
    )
    @pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
    def test_a_worker_that_dies_somewhere_loses_none_and_posts_once(
        self, other_member, topic, monkeypatch, place, name, is_after
    ):
        raw = enclosed(other_member.person.email, "See it.", ("a.docx", docx()), **proved(""))
        mailin.hand_in(f"reply+{to(other_member.person, 'topic', topic.pk)}@x", "a@example.org", raw)
        mail, whole = InboundMail.objects.get(), getattr(place, name)

        def die(*arguments):
            if is_after:
                whole(*arguments)
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(place, name, die)
            with pytest.raises(KeyboardInterrupt):
                actions.deal_with(mail.pk)
        assert Post.objects.count() == 1
        for _again in range(3):
            actions.deal_with(mail.pk)
        post = Post.objects.get(source="See it.")
        assert FileUse.hanging_on(POST_FILES, [post.pk]).count() == 1
        mail.refresh_from_db()
        assert (mail.state, mail.files_left_out) == (InboundMail.State.POSTED, 0)

    def test_without_the_transaction_it_would_be_posted_and_never_closed(
        self, other_member, topic, monkeypatch
    ):
        """Red twin: who dies between the two leaves a post whose mail still waits."""
        raw = letter("By mail.", other_member.person.email, **proved(""))
        mailin.hand_in(f"reply+{to(other_member.person, 'topic', topic.pk)}@x", "a@example.org", raw)
        mail = InboundMail.objects.get()

        def die(*_arguments):
            raise KeyboardInterrupt

        monkeypatch.setattr(actions.transaction, "atomic", lambda **_which: nullcontext())
        monkeypatch.setattr(actions, "_close", die)
        with pytest.raises(KeyboardInterrupt):
            actions.deal_with(mail.pk)
        mail.refresh_from_db()
        assert (Post.objects.count(), mail.state) == (2, InboundMail.State.RECEIVED)

    def test_an_old_mail_that_was_erased_posts_nothing_again(self, other_member, topic):
        raw = letter("By mail.", other_member.person.email, **proved(""))
        send(other_member.person, topic, raw=raw)
        InboundMail.objects.all().delete()
        send(other_member.person, topic, raw=raw)
        assert Post.objects.count() == 2


class TestWhoMay:
    def test_detail_22_another_sender_is_refused_at_the_confirmed_address(self, member, other_member, topic):
        mail = send(other_member.person, topic, sender=member.person.email)
        assert (mail.state, mail.reason, Post.objects.count()) == (State.REFUSED, "sender", 1)
        assert mails_to(other_member.person) == [mail.pk]
        assert mails_to(member.person) == []

    @pytest.mark.parametrize(
        "sender",
        [
            "{0}, b@example.org",
            '"{0}" <b@example.org>',
            "b@example.org ({0})",
            "<{0}>@example.org",
            "",
            "{0}.evil.example",
        ],
        ids=["two", "name", "comment", "route", "none", "longer"],
    )
    def test_odd_senders_are_nobody(self, other_member, topic, sender):
        mail = send(other_member.person, topic, sender=sender.format(other_member.person.email))
        assert (mail.reason, Post.objects.count()) == ("sender", 1)

    def test_two_from_lines_are_nobody(self, other_member, topic):
        email = other_member.person.email
        raw = f"From: {email}\r\n".encode() + letter("x", email, **proved(""))
        assert send(other_member.person, topic, raw=raw).reason == "sender"

    def test_an_address_that_was_not_confirmed(self, other_member, topic):
        EmailAddress.objects.filter(user=other_member.person).update(verified=False)
        assert send(other_member.person, topic).reason == "sender"

    def test_capitals_make_no_difference(self, other_member, topic):
        assert (
            send(other_member.person, topic, sender=other_member.person.email.upper()).state == State.POSTED
        )

    @pytest.mark.parametrize(
        "result",
        [
            "mx.network.example; dmarc=fail header.from=example.org",
            "mx.network.example; dmarc=none header.from=example.org",
            "mx.network.example; dmarc=pass header.from=evil.example",
            "mx.evil.example; dmarc=pass header.from=example.org",
            "mx.network.example.evil.example; dmarc=pass header.from=example.org",
            "mx.network.example; spf=pass (dmarc=pass header.from=example.org) smtp.mailfrom=x",
            "",
        ],
        ids=["fail", "none", "other", "stranger", "longer", "comment", "missing"],
    )
    def test_what_is_not_proved_is_held(self, other_member, topic, result):
        mail = send(other_member.person, topic, Authentication_Results=result)
        assert (mail.state, mail.reason, Post.objects.count()) == (State.HELD, "unproved", 1)
        assert mails_to(other_member.person) == [mail.pk]

    def test_a_line_below_a_strangers_is_not_believed(self, other_member, topic):
        email = other_member.person.email
        raw = b"Authentication-Results: mx.evil.example; dmarc=fail\r\n" + letter("x", email, **proved(""))
        assert send(other_member.person, topic, raw=raw).state == State.HELD

    def test_without_the_proof_it_would_stand_there(self, other_member, topic, monkeypatch):
        """The twin."""
        monkeypatch.setattr(judging.proof, "server_says", lambda _head: True)
        assert send(other_member.person, topic, Authentication_Results="").state == State.POSTED

    def test_without_the_sender_it_would_stand_there(self, member, other_member, topic, monkeypatch):
        """The twin."""
        monkeypatch.setattr(judging, "is_confirmed", lambda _person, _address: True)
        assert send(other_member.person, topic, sender=member.person.email).state == State.POSTED

    def test_a_mandate_that_ended_takes_the_address_with_it(self, other_member, topic):
        person = other_member.person
        extension = to(person, "topic", topic.pk)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=person), ending=Mandate.Ending.NETWORK)
        mail = send(person, topic)
        assert (mail.state, mail.reason, Post.objects.count()) == (State.REFUSED, "rights", 1)
        assert ReplyAddress.objects.get().expires_at <= timezone.now()
        assert to(person, "topic", topic.pk) != extension

    def test_an_account_that_was_closed(self, other_member, topic):
        closing.suspend(actor=None, person=other_member.person, reason="")
        assert send(other_member.person, topic).reason == "rights"

    def test_what_is_not_open_any_more_is_not_there(self, other_member, topic):
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        assert send(other_member.person, topic).reason == "gone"

    @pytest.mark.parametrize("reason", ["locked", "closed"])
    def test_a_place_where_nothing_is_added(self, other_member, topic, reason):
        if reason == "locked":
            Topic.objects.update(locked_at=timezone.now(), locked_reason="Over.")
        else:
            Space.objects.update(closed_at=timezone.now())
        mail = send(other_member.person, topic)
        assert (mail.state, mail.reason, Post.objects.count()) == (State.REFUSED, reason, 1)
        assert mails_to(other_member.person) == [mail.pk]


class TestTheAddress:
    def test_is_the_persons_own_for_this_topic(self, member, other_member, topic):
        other = begin(member.person, "Another")
        made = {
            addresses.address_for(person.pk, "topic", each.pk)
            for person in (member.person, other_member.person)
            for each in (topic, other)
        }
        assert len(made) == 4
        assert addresses.address_for(member.person.pk, "topic", topic.pk) in made
        assert all(len(each.partition("@")[0]) <= 64 for each in made)

    def test_is_nowhere_in_the_database(self, member, topic):
        key = to(member.person, "topic", topic.pk)
        stored = ReplyAddress.objects.get()
        assert key[:26] not in (stored.salt, stored.key_hash)

    def test_is_none_where_no_mail_comes_in(self, member, topic, settings):
        settings.REPLY_ADDRESS = ""
        assert addresses.address_for(member.person.pk, "topic", topic.pk) == ""

    def test_one_made_up_is_refused_at_the_door(self, member, topic):
        extension = to(member.person, "topic", topic.pk)
        assert mailin.find(f"reply+{extension}@x") is not None
        assert mailin.find(f"Reply+{extension.upper()}@x") is not None
        for bad in (extension[:-1], extension[:-1] + "z", "a" * 34, "", extension + "a", f"b{extension[1:]}"):
            if bad != extension:
                assert mailin.find(f"reply+{bad}@x") is None

    def test_it_ends_after_thirty_days(self, other_member, topic):
        raw, extension = (
            letter("Late.", other_member.person.email, **proved("")),
            to(other_member.person, "topic", topic.pk),
        )
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            mailin.hand_in(f"reply+{extension}@x", "a@example.org", raw)
            mail = work()
        assert (mail.state, mail.reason, Post.objects.count()) == (State.REFUSED, "ended", 1)

    def test_each_mail_renews_it(self, other_member, topic):
        extension = to(other_member.person, "topic", topic.pk)
        with time_machine.travel(timezone.now() + timedelta(days=20)):
            assert to(other_member.person, "topic", topic.pk) == extension
        with time_machine.travel(timezone.now() + timedelta(days=45)):
            assert send(other_member.person, topic).state == State.POSTED

    def test_what_ended_never_lives_again(self, other_member, topic):
        extension = to(other_member.person, "topic", topic.pk)
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            assert to(other_member.person, "topic", topic.pk) != extension
            assert addresses.find(extension) is None

    def test_another_persons_address_does_not_help(self, member, other_member, topic):
        """With somebody else's address one is that person nowhere."""
        raw = letter("Mine.", member.person.email, **proved(""))
        mailin.hand_in(f"reply+{to(other_member.person, 'topic', topic.pk)}@x", member.person.email, raw)
        assert (work().reason, Post.objects.count()) == ("sender", 1)


class TestTheAddressOfACategory:
    def test_is_given_on_its_page_and_begins_topics(self, member, other_member):
        shelf = make_shelf()
        page = f"/members/forum/c/{shelf.public_id}/by-mail/"
        assert "reply+" not in member.get(page).text
        assert ReplyAddress.objects.count() == 0
        member.post(page)
        address = addresses.address_for(member.person.pk, "category", shelf.pk)
        assert address in member.get(page).text
        assert address not in other_member.get(page).text
        assert send(member.person, shelf, kind="category", Subject="By mail").state == State.POSTED

    def test_lives_longer_while_it_is_used(self, member):
        shelf, extension = make_shelf(), to(member.person, "category", make_shelf().pk)
        for days in (20, 40, 60):
            with time_machine.travel(timezone.now() + timedelta(days=days)):
                raw = letter(f"Day {days}.", member.person.email, message_id=f"<{days}@x>", **proved(""))
                mailin.hand_in(f"reply+{extension}@x", "a@example.org", raw)
                assert work().state == State.POSTED
        assert Topic.objects.filter(category=shelf).count() == 3

    def test_is_not_for_who_may_not_begin(self, member):
        shelf = make_shelf()
        shelf.is_for_announcements = True
        shelf.save()
        for deed in (member.get, member.post):
            assert deed(f"/members/forum/c/{shelf.public_id}/by-mail/").status_code == 403
