"""Deeds in messages: begin a conversation, bring somebody in, leave; take no more from somebody."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.personal import Subject
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum.messages.policies import MOST_PEOPLE, most_a_day
from advocates.forum.models import Block, Topic
from advocates.spaces.actions import end_seat, give_seat, open_space
from advocates.spaces.bylines import Author
from advocates.spaces.models import Kind, SpaceSeat

# What stands in the list of messages where nobody gave a subject.
FIRST_WORDS = 80


class CannotWrite(Refused):
    """Somebody takes no messages from this person; who that is, is said, and no reason."""


class TooManyPeople(Refused):
    """A conversation has as many people as it may have."""


class TooManyToday(Refused):
    """The person has begun as many conversations today as one may."""


def begin(*, author: Author, people: Sequence[Person], subject: str, written: forum.Written) -> Topic:
    """Open a space for these people and write the first message. Sent twice, it begins once.

    Raises `CannotWrite`, `TooManyPeople` and `TooManyToday`.
    """
    with transaction.atomic():
        # Two sendings of one form wait for each other here, and so does the count of a day.
        actor = Person.objects.select_for_update().get(pk=author.person_id)
        if already := _begun_before(actor, written.sending):
            return already
        _refuse_too_many(len(people) + 1)
        _refuse_today(actor)
        _refuse_blocked(actor, people)
        space = open_space(actor=actor, kind=Kind.DIRECT, names={}, people=people)
        title = subject or first_words(written.source)
        return forum.start_topic(
            author=author, space=space, beginning=forum.Beginning(title, True), written=written
        )


def first_words(text: str) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else f"{line[: FIRST_WORDS - 1].rstrip()}…"


def _begun_before(actor: Person, sending: str) -> Topic | None:
    if not sending:
        return None
    return Topic.objects.filter(posts__person=actor, posts__sending=sending).first()


def _refuse_too_many(count: int) -> None:
    if count > MOST_PEOPLE:
        raise TooManyPeople(
            _("At most %(most)s people write to each other in a conversation.") % {"most": MOST_PEOPLE}
        )


def _refuse_today(actor: Person) -> None:
    since = timezone.now() - timedelta(days=1)
    begun = Topic.objects.messages().filter(person=actor, started_at__gt=since).count()
    if begun >= most_a_day(viewer_for(actor)):
        raise TooManyToday(
            _("You have begun %(count)s conversations today. Go on tomorrow, or write in the forum.")
            % {"count": begun}
        )


def _refuse_blocked(actor: Person, people: Collection[Person]) -> None:
    blocks = Block.objects.filter(person__in=people, blocked=actor).select_related("person")
    if names := [block.person.full_name for block in blocks]:
        raise CannotWrite(_("You cannot write to %(name)s here.") % {"name": ", ".join(names)})


def add_person(*, actor: Person, topic: Topic, person: Person) -> SpaceSeat:
    """Let somebody read all of a conversation and write there; a line in it says who brought them in, and when.

    Raises `CannotWrite` and `TooManyPeople`.
    """
    with transaction.atomic():
        # Of two who bring somebody in at once, the second counts after the first.
        Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
        seats = SpaceSeat.objects.filter(space=topic.space_id, left_at=None)
        if already := seats.filter(person=person).first():
            return already
        _refuse_too_many(seats.count() + 1)
        _refuse_blocked(actor, [person])
        seat = give_seat(actor=actor, space=topic.space, person=person)
        stream.record("forum.message.joined", topic, actor=actor, person=person.pk)
    return seat


def leave(*, actor: Person, topic: Topic) -> bool:
    """Read and get nothing there any more; a line in the conversation says so. False for who had left."""
    with transaction.atomic():
        seat = SpaceSeat.objects.filter(space=topic.space_id, person=actor, left_at=None).first()
        if seat is None or not end_seat(actor=actor, seat=seat):
            return False
        stream.record("forum.message.left", topic, actor=actor)
    return True


def block(*, actor: Person, person: Person) -> bool:
    """Somebody begins no conversation with the actor any more, and hears of it only when they try."""
    if actor.pk == person.pk:
        return False
    with transaction.atomic():
        made, is_new = Block.objects.get_or_create(person=actor, blocked=person)
        if is_new:
            stream.record("forum.message.blocked", made, actor=actor)
    return is_new


def unblock(*, actor: Person, person: Person) -> bool:
    """They may begin a conversation again."""
    gone, _by_model = Block.objects.filter(person=actor, blocked=person).delete()
    return bool(gone)


def erase(subject: Subject) -> None:
    """With an account it goes whom somebody blocked, and who blocked them."""
    person = subject.person.pk
    Block.objects.filter(person=person).delete()
    Block.objects.filter(blocked=person).delete()
