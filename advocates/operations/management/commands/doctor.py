"""`advocates doctor`: what is well, what is not, and what mends it."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from advocates.core import records
from advocates.operations.doctor import examine
from advocates.operations.findings import Finding, How
from advocates.operations.mail_check import send_test


class Command(BaseCommand):
    help = (
        "Examines this installation and says in plain words what to mend; exit status 1 if something is bad."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--test-mail", metavar="ADDRESS", help="only send a mail there, at once, and tell what was said"
        )
        parser.add_argument(
            "--nameserver", metavar="HOST[:PORT]", help="ask this name server, not the system's"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["nameserver"]:
            records.ask_at(options["nameserver"])
        self._tell([send_test(options["test_mail"])] if options["test_mail"] else examine())

    def _tell(self, findings: Iterable[Finding]) -> None:
        is_bad = False
        for finding in findings:
            self.stdout.write(f"{finding.how.value:5} {finding.says}")
            if finding.mend:
                self.stdout.write(f"      {finding.mend}")
            is_bad = is_bad or finding.how is How.BAD
        if is_bad:
            sys.exit(1)
