from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "advocates.syndication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from advocates.syndication import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
