"""Where the pages of this app stand in header, footer and the members' navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.navigation import (
    ABOUT,
    MAIN,
    MEMBERS,
    PATIENTS,
    register,
    register_giving,
    register_title,
)
from advocates.publishing.giving.offered import donate_url


def register_all():
    """Called when the app is ready."""
    register("news", pgettext_lazy("menu", "News"), MAIN, PATIENTS, order=40)
    register("news_follow", _("Get news by e-mail"), PATIENTS, order=41)
    register("events", pgettext_lazy("menu", "Events"), PATIENTS, order=42)
    register(
        "wagtail_serve", pgettext_lazy("menu", "Learn"), MAIN, PATIENTS, order=45, arguments=("knowledge/",)
    )
    register(
        "publishing_members:knowledge_inside",
        pgettext_lazy("members' navigation", "Knowledge"),
        MEMBERS,
        order=14,
    )
    register_title(ABOUT, _("About this site"))
    register("wagtail_serve", _("About us"), MAIN, ABOUT, order=80, arguments=("about/",))
    register("wagtail_serve", pgettext_lazy("menu", "Donate"), ABOUT, order=81, arguments=("donate/",))
    register_giving(donate_url)
    register("facts", _("Facts and figures"), ABOUT, order=82)
    register("funding", _("Where our money comes from"), ABOUT, order=83)
    register(
        "wagtail_serve",
        pgettext_lazy("page", "Accessibility"),
        ABOUT,
        order=84,
        arguments=("accessibility/",),
    )
    register("wagtail_serve", pgettext_lazy("page", "Privacy"), ABOUT, order=85, arguments=("privacy/",))
