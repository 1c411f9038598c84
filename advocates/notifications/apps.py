"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "advocates.notifications"

    def ready(self) -> None:
        from advocates.notifications import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
