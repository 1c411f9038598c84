"""`advocates demo`: demonstration people and groups, on a new installation, too."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocates.operations import demonstration, firststart


class Command(BaseCommand):
    help = "Adds made-up people and groups to try the site out; refuses where real people work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print how to sign in as JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        firststart.prepare(self.stderr.write)
        try:
            people = demonstration.make()
        except demonstration.NotADemonstration as refused:
            raise CommandError(refused.sentence) from refused
        if options["json"]:
            self.stdout.write(json.dumps(people, indent=2))
            return
        for role, person in people.items():
            self.stdout.write(f"{role}: {' · '.join(person.values())}")
