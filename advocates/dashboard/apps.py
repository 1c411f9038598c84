from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "advocates.dashboard"

    def ready(self) -> None:
        from django.utils.translation import pgettext_lazy  # noqa: PLC0415 - translations are ready only now

        from advocates.core import navigation  # noqa: PLC0415 - as above

        navigation.register(
            "dashboard", pgettext_lazy("members' navigation", "Start"), navigation.MEMBERS, order=0
        )
