"""Messages for tests, made by the same deeds as real ones, a mail server that takes or refuses, and forms as sent."""

import re
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from altcha import v2 as altcha
from django.conf import settings
from django.utils import timezone

from advocates.core import jobs, visitorforms
from advocates.core.models import Job
from advocates.organisations.enquiries import actions, reach
from advocates.organisations.enquiries.actions import Letter, Said
from advocates.organisations.models import Enquiry, Organisation

NETWORK = "western@network.example"


def said(text: str = "Is there a group near me?", lang: str = "en") -> Said:
    """A text from a form of its own."""
    return Said(text, lang, uuid.uuid4().hex)


def make_enquiry(
    organisation: Organisation | None = None,
    *,
    text: str = "Is there a group near me?",
    lang: str = "en",
    country: str = "",
    is_proved: bool = True,
    **letter: Any,
) -> Enquiry:
    """A message as its deed leaves it: on its way, or held where nothing proved it."""
    made = actions.write_enquiry(
        letter=Letter(said(text, lang), **letter),
        organisation=organisation,
        country=country or (organisation.country if organisation else ""),
        is_proved=is_proved,
        spend=lambda: True,
    )
    made.refresh_from_db()
    return made


class Letterbox:
    """A mail server on this machine: what it took, and which addresses it says do not exist."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(self, *call: Any) -> str:  # noqa: N802 - the library's name
        envelope, address = call[2], call[3]
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *call: Any) -> str:  # noqa: N802 - the library's name
        envelope = call[2]
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def to(self, address: str) -> list[Any]:
        """What it took for an address, oldest first."""
        return [mail for mail in self.taken if mail["To"] == address]


@contextmanager
def letterbox(changed: Any) -> Iterator[Letterbox]:
    """Mail goes to a real server; `changed` are the settings of the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Letterbox()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    changed.EMAIL_SERVER = {"host": "127.0.0.1", "port": port}
    try:
        yield made
    finally:
        controller.stop()


def with_contact(folder: Path, contact: str = NETWORK) -> str:
    """The shipped profile with an address for the first region; returns the path of the file."""
    text = Path(settings.PACKAGE / "profiles" / "cml.toml").read_text(encoding="utf-8")
    made = folder / "profile.toml"
    line = 'id = "western-europe"'
    made.write_text(text.replace(line, f'{line}\ncontact = "{contact}"'), encoding="utf-8")
    reach.forget()
    return str(made)


def work() -> None:
    """The worker does everything that waits, also what waits for its time."""
    Job.objects.filter(state=Job.State.WAITING).update(run_at=timezone.now())
    jobs.run_due()


def plain(mail: Any) -> str:
    """The text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def link_in(mail: Any) -> str:
    """The address of the page that a mail leads to, without its host."""
    (url,) = re.findall(r"http\S+/link/\S+", plain(mail))
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def filled(page: Any, *, is_solved: bool = True, **values: str) -> dict[str, str]:
    """The form of a page as a browser sends it, its work done or not."""
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', page.content.decode())
    challenge = visitorforms.read_ticket(ticket, "enquiry")
    solution = altcha.solve_challenge(challenge) if is_solved else None
    found = f"{solution.counter}:{solution.derived_key}" if solution else ""
    return {
        "ticket": ticket,
        "work": found,
        "message": "Is there somebody who speaks my language?",
        "lang": "en",
        "answer_by": "page",
        **values,
    }
