"""A real browser for the journeys: the machine's own Chromium, never one that is downloaded."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import handlers
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from advocates.core.assets import Assets

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The browser's path; CHROME, where it is set, decides."""
    wanted = (os.environ["CHROME"],) if os.environ.get("CHROME") else NAMES
    return next((path for name in wanted if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = chromium()
    if not path:
        message = "no Chromium was found; install one, or name it: CHROME=/path/to/chromium"
        if os.environ.get("ADVOCATES_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    # What is waited for comes soon, and later where both cores are at work on other tests.
    expect.set_options(timeout=20_000)
    return {"executable_path": path, "args": ARGUMENTS}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever drives a browser is a journey, and commits: the server answers from another connection."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The site in a thread, with our style sheets and scripts, which are answered in front of Django."""
    original = handlers.StaticFilesHandler
    handlers.StaticFilesHandler = lambda application: Assets(original(application))
    server = LiveServer("localhost")
    handlers.StaticFilesHandler = original
    yield server
    server.stop()
