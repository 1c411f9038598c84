"""`advocates recover-access`: for somebody who lost phone and codes when nobody else can help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.accounts.regaining import recover_access
from advocates.core.refused import Refused


class Command(BaseCommand):
    help = (
        "For somebody who lost the second factor and whom nobody else can help, such as the only person who runs the "
        "site: ends all sessions, removes password and second factor, tells all their addresses, prints a link that "
        "sets a new password. Make sure first that it is this person who asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        person = Person.objects.filter(email=canonical_address(options["email"])).first()
        if person is None:
            raise CommandError("Nobody has an account with this address.")
        try:
            link = recover_access(person=person)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"Open this link once, in a browser, within an hour:\n{link}")
