"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "advocates.moderation"

    def ready(self) -> None:
        from advocates.moderation import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
