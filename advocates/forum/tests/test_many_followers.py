"""A post to five hundred followers: how long telling them takes, beside the bare rows; and a worker that dies in it."""

import contextlib
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import jobs, outbox, stream
from advocates.core.models import Job, Mail
from advocates.forum.models import Following, Topic, TopicReading
from advocates.forum.tests.factories import begin, reply
from advocates.forum.tests.news import leave, told, wish
from advocates.notifications import actions as telling
from advocates.notifications.mails import send_digests
from advocates.notifications.models import MailWishes, Notice
from advocates.organisations.models import Organisation
from tests.cast import speak_for

pytestmark = pytest.mark.django_db
FOLLOWERS = 500


class Killed(BaseException):
    """The worker is gone: nothing after this line runs, and nobody handles it."""


@pytest.fixture
def topic(member):
    made = begin(member.person, "Travel")
    told()
    return made


def followers(topic, count=FOLLOWERS, name="follower"):
    people = Person.objects.bulk_create(
        Person(email=f"{name}{number}@example.org", full_name=f"Follower {number}") for number in range(count)
    )
    TopicReading.objects.bulk_create(
        TopicReading(person=person, topic=topic, following=Following.FOLLOWED) for person in people
    )
    return people


def seconds(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare_rows(people):
    """What the same rows cost without anybody thinking."""
    with transaction.atomic():
        Notice.objects.bulk_create(
            Notice(person=person, kind="bare", about="bare", about_id=0, item=0) for person in people
        )
        Mail.objects.bulk_create(
            Mail(message_id=f"<bare{person.pk}>", sender="a@example.org", recipient=person.email)
            for person in people
        )
        Job.objects.bulk_create(Job(name="bare", unique_key=f"bare{person.pk}") for person in people)
        MailWishes.objects.bulk_create(MailWishes(person=person) for person in people)
        transaction.set_rollback(True)


def test_they_are_told_about_as_fast_as_rows_are_written(member, topic):
    people = followers(topic)
    bare = min(seconds(lambda: bare_rows(people)) for _thrice in range(3))
    reply(member.person, topic)
    taken = seconds(told)
    assert Notice.objects.count() == Mail.objects.filter(purpose="notices.news").count() == FOLLOWERS
    # Under one second on an idle machine; on one with other work, in proportion to the rows alone.
    assert taken < max(1.0, 10 * bare)


def test_the_number_of_statements_does_not_grow(member, topic):
    counts = []
    for number in (5, 60):
        followers(topic, number, "x" * number)
        reply(member.person, topic)
        with CaptureQueriesContext(connection) as asked:
            told()
        counts.append(len(asked))
    assert counts[0] == counts[1] < 40


POINTS = {
    "who gets mail": (telling, "_with_mail"),
    "wishes": (telling, "_store"),
    "mails": (telling, "_send"),
    "outbox": (outbox, "send_later_many"),
    "jobs": (jobs, "enqueue_many"),
}


@pytest.fixture
def dying(monkeypatch):
    """Have the worker die before or after one of the points, once."""

    def at(point, *, is_after):
        place, name = POINTS[point]
        function = getattr(place, name)

        def last_words(*arguments, **named):
            if is_after:
                function(*arguments, **named)
            raise Killed

        monkeypatch.setattr(place, name, last_words)

    return at


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_while_it_tells(member, topic, dying, monkeypatch, point, is_after):
    """Nobody is told twice, and nobody is left out."""
    followers(topic, 20)
    reply(member.person, topic)
    dying(point, is_after=is_after)
    with pytest.raises(Killed):
        told()
    assert (Notice.objects.count(), Mail.objects.filter(purpose="notices.news").count()) == (0, 0)
    monkeypatch.undo()
    told()
    assert (Notice.objects.count(), Mail.objects.filter(purpose="notices.news").count()) == (20, 20)


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_worker_that_dies_while_it_gathers(member, gathered, dying, monkeypatch, is_after):
    """The digest is queued once, with everything."""
    dying("outbox", is_after=is_after)
    with pytest.raises(Killed):
        send_digests()
    assert Mail.objects.filter(purpose="notices.digest").count() == 0
    monkeypatch.undo()
    for _twice in range(2):
        send_digests()
    assert Mail.objects.filter(purpose="notices.digest").count() == 1
    assert Notice.objects.filter(person=member.person, mailed_at=None).count() == 0


@pytest.fixture
def gathered(member, other_member, topic):
    """Something waits for a digest that is due."""
    wish(member.person, MailWishes.Mode.DAILY)
    reply(other_member.person, topic)
    told()
    MailWishes.objects.update(next_at=timezone.now())


def due_digests(member, topic, count, name):
    """So many followers with something new, whose daily digest is due."""
    people = followers(topic, count, name)
    MailWishes.objects.bulk_create(
        MailWishes(person=person, mode=MailWishes.Mode.DAILY, hour=number % 24)
        for number, person in enumerate(people)
    )
    for _twice in range(2):
        reply(member.person, topic)
    told()
    MailWishes.objects.filter(person__in=people).update(next_at=timezone.now())
    return people


def digests_of(people):
    """Of each person how many digests are queued; none for whom nothing waits any more."""
    names = [mail.recipient for mail in Mail.objects.filter(purpose="notices.digest")]
    return [names.count(person.email) for person in people]


def test_digests_of_many_take_as_many_statements_as_those_of_few(member, topic, monkeypatch):
    monkeypatch.setattr(telling, "next_moment", lambda *_given: timezone.now() + timedelta(days=1))
    counts = []
    for number in (2, 60):
        people = due_digests(member, topic, number, "x" * number)
        with CaptureQueriesContext(connection) as asked:
            assert send_digests() == number
        counts.append(len(asked))
        assert digests_of(people) == [1] * number
    assert counts[0] == counts[1] < 20


def test_each_digest_is_made_of_what_waited_for_its_reader(member, topic):
    people = due_digests(member, topic, 5, "reader")
    send_digests()
    for mail in Mail.objects.filter(purpose="notices.digest"):
        own = Notice.objects.filter(batch=mail.about["batch"])
        assert set(own.values_list("person", flat=True)) == {mail.about["person"]}
        assert own.count() == 2
    assert Notice.objects.filter(person__in=people, batch="").count() == 0


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_worker_that_dies_between_two_lots_of_digests(member, topic, dying, monkeypatch, is_after):
    """What was queued stays queued, the rest is queued by the next worker: each once."""
    people = due_digests(member, topic, 7, "reader")
    monkeypatch.setattr(telling, "PEOPLE_AT_ONCE", 3)
    whole, lots = telling._gather_for, []

    def second_is_the_last(due, now):
        lots.append(len(due))
        if len(lots) == 2:
            dying("outbox", is_after=is_after)
        return whole(due, now)

    monkeypatch.setattr(telling, "_gather_for", second_is_the_last)
    with pytest.raises(Killed):
        send_digests()
    assert sorted(digests_of(people)) == [0] * 4 + [1] * 3
    monkeypatch.undo()
    for _twice in range(2):
        send_digests()
    assert digests_of(people) == [1] * 7
    assert Notice.objects.filter(person__in=people, mailed_at=None).count() == 0


class Without:
    """In the place of `transaction`."""

    atomic = contextlib.nullcontext


def test_without_the_transaction_somebody_would_be_lost(member, topic, dying, monkeypatch):
    """The twin: what was done before the worker died stays, and the entry counts as told."""
    followers(topic, 3)
    reply(member.person, topic)
    for place in (stream, telling):
        monkeypatch.setattr(place, "transaction", Without)
    dying("who gets mail", is_after=True)
    with pytest.raises(Killed):
        told()
    monkeypatch.undo()
    told()
    assert Notice.objects.count() == 0


def test_of_mails_that_left_none_is_told_as_waiting(member, topic, sink):
    """The whole way, with a mail server: each follower one mail, under a name of its own."""
    people = followers(topic, 25)
    give_mandates(people, topic)
    reply(member.person, topic)
    told()
    arrived = leave(sink.taken)
    assert (
        len(arrived)
        == len({mail["Message-ID"] for mail in arrived})
        == len({mail["To"] for mail in arrived})
        == 25
    )
    assert set(Mail.objects.filter(purpose="notices.news").values_list("state", flat=True)) == {
        Mail.State.SENT
    }


def give_mandates(people, topic):
    """They speak for a group, and may read what began before."""
    Topic.objects.filter(pk=topic.pk).update(is_opened=True)
    group = Organisation.objects.get(name="Own Group")
    for person in people:
        speak_for(person, group, "representative")
