"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "advocates.files"

    def ready(self) -> None:
        from advocates.files import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
