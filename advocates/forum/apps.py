"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "advocates.forum"

    def ready(self) -> None:
        from advocates.forum import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
