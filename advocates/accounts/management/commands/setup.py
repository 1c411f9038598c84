"""`advocates setup`: how to set this installation up."""

from typing import Any

from django.core.management.base import BaseCommand

from advocates.accounts.actions import make_setup_link
from advocates.core import installation


class Command(BaseCommand):
    help = "Prints a new one-time set-up link while nobody runs the site yet; older links are void."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        link = make_setup_link()
        if link:
            self.stdout.write(f"Open this link once, in a browser:\n{link}")
        elif installation.is_finished():
            self.stdout.write("The set-up is finished. Sign in as usual.")
        else:
            self.stdout.write(
                "Somebody runs this site already: sign in, then finish the set-up at /account/."
            )
