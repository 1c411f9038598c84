"""Spaces and categories in the back office: their addresses and their place in the menu."""

from django.urls import reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from advocates.core.viewer import Role, viewer_of
from advocates.forum.joining import office_views as joining
from advocates.forum.shelving import office_views


@hooks.register("register_admin_urls")
def office_urls():
    return [*office_views.urlpatterns, *joining.urlpatterns]


class SpacesItem(MenuItem):
    """An item that staff alone are shown."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF)


@hooks.register("register_admin_menu_item")
def spaces_item():
    label = pgettext_lazy("back office", "Spaces")
    return SpacesItem(label, reverse("office_spaces"), name="spaces", icon_name="comment", order=160)


@hooks.register("register_admin_menu_item")
def first_questions_item():
    label = pgettext_lazy("back office", "First questions")
    url = reverse("office_first_questions")
    return SpacesItem(label, url, name="first-questions", icon_name="help", order=161)
