"""The directory in the back office: list, filters, editing with one winner, history, publishing."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component, MediaContainer
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from advocates.core.access import Audience, register_audiences
from advocates.core.viewer import Role, viewer_for, viewer_of
from advocates.organisations import actions, confirmation_views, policies, presenting, task_views
from advocates.organisations.applications import office_views as application_office
from advocates.organisations.enquiries import office_views as enquiries
from advocates.organisations.forms import OrganisationForm
from advocates.organisations.founding import urls as founding_urls
from advocates.organisations.founding.on_home import NextStep
from advocates.organisations.geo.countries import country_name
from advocates.organisations.hints import office_views as hint_office
from advocates.organisations.invitations import urls as invitation_urls
from advocates.organisations.membership import office_views as membership_office
from advocates.organisations.membership.listing import with_speakers
from advocates.organisations.models import Organisation
from advocates.organisations.office import (
    bulk,
    bulk_views,
    export_views,
    history_views,
    import_views,
    merge_views,
)
from advocates.organisations.office.labels import label_of
from advocates.organisations.proposals import office_views as proposal_office
from advocates.organisations.recovery import office_views as recovery_office
from advocates.organisations.splitting import views as split_views
from advocates.organisations.vocabulary import State
from advocates.organisations.waves import views as wave_views


class StaffPolicy(BasePermissionPolicy):
    """Wagtail asks us: whoever may edit entries may do so with each of them, and nobody deletes one."""

    def user_has_permission(self, user, action):
        return action != "delete" and policies.can_edit_organisations(viewer_for(user))

    def users_with_any_permission(self, actions):
        return get_user_model().objects.none()


register_permission_policy(Organisation, StaffPolicy(Organisation))


class ChosenColumn(Column):
    """A box to tick; it belongs to the form below the list."""

    cell_template_name = "organisations/manage/chosen_cell.html"


class IndexView(generic.IndexView):
    results_template_name = "organisations/manage/list_results.html"

    def get_base_queryset(self):
        found = Organisation.objects.visible_to(viewer_of(self.request)).order_by("name", "id")
        return with_speakers(found)

    @property
    def header_more_buttons(self):
        more = [
            (_("Load a file"), "import_start", "upload"),
            (_("Download everything"), "export_directory", "download"),
            (_("Merged entries"), "merge_list", "group"),
        ]
        return [
            *super().header_more_buttons,
            *(Button(label, url=reverse(name), icon_name=icon) for label, name, icon in more),
        ]

    def get_context_data(self, **kwargs):
        deeds = [(deed.name, deed.label) for deed in bulk.deeds()]
        return {
            **super().get_context_data(**kwargs),
            "deeds": [*deeds, (bulk_views.EXPORT, bulk_views.EXPORT_LABEL)],
            # What the filter is now, for “all that it finds”.
            "asked": [(name, value) for name, values in self.request.GET.lists() for value in values],
        }


class SeveralView(IndexView):
    """The page before something is done to several entries; it finds them as the list does."""

    def get(self, request, *args, **kwargs):
        return bulk_views.several_choose(request, self.get_base_queryset(), self.get_queryset)


class AddView(generic.CreateView):
    def get_initial(self):
        told = hint_office.prefilled(viewer_of(self.request), self.request.GET.get("hint", ""))
        return {**super().get_initial(), **told}

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
            HeaderButton(_("Membership"), url=reverse("membership", args=[shown.pk]), icon_name="key"),
            HeaderButton(
                _("Publish or unpublish"),
                url=reverse(f"organisation_admin:{deed}", args=[shown.pk]),
                icon_name="view",
            ),
            HeaderButton(
                _("Merge with another entry"),
                url=reverse("merge_choose", args=[shown.pk]),
                icon_name="group",
            ),
            HeaderButton(_("Split in two"), url=reverse("split", args=[shown.pk]), icon_name="resubmit"),
            HeaderButton(
                _("Invitations"), url=reverse("office_invitations", args=[shown.pk]), icon_name="mail"
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


def speakers_of(shown):
    """How many people; a member for whom nobody speaks is told apart from an entry that needs nobody."""
    if shown.state != State.MEMBER:
        return shown.speakers or "–"
    return shown.speakers or _("Nobody")


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
        ChosenColumn("pk", label=gettext_lazy("Choose")),
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
        Column("speakers", label=gettext_lazy("Who speaks for it"), accessor=speakers_of),
        BooleanColumn("is_published", label=gettext_lazy("Published"), sort_key="is_published"),
        DateColumn("confirmed_on", label=gettext_lazy("Confirmed"), sort_key="confirmed_on"),
        DateColumn("changed_at", label=gettext_lazy("Changed"), sort_key="changed_at"),
    ]

    @property
    def several_view(self):
        return self.construct_view(SeveralView, **self.get_index_view_kwargs())

    def get_form_class(self, for_update=False):
        return OrganisationForm

    def get_common_view_kwargs(self, **kwargs):
        gone = {"usage_url_name": None, "delete_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**{**kwargs, **gone})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("several/", self.several_view, name="several"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("history/<int:pk>/", history_views.history, name="history"),
            path("publish/<int:pk>/", history_views.publish, name="publish"),
            path("unpublish/<int:pk>/", history_views.unpublish, name="unpublish"),
        ]


register_audiences(
    {
        f"organisation_admin:{name}": Audience.STAFF
        for name in ("index", "index_results", "several", "add", "edit")
    }
)


@hooks.register("register_admin_viewset")
def organisation_viewset():
    return OrganisationViewSet()


@hooks.register("register_admin_urls")
def task_urls():
    office = (import_views, merge_views, split_views, bulk_views, export_views)
    truth = (confirmation_views, wave_views, proposal_office, hint_office)
    people = (
        membership_office.urlpatterns,
        recovery_office.urlpatterns,
        invitation_urls.office_urlpatterns,
        founding_urls.office_urlpatterns,
    )
    parts = (task_views, *truth, enquiries, application_office, *office)
    found = [*(part.urlpatterns for part in parts), *people]
    return [pattern for patterns in found for pattern in patterns]


class TaskItem(task_views.TaskMenu, MenuItem):
    """The open tasks in the menu, with their number."""


@hooks.register("register_admin_menu_item")
def task_item():
    return TaskItem(gettext_lazy("Tasks"), reverse("task_list"), name="tasks", icon_name="tasks", order=140)


class WaitingPanel(task_views.WaitingPanel, Component):
    """The open tasks on the first page, by kind."""


@hooks.register("construct_homepage_panels")
def waiting_panel(_request, panels):
    panels.append(WaitingPanel())


class StaffItem(MenuItem):
    """An item that staff alone are shown."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF)


@hooks.register("register_admin_menu_item")
def hint_item():
    label = pgettext_lazy("back office", "Hints")
    return StaffItem(label, reverse("hint_list"), name="hints", icon_name="comment", order=147)


@hooks.register("register_admin_menu_item")
def recovery_item():
    label = pgettext_lazy("back office", "Lost second factors")
    return StaffItem(label, reverse("factor_loss_list"), name="recovery", icon_name="lock", order=160)


@hooks.register("register_admin_menu_item")
def confirmation_item():
    label = pgettext_lazy("back office", "Confirmations")
    return StaffItem(label, reverse("confirmation_board"), name="confirmations", icon_name="check", order=145)


@hooks.register("register_admin_menu_item")
def enquiry_item():
    label = pgettext_lazy("back office", "Messages to groups")
    return StaffItem(label, reverse("enquiry_board"), name="enquiries", icon_name="mail", order=143)


@hooks.register("register_admin_menu_item")
def mandate_item():
    label = pgettext_lazy("back office", "Mandates")
    return StaffItem(label, reverse("mandate_list"), name="mandates", icon_name="group", order=151)


@hooks.register("register_admin_menu_item")
def founding_item():
    label = pgettext_lazy("back office", "Founding")
    return StaffItem(label, reverse("founding_board"), name="founding", icon_name="group", order=146)


class NextStepPanel(NextStep, Component):
    """Stands on the first page of the back office while the network is being founded."""


@hooks.register("construct_homepage_panels")
def founding_panel(request, panels):
    if viewer_of(request).has_role(Role.STAFF):
        panels.insert(0, NextStepPanel())


@hooks.register("register_admin_menu_item")
def application_item():
    label = pgettext_lazy("back office", "Applications")
    return StaffItem(label, reverse("application_board"), name="applications", icon_name="form", order=146)


@hooks.register("register_admin_menu_item")
def code_item():
    label = pgettext_lazy("back office", "Code of conduct")
    return StaffItem(
        label, reverse("code_of_conduct"), name="code-of-conduct", icon_name="doc-full", order=147
    )
