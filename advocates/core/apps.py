from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "advocates.core"

    def ready(self) -> None:
        from advocates.core import keeping, profile  # noqa: PLC0415 - models are ready only now

        keeping.register_all()
        # A profile that cannot be used stops the start, not the first page.
        profile.profile()
