"""Topics that can be followed by mail: apps register them, each with its scopes.

Every scope has a purpose of mail for itself, so that ending one does not end another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocates.syndication import consents


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in a sentence, with the address of its page."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """What of one kind happened."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be followed. Titles and sections are in the language that is active, and hold what is public now.

    `scopes` are known when the app is ready; "" is the whole. `sections` tells what happened from one moment until
    before another: nothing, where nothing did.
    `consent` names the sentence that people agree to, where it is not that of the directory.
    `letters` are scopes whose mails somebody writes, each with its sentence: they come when they are sent, and their
    app registers their purposes. `choice` says in a list of choices what comes and when; else the title does.
    """

    kind: str
    scopes: Sequence[str]
    title: Callable[[str], str]
    home_path: Callable[[str], str]
    sections: Callable[[str, datetime, datetime], Sequence[Section]]
    consent: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    choice: Callable[[str], str] | None = None

    def choices(self) -> list[tuple[str, str]]:
        """The scopes, as somebody who chooses among them reads them."""
        named = self.choice or self.title
        return [(scope, named(scope)) for scope in self.scopes]


_topics: dict[str, Topic] = {}


def topic_of(kind: str) -> Topic | None:
    """The topic, if its app is there still."""
    return _topics.get(kind)


def add(topic: Topic) -> None:
    """Know a topic from now on; apps call `registrations.register_topic`, which registers its mails too."""
    _topics[topic.kind] = topic


def all_topics() -> Mapping[str, Topic]:
    return _topics


def consent_to(kind: str, scope: str = "") -> str:
    """The version of the sentence under which a part of a topic is followed now."""
    topic = topic_of(kind)
    if topic is None:
        return consents.CURRENT
    return topic.letters.get(scope) or topic.consent or consents.CURRENT


def is_letter(kind: str, scope: str) -> bool:
    """Whether its mails are written by somebody, and do not come by the month."""
    topic = topic_of(kind)
    return topic is not None and scope in topic.letters


def purpose_of(kind: str, scope: str) -> str:
    """The name of the purpose of a scope's mails."""
    return f"syndication.{kind}.{scope or 'all'}"
