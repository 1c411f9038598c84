"""What this app tells the ground when it starts."""

from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "advocates.accounts"

    def ready(self) -> None:
        from advocates.accounts import (  # noqa: PLC0415 - models are ready only now
            announcements,
            erasing_again,  # noqa: F401, PLC0415 - the worker must know its job
            introductions,
            keeping,
            leaving,
            roles,
        )
        from advocates.accounts.audiences import AUDIENCES  # noqa: PLC0415 - as above
        from advocates.accounts.exporting import actions as exporting  # noqa: PLC0415 - as above
        from advocates.accounts.pausing import APPEAL  # noqa: PLC0415 - as above
        from advocates.accounts.views.pause_appeal import pause_appeal  # noqa: PLC0415 - as above
        from advocates.core import access, links, viewer  # noqa: PLC0415 - as above

        viewer.register_resolver(roles.held_rows, roles.read_held)
        viewer.register_resolver(roles.factor_rows, roles.read_factors)
        access.register_audiences(AUDIENCES)
        keeping.register_all()
        announcements.register_all()
        leaving.register_all()
        exporting.register_all()
        introductions.register_all()
        links.register(APPEAL, pause_appeal, lives=timedelta(days=14))
