from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "advocates.operations"

    def ready(self) -> None:
        from advocates.operations import checks  # noqa: F401, PLC0415 - registers itself once the apps are there
