"""A real mail server, quick work, and an installation that others can reach."""

import pytest
from aiosmtpd.controller import Controller

from advocates.core import installation, visitorforms
from advocates.core.tests.test_transport import Sink, free_port


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)
    monkeypatch.setattr(installation, "LOCAL", frozenset())


@pytest.fixture
def sink(settings):
    made = Sink()
    controller = Controller(made, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": controller.port}
    yield made
    controller.stop()
