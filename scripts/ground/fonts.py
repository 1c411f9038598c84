"""Letters for the browser journeys: pages are printed in eight scripts, and letters without a font are not."""

import shutil
import subprocess

from ground import debian
from ground.progress import say

PACKAGES = {
    "hi": "fonts-lohit-deva",
    "ja": "fonts-ipafont-gothic",
    "th": "fonts-tlwg-garuda-ttf",
    "zh": "fonts-wqy-microhei",
}


def missing() -> list[str]:
    """The languages for which this machine has no font; all of them where nothing can tell."""
    if not shutil.which("fc-list"):
        return list(PACKAGES)
    return [
        language
        for language in PACKAGES
        if not subprocess.run(["fc-list", f":lang={language}"], capture_output=True, check=False).stdout
    ]


def install_missing() -> list[str]:
    """Install small fonts where that can be done; returns the languages that still have none."""
    if (wanted := missing()) and debian.can_install():
        say("Installing fonts for pages that are printed")
        debian.install("fontconfig", *(PACKAGES[language] for language in wanted))
        wanted = missing()
    return wanted
