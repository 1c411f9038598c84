"""News for tests: the worker's round, what somebody is told, what mails say."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from advocates.accounts.models import Person
from advocates.core import jobs, stream
from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.forum.actions import Beginning, Written, start_topic
from advocates.forum.models import Following, Topic
from advocates.forum.reading.actions import follow_category, follow_topic
from advocates.notifications.actions import change_wishes
from advocates.notifications.models import MailWishes, Notice
from advocates.notifications.purposes import DIGEST, NEWS
from advocates.notifications.sources import merged, pieces_of
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space


def told() -> None:
    """The worker hands everything in the stream to its followers."""
    while stream.dispatch():
        pass


def follow(person: Person, thing: Any, level: int = Following.FOLLOWED) -> None:
    """A topic or a category."""
    if hasattr(thing, "topics_count"):
        follow_category(person=person, category=thing, following=level)
    else:
        follow_topic(person=person, topic=thing, following=level)


def message_in(space: Space, person: Person, title: str = "Between us", text: str = "Only you.") -> Topic:
    """A conversation that stands in no category."""
    return start_topic(
        author=author_of(viewer_for(person)),
        space=space,
        beginning=Beginning(title),
        written=Written(text, "en"),
    )


def wish(person: Person, mode: str = MailWishes.Mode.PER_TOPIC, **values: Any) -> MailWishes:
    return change_wishes(person=person, values={"mode": mode, **values})


def unread(person: Person) -> list[str]:
    """What a person's list of notices says is new, as the page would."""
    viewer = viewer_for(person)
    rows = Notice.objects.visible_to(viewer).standing().order_by("-pk")
    lines = merged(pieces_of(viewer, rows))
    return [line.sentence.replace("\u2068", "").replace("\u2069", "") for line in lines if line.is_unread]


def rings(person: Person) -> int:
    return viewer_for(person).news_count


def mails(person: Person, **which: Any) -> list[Mail]:
    """Every mail about news that was queued for somebody, oldest first."""
    return list(
        Mail.objects.filter(purpose__in=[NEWS, DIGEST], recipient=person.email, **which).order_by("pk")
    )


def leave(taken: list[Any]) -> list[EmailMessage]:
    """The worker sends what waits; what arrived in the meantime."""
    before = len(taken)
    jobs.run_due()
    return [message_of(each.content) for each in taken[before:]]


def message_of(raw: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(raw)  # type: ignore[return-value]


def text_of(message: EmailMessage) -> str:
    """Everything that a mail says: each header and each part."""
    parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])
