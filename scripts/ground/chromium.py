"""A Chromium for the browser journeys: the one that is there, or Debian's."""

import os
import shutil
from pathlib import Path

from ground import debian
from ground.progress import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str:
    """The path of a browser, or the empty string. CHROME, where it is set, decides."""
    if chosen := os.environ.get("CHROME"):
        return shutil.which(chosen) or ""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(MAC) if MAC.is_file() else ""


def find_or_install() -> tuple[str, str]:
    """The browser's path, or the empty string and the reason why there is none."""
    if path := find():
        return path, ""
    if os.environ.get("CHROME"):
        return "", f"CHROME names {os.environ['CHROME']}, which is not a program"
    if not debian.can_install():
        return "", "no Chromium was found; install one, or name it: CHROME=/path/to/chromium make test"
    say("Installing Chromium for the browser journeys")
    return (find(), "") if debian.install("chromium") else ("", "apt-get could not install Chromium")
