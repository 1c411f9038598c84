"""Moderation in the menu of the back office."""

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from advocates.core.viewer import Role, viewer_of


class ModerationItem(MenuItem):
    """For whom its page is."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF, Role.MODERATOR)


@hooks.register("register_admin_menu_item")
def moderation_item():
    url = reverse("moderation_office:board")
    return ModerationItem(gettext_lazy("Moderation"), url, name="moderation", icon_name="warning", order=148)
