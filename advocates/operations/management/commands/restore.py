"""`advocates restore`: let this installation be what a backup says, or only look whether it could."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocates.operations.backups import restoring
from advocates.operations.backups.refusals import CannotRestore


class Command(BaseCommand):
    help = (
        "Puts a backup back. It is looked through whole before anything is touched; what was there before is "
        "kept beside it. Mail that waited in it does not leave, and everybody signs in again."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="the key that opens it; else this installation's own"
        )
        parser.add_argument("--check", action="store_true", help="only look whether it could be put back")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = restoring.check(options["file"], options["key"])
                self.stdout.write(
                    f"The backup of {manifest.made_at[:16]} UTC is whole and can be put back here."
                )
                return
            manifest, old = restoring.restore(options["file"], options["key"])
        except CannotRestore as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(
            f"This installation is as it was on {manifest.made_at[:16]} UTC: {sum(manifest.rows.values())} rows, "
            f"{len(manifest.files)} files.\nWhat was here before lies in {old}; delete it once you have looked.\n"
            "Start the site now: `advocates serve`. Who was erased since is erased again then."
        )
