"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "advocates.accounts"

    def ready(self) -> None:
        from advocates.accounts import announcements, keeping, roles  # noqa: PLC0415 - models are ready only now
        from advocates.accounts.audiences import AUDIENCES  # noqa: PLC0415 - as above
        from advocates.core import access, viewer  # noqa: PLC0415 - as above

        viewer.register_resolver(roles.rights_of)
        access.register_audiences(AUDIENCES)
        keeping.register_all()
        announcements.register_all()
