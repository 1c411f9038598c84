from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "advocates.core"

    def ready(self) -> None:
        from advocates.core import keeping, links, outbox, profile, views  # noqa: PLC0415 - models are ready only now

        keeping.register_all()
        links.register(outbox.UNSUBSCRIBE, views.unsubscribe)
        # A profile that cannot be used stops the start, not the first page.
        profile.profile()
