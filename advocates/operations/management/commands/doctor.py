"""`advocates doctor`: what is well, what is not, and what mends it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from advocates.operations.doctor import How, examine


class Command(BaseCommand):
    help = (
        "Examines this installation and says in plain words what to mend; exit status 1 if something is bad."
    )
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{finding.how.value:5} {finding.says}")
            if finding.mend:
                self.stdout.write(f"      {finding.mend}")
        if any(finding.how is How.BAD for finding in findings):
            sys.exit(1)
