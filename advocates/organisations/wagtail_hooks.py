"""The directory in the back office: list, filters, editing with one winner, history, publishing."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from advocates.core.access import Audience, audience, register_audiences
from advocates.core.viewer import Role, viewer_for, viewer_of
from advocates.organisations import actions, confirmation_views, policies, presenting, task_views
from advocates.organisations.forms import OrganisationForm
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State


class StaffPolicy(BasePermissionPolicy):
    """Wagtail asks us: whoever may edit entries may do so with each of them, and nobody deletes one."""

    def user_has_permission(self, user, action):
        return action != "delete" and policies.can_edit_organisations(viewer_for(user))

    def users_with_any_permission(self, actions):
        return get_user_model().objects.none()


register_permission_policy(Organisation, StaffPolicy(Organisation))


class IndexView(generic.IndexView):
    def get_base_queryset(self):
        return Organisation.objects.visible_to(viewer_of(self.request)).order_by("name", "id")


class AddView(generic.CreateView):
    def save_instance(self):
        return actions.create_organisation(actor=self.request.user, entry=self.form.entry())


class EditView(generic.EditView):
    """Two people never overwrite each other: the later save is shown what the earlier one wrote, with its text kept."""

    template_name = "organisations/manage/edit.html"

    def form_valid(self, form):
        self.form = form
        try:
            with transaction.atomic():
                self.object = self.save_instance()
        except actions.SomebodyElseChanged as conflict:
            return self.conflicting(form, conflict)
        return self.save_action()

    def save_instance(self):
        stored = Organisation.objects.visible_to(viewer_of(self.request)).get(pk=self.object.pk)
        base = self.form.cleaned_data["base_revision"] or 0
        return actions.edit_organisation(
            actor=self.request.user, organisation=stored, base_revision=base, entry=self.form.entry()
        )

    def conflicting(self, form, conflict):
        """Show both: what is typed stays in the form, what is stored stands above it."""
        form.add_error(None, conflict.sentence)
        form.data = form.data.copy()
        form.data["base_revision"] = conflict.current.revision
        typed = form.entry()
        if typed.logo:
            form.choose_logo_again()
        answer = self.render_to_response(
            self.get_context_data(form=form, theirs=theirs(conflict.current, typed), has_conflict=True)
        )
        answer.status_code = 409
        return answer

    def get_success_url(self):
        return self.get_edit_url()

    def get_side_panels(self):
        return MediaContainer([])

    @property
    def header_buttons(self):
        shown = self.object
        deed = "unpublish" if shown.is_published else "publish"
        return [
            HeaderButton(
                _("History"), url=reverse("organisation_admin:history", args=[shown.pk]), icon_name="history"
            ),
            HeaderButton(
                _("Publish or unpublish"),
                url=reverse(f"organisation_admin:{deed}", args=[shown.pk]),
                icon_name="view",
            ),
            HeaderButton(_("See on the site"), url=shown.get_absolute_url(), icon_name="link-external"),
        ]


def theirs(current, typed):
    """What is stored now, for each field where the typed entry differs."""
    stored = current.snapshot()
    wanted = {name: value.pk if hasattr(value, "pk") else value for name, value in typed.fields.items()}
    wanted |= {"descriptions": dict(typed.descriptions), "channels": [list(pair) for pair in typed.channels]}
    return [
        {
            "label": label_of(name),
            "stored": presenting.shown_value(stored.get(name, stored.get(f"{name}_id"))),
        }
        for name, value in wanted.items()
        if not same(stored.get(name, stored.get(f"{name}_id")), value)
    ]


def same(stored, typed):
    return stored == typed or str(stored) == str(typed) or (not stored and not typed)


def label_of(name):
    """The word for a field of an entry, as the form calls it."""
    field = OrganisationForm.base_fields.get(name.removesuffix("_id"))
    own = {"descriptions": _("descriptions"), "is_published": _("published")}
    return own.get(name) or (field.label if field else name)


DEEDS = {
    "created": pgettext_lazy("history of an entry", "Added"),
    "changed": pgettext_lazy("history of an entry", "Changed"),
    "imported": pgettext_lazy("history of an entry", "Loaded from a file"),
    "published": pgettext_lazy("history of an entry", "Published"),
    "unpublished": pgettext_lazy("history of an entry", "Taken out"),
    "confirmed": pgettext_lazy("history of an entry", "Confirmed by the group"),
}


@audience(Audience.STAFF)
@require_safe
def history(request, pk):
    """Who changed what, newest first."""
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    changes = [
        {
            "change": change,
            "who": change.actor,
            "deed": DEEDS.get(change.deed, change.deed),
            "fields": [
                {
                    "label": label_of(name),
                    "before": presenting.shown_value(values[0]),
                    "after": presenting.shown_value(values[1]),
                }
                for name, values in change.changes.items()
            ],
        }
        for change in shown.changes.select_related("actor")[:200]
    ]
    return render(request, "organisations/manage/history.html", {"organisation": shown, "changes": changes})


@audience(Audience.STAFF)
def publish(request, pk):
    """A button on a page; only POST acts."""
    return _publishing(request, pk, actions.publish_organisation)


@audience(Audience.STAFF)
def unpublish(request, pk):
    """A button on a page; only POST acts."""
    return _publishing(request, pk, actions.unpublish_organisation)


def _publishing(request, pk, action):
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    if request.method == "POST":
        action(actor=request.user, organisation=shown)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("organisation_admin:edit", args=[pk]))
    return render(request, "organisations/manage/publishing.html", {"organisation": shown})


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    name = "organisations"
    url_namespace = "organisation_admin"
    icon = "group"
    menu_label = pgettext_lazy("back office", "Organisations")
    menu_order = 150
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["state", "is_published", "precision"]
    search_fields = ["name", "local_name", "acronym", "city"]
    search_backend_name = None
    index_view_class, add_view_class, edit_view_class = IndexView, AddView, EditView
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            get_url=lambda shown: reverse("organisation_admin:edit", args=[shown.pk]),
            sort_key="name",
        ),
        Column(
            "country",
            label=gettext_lazy("Country"),
            accessor=lambda shown: (
                country_name(shown.country, get_language() or "en") if shown.country else ""
            ),
            sort_key="country",
        ),
        Column(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda shown: State(shown.state).label,
            sort_key="state",
        ),
        BooleanColumn("is_published", label=gettext_lazy("Published"), sort_key="is_published"),
        DateColumn("confirmed_on", label=gettext_lazy("Confirmed"), sort_key="confirmed_on"),
        DateColumn("changed_at", label=gettext_lazy("Changed"), sort_key="changed_at"),
    ]

    def get_form_class(self, for_update=False):
        return OrganisationForm

    def get_common_view_kwargs(self, **kwargs):
        gone = {"usage_url_name": None, "delete_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**{**kwargs, **gone})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("history/<int:pk>/", history, name="history"),
            path("publish/<int:pk>/", publish, name="publish"),
            path("unpublish/<int:pk>/", unpublish, name="unpublish"),
        ]


register_audiences(
    {f"organisation_admin:{name}": Audience.STAFF for name in ("index", "index_results", "add", "edit")}
)


@hooks.register("register_admin_viewset")
def organisation_viewset():
    return OrganisationViewSet()


@hooks.register("register_admin_urls")
def task_urls():
    return [*task_views.urlpatterns, *confirmation_views.urlpatterns]


class TaskItem(task_views.TaskMenu, MenuItem):
    """The open tasks in the menu, with their number."""


@hooks.register("register_admin_menu_item")
def task_item():
    return TaskItem(gettext_lazy("Tasks"), reverse("task_list"), name="tasks", icon_name="tasks", order=140)


class StaffItem(MenuItem):
    """An item that staff alone are shown."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF)


@hooks.register("register_admin_menu_item")
def confirmation_item():
    label = pgettext_lazy("back office", "Confirmations")
    return StaffItem(label, reverse("confirmation_board"), name="confirmations", icon_name="check", order=145)
