"""The commands behind the Makefile."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# The program's own rules for settings are asked before anything is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from advocates.config import env
from ground import checks, chromium, environment, fonts, locks, preflight
from ground.progress import say


def main(arguments: list[str]) -> int:
    """Run the named command with the rest of the arguments."""
    name, *rest = arguments or [""]
    command = COMMANDS.get(name)
    if command is None:
        env.stop(f"There is no command “{name}”; there are {', '.join(COMMANDS)}.")
    os.chdir(environment.ROOT)
    preflight.check_folder()
    return command(rest)


def run(arguments: list[str]) -> int:
    """From nothing to a running site, in this process: Ctrl-C reaches the server and nobody else."""
    preflight.check_port(preflight.check_settings())
    install([])
    say("Starting")
    return _become([environment.program("advocates"), "serve", *arguments])


def install(_arguments: list[str]) -> int:
    """The packages that this configuration needs; drivers of PostgreSQL, Redis and S3 only where used."""
    chosen = " ".join(os.environ.get(name, "") for name in ("DATABASE_URL", "CACHE_URL", "STORAGE_URL"))
    needs_drivers = any(scheme in chosen for scheme in ("postgres", "redis", "valkey", "s3:"))
    environment.prepare("production" if needs_drivers else "run")
    return 0


def test(arguments: list[str]) -> int:
    """All tests; what cannot be run is said first, so that pytest has the last word."""
    environment.prepare("dev")
    browser, reason = chromium.find_or_install()
    os.environ["CHROME"] = browser
    if reason and os.environ.get("CI"):
        env.stop(f"The browser journeys cannot be run: {reason}.")
    if reason:
        say(f"Without the browser journeys: {reason}")
    if not reason and (languages := fonts.install_missing()):
        say(f"Without pages printed in {', '.join(languages)}: there is no font for them")
    return _become([str(environment.PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments])


def check(_arguments: list[str]) -> int:
    """Everything that can be judged without running the tests."""
    environment.prepare("dev")
    return checks.run_all()


def bench(arguments: list[str]) -> int:
    """The benchmarks, beside the machine's own ceiling measured in the same run."""
    environment.prepare("dev")
    return _become([str(environment.PYTHON), "-m", "benchmarks", *arguments])


def messages(arguments: list[str]) -> int:
    """Bring the catalogues of the interface languages up to date with the source."""
    environment.prepare("run")
    step = [str(environment.PYTHON), "scripts/messages.py"]
    return subprocess.run([*step, *(arguments or ["extract"])], check=False).returncode


def lock(arguments: list[str]) -> int:
    """Pin the packages anew after a change of pyproject.toml."""
    environment.prepare("run")
    locks.pin_all(arguments)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "install": install,
    "messages": messages,
    "lock": lock,
}


def _become(command: list[str]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    return os.execv(command[0], command)
