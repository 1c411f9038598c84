"""`advocates import-organisations FILE`: load a CSV file into the directory, or say what it would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.organisations.importing import ADD, Report, Step, Unreadable, import_organisations


class Command(BaseCommand):
    help = "Load organisations from a CSV file. Refused rows are listed; the others load in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only report what would happen.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_organisations(options["file"], dry_run=options["dry_run"])
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self._say(report, options["dry_run"])
        if report.refused:
            raise CommandError(
                ngettext("%(count)s row was refused.", "%(count)s rows were refused.", len(report.refused))
                % {"count": len(report.refused)}
            )

    def _say(self, report: Report, dry_run: bool) -> None:
        counts = {"added": len(report.added), "changed": len(report.changed), "unchanged": report.unchanged}
        if dry_run:
            self.stdout.write(
                _("Would add %(added)s, change %(changed)s, leave %(unchanged)s as they are.") % counts
            )
        else:
            self.stdout.write(
                _("Added %(added)s, changed %(changed)s, left %(unchanged)s as they are.") % counts
            )
        for step in report.doubtful:
            self.stdout.write(doubt_of(step))
        for refusal in report.refused:
            values = {"line": refusal.line, "name": refusal.name, "reason": refusal.reason}
            self.stderr.write(_("Line %(line)s (%(name)s): %(reason)s") % values)


def doubt_of(step: Step) -> str:
    """A line about a row that is probably about a group that is there already."""
    candidate = step.candidates[0]
    values = {"line": step.row.line, "name": step.row.name}
    if candidate.known:
        values |= {"other": candidate.known.name, "address": candidate.known.slug}
        if step.default == ADD:
            return (
                _("Line %(line)s (%(name)s) is probably the same group as “%(other)s” (%(address)s).")
                % values
            )
        return (
            _("Line %(line)s (%(name)s) was left out: its entry is now part of “%(other)s” (%(address)s).")
            % values
        )
    values["other"] = candidate.row.line if candidate.row else 0
    return _("Line %(line)s (%(name)s) is probably the same group as line %(other)s.") % values
