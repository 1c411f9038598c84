"""`advocates worker`: the background work alone, where the web server runs with `--no-worker`."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from advocates.core import jobs
from advocates.operations import in_use


class Command(BaseCommand):
    help = "Run background work until Ctrl+C; several of these may run at the same time."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        in_use.hold()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_arguments: stop.set())
        self.stdout.write("Background work is running; Ctrl+C stops it.")
        self.stdout.flush()
        jobs.work_forever(stop)
