"""`advocates search-index`: reads what the searches do not know yet, or everything anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from advocates.search import actions as site
from advocates.search.members import actions


class Command(BaseCommand):
    help = "Bring the indexes of the searches up to date, as the worker does every hour."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="forget the index first; until it is done less is found"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = actions.rebuild() if options["anew"] else actions.fill_gaps()
        pages = site.rebuild() if options["anew"] else site.fill_gaps()
        self.stdout.write(f"{count} topics and posts and {pages} pages of the site were read.")
