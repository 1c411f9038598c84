"""What left the outbox as files, and the links that stand in it."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from advocates.core import jobs

LINK = re.compile(r"http\S+?(/link/[^\s?\"]+/\?lang=\w+)")


class Mailbox:
    """Everything that was delivered since this was made or emptied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> list[EmailMessage]:
        """Let the worker work, then the messages in the order in which they were queued."""
        jobs.run_due()
        paths = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.read() if message["To"] == address]

    def link(self, address: str) -> str:
        """Path and query of the link in the newest message to an address."""
        return LINK.search(text_of(self.to(address)[-1]))[1]


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


@pytest.fixture
def letters(settings: Any, tmp_path: Path) -> Mailbox:
    """A folder of its own."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    return Mailbox(tmp_path / "mail")
