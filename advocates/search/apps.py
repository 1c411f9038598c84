from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "advocates.search"

    def ready(self) -> None:
        from advocates.search import registrations  # noqa: PLC0415 - the other apps are ready only now

        registrations.register_all()
