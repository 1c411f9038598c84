"""Scenes that several files of tests begin with."""

import pytest

from advocates.core import mailin
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin
from advocates.notifications.inbound import registrations
from advocates.notifications.tests.letters import HOST


@pytest.fixture
def mail_door(settings, monkeypatch) -> None:
    """Mail comes in, and our own server in front says whose it is."""
    monkeypatch.setattr(mailin, "_handlers", {})
    settings.REPLY_ADDRESS, settings.EMAIL_FROM = HOST, "no-reply@network.example"
    settings.TRUSTED_AUTHSERV_ID = "mx.network.example"
    registrations.open_door()


@pytest.fixture
def topic(member) -> Topic:
    """Begun by the member."""
    return begin(member.person)
