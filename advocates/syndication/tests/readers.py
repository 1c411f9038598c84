"""What the tests of following share: a mail server, somebody who follows, and the worker."""

import re
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from urllib.parse import urlsplit

from altcha import v2 as altcha

from advocates.core import jobs
from advocates.core.models import Job
from advocates.core.visitorforms import new_ticket, read_ticket
from advocates.syndication import actions
from advocates.syndication.models import Subscription

PAGE = "/directory/follow/"
READER = "reader@example.org"
NOVEMBER, DECEMBER = datetime(2026, 11, 10, 9, tzinfo=UTC), datetime(2026, 12, 1, 3, tzinfo=UTC)


def filled(**values):
    """The form as a browser sends it that did the work."""
    ticket = new_ticket("follow")
    solution = altcha.solve_challenge(read_ticket(ticket, "follow"))
    work = f"{solution.counter}:{solution.derived_key}"
    return {"ticket": ticket, "work": work, "address": READER, "region": "", "language": "en", **values}


def work():
    """Everything that waits for the worker now."""
    jobs.run_due()


def messages(sink):
    return [BytesParser(policy=policy.default).parsebytes(taken.content) for taken in sink.taken]


def text_of(message):
    return message.get_body(("plain",)).get_content()


def link_in(message, after=""):
    """Path and query of the first link behind some words."""
    found = re.search(re.escape(after) + r"\s*(http\S+/link/\S+)", text_of(message))
    parts = urlsplit(found[1])
    return f"{parts.path}?{parts.query}"


def ask(scope="", address=READER, language="en", is_proved=True):
    actions.ask(kind="directory", scope=scope, address=address, language=language, is_proved=is_proved)
    work()


def follower(scope="", address=READER, language="en"):
    """Somebody who asked and confirmed."""
    actions.ask(kind="directory", scope=scope, address=address, language=language, is_proved=True)
    made = Subscription.objects.get(scope=scope, address=address)
    Job.objects.all().delete()
    actions.confirm(subscription=made)
    made.refresh_from_db()
    return made
