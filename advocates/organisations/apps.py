from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "advocates.organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from advocates.organisations import registrations  # noqa: PLC0415 - models are ready only now

        registrations.register_all()
