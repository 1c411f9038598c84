"""People and tasks in the back office: their addresses and their places in the menu."""

from django.urls import reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from advocates.accounts.views import office_mail, office_people, office_roles
from advocates.core.viewer import Role, viewer_of


@hooks.register("register_admin_urls")
def office_urls():
    return [*office_people.urlpatterns, *office_roles.urlpatterns, *office_mail.urlpatterns]


class StaffItem(MenuItem):
    """An item that staff alone are shown."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF)


@hooks.register("register_admin_menu_item")
def people_item():
    label = pgettext_lazy("back office", "People")
    return StaffItem(label, reverse("people_list"), name="people", icon_name="user", order=150)


@hooks.register("register_admin_menu_item")
def roles_item():
    label = pgettext_lazy("back office", "Who has which task")
    return StaffItem(label, reverse("role_list"), name="roles", icon_name="key", order=155)


@hooks.register("register_admin_menu_item")
def mail_item():
    label = pgettext_lazy("back office", "Addresses without mail")
    return StaffItem(label, reverse("mail_blocks"), name="mail-blocks", icon_name="mail", order=157)
