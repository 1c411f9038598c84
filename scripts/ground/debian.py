"""Debian's packages, where the tests need what no Python package brings."""

import os
import shutil
import subprocess

from ground.progress import say


def can_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def install(*packages: str) -> bool:
    """Install packages, quietly; false when it did not work."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=quiet, capture_output=True, text=True, check=False
        )
    if done.returncode:
        say((done.stderr.strip().splitlines() or ["apt-get gave no reason"])[-1])
    return done.returncode == 0
