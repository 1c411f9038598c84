from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "advocates.core"

    def ready(self) -> None:
        from advocates.core import (  # noqa: PLC0415 - models are ready only now
            audit as _audit,  # noqa: F401 - the worker must know its job
        )
        from advocates.core import bounces, keeping, links, outbox, profile, views  # noqa: PLC0415 - as above

        keeping.register_all()
        links.register(outbox.UNSUBSCRIBE, views.unsubscribe)
        bounces.register()
        # A profile that cannot be used stops the start, not the first page.
        profile.profile()
