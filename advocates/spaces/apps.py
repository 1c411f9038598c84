"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "advocates.spaces"

    def ready(self) -> None:
        from advocates.spaces import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
