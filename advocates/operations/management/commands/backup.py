"""`advocates backup`: everything that this installation is, in one encrypted file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocates.operations.backups import keys, making
from advocates.operations.backups.refusals import CannotBackUp, CannotRestore


class Command(BaseCommand):
    help = (
        "Writes the database, the files and the keys into one encrypted file, while the site runs, and deletes its own "
        "backups that are older than 35 days. `advocates restore FILE` puts it back."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help=f"where it is put; else {making.folder()}"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            made = making.make(options["to"])
        except (CannotBackUp, CannotRestore) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.path}")
        self.stdout.write(
            f"{made.size / 1_000_000:.1f} MB: {made.rows} rows and {made.files} files. Copy it to another machine."
        )
        if made.has_new_key:
            self.stdout.write(
                f"\nIts key was made with it: {keys.path()}\nKeep a copy of the key where the backups are not. "
                "Without it nobody can open them on another machine, you neither."
            )
