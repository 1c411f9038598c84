"""What this app tells the ground when it starts."""

from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "advocates.wiki"

    def ready(self) -> None:
        from advocates.wiki import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
