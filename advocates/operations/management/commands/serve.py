"""`advocates serve`: the web server, with the worker beside it."""

import os
import sys
import time
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from advocates.operations import firststart, in_use

# By name: how the program is put together is `config`'s affair, which stands above this app.
SERVER = "advocates.config.server"


class Command(BaseCommand):
    help = "Prepare what is missing, then serve the site and run its background work until Ctrl+C."
    # They take a second; `advocates check` runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 listens on every network")
        parser.add_argument("--no-worker", action="store_true", help="background work runs elsewhere")
        parser.add_argument("--first-run", action="store_true", help="only prepare, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if port != settings.PORT:
            start_again_with(port)
        if reason := import_string(f"{SERVER}.why_not")(host, port):
            firststart.stop(reason)
        in_use.hold()
        firststart.prepare(self._say)
        if options["first_run"]:
            return
        lines = firststart.welcome(host, port)
        import_string(f"{SERVER}.run")(
            host=host, port=port, with_worker=not options["no_worker"], announce=lambda: self._announce(lines)
        )

    def _announce(self, lines: list[str]) -> None:
        width = max(len(line) for line in lines)
        seconds = time.time() - float(os.environ.get("ADVOCATES_STARTED_AT") or time.time())
        ready = f"Ready after         {seconds:.1f} s" if seconds > 0 else ""
        self._say("\n".join(["", "─" * width, *lines, *filter(None, [ready]), "─" * width]))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def start_again_with(port: int) -> NoReturn:
    """Start over, so that every setting that follows from the port is made from this one."""
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the very command that was given
