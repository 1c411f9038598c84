from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "advocates.operations"

    def ready(self) -> None:
        from advocates.operations import checks, restored  # noqa: F401, PLC0415 - once the apps are there

        restored.register()
