"""How the back office looks and what it leaves out."""

from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from advocates.core.viewer import Role, viewer_of
from advocates.publishing import moving, revising
from advocates.publishing.events.facts import TAKEN_OVER
from advocates.publishing.models import Article, FundingStatement, GlossaryTerm, OwnPage
from advocates.publishing.scheduling.late import PUBLISHED_LATE
from advocates.publishing.sharing.texts import is_shared

# People, groups, sites, the version of Wagtail and its makers' pages have no place in this back office.
HIDDEN = {"help", "users", "groups", "sites"}
STAFF_ONLY = {"settings", "reports"}


class FundingStatementViewSet(SnippetViewSet):
    model = FundingStatement
    edit_view_class = revising.OneWinnerSnippetEditView
    icon = "doc-full"
    menu_label = _("Funding statements")
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["title", "stated_on", "locale"]
    copy_view_enabled = False


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    edit_view_class = revising.OneWinnerTermEditView
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 305
    add_to_admin_menu = True
    list_display = ["term", "meaning", "locale"]
    copy_view_enabled = False


register_snippet(FundingStatementViewSet)
register_snippet(GlossaryTermViewSet)


@hooks.register("register_admin_viewset")
def page_viewsets():
    return [viewset() for viewset in revising.VIEWSETS]


@hooks.register("construct_main_menu")
def fewer_items(request, menu_items):
    """Only what the viewer may open."""
    is_staff = viewer_of(request).has_role(Role.STAFF)
    gone = HIDDEN if is_staff else HIDDEN | STAFF_ONLY
    menu_items[:] = [item for item in menu_items if item.name not in gone]


@hooks.register("construct_settings_menu")
def fewer_settings(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN]


@hooks.register("register_admin_menu_item")
def site_item():
    return MenuItem(_("See the site"), f"{settings.SITE_URL}/", name="site", icon_name="view", order=20)


@hooks.register("register_admin_menu_item")
def styleguide_item():
    return MenuItem(_("Style guide"), reverse("styleguide"), name="styleguide", icon_name="edit", order=9500)


@hooks.register("register_admin_menu_item")
def proposed_item():
    url = reverse("publishing_proposed:proposed")
    return MenuItem(
        _("Pages proposed by members"), url, name="proposed", icon_name="doc-full-inverse", order=310
    )


@hooks.register("register_admin_menu_item")
def waiting_item():
    url = reverse("publishing_waiting:waiting")
    return MenuItem(_("Waiting for me"), url, name="waiting", icon_name="tasks", order=15)


@hooks.register("register_admin_menu_item")
def newsletter_item():
    url = reverse("publishing_newsletter:newsletter_list")
    return MenuItem(_("Newsletter"), url, name="newsletter", icon_name="mail", order=308)


@hooks.register("register_admin_menu_item")
def scheduled_item():
    url = reverse("publishing_scheduling:scheduled")
    return MenuItem(_("What happens by itself"), url, name="scheduled", icon_name="history", order=16)


@hooks.register("register_log_actions")
def own_deeds(actions):
    actions.register_action(
        PUBLISHED_LATE,
        _("Published late"),
        _("Published late, because the service was stopped at its moment"),
    )
    actions.register_action(
        TAKEN_OVER,
        _("Taken over from another language"),
        _("Day, hour, addresses or whether it takes place: taken over from another language"),
    )


@hooks.register("register_admin_menu_item")
def found_item():
    url = reverse("publishing_taking_in:found")
    return MenuItem(_("What was found"), url, name="found", icon_name="glasses", order=17)


class StaffItem(MenuItem):
    """An item that staff alone are shown."""

    def is_shown(self, request):
        return viewer_of(request).has_role(Role.STAFF)


@hooks.register("register_admin_menu_item")
def channels_item():
    url = reverse("syndication_posting:channels")
    return StaffItem(_("Accounts for posting"), url, name="channels", icon_name="globe", order=320)


@hooks.register("register_page_header_buttons")
def draft_link_button(page, user, view_name, next_url=None):
    """Beside an article: show its draft to somebody; beside what everybody may read: pass it on."""
    if isinstance(page, Article):
        url = reverse("publishing_checking:draft_links", args=[page.pk])
        yield Button(_("Show the draft to somebody"), url=url, icon_name="link", priority=66)
    if is_shared(page):
        url = reverse("publishing_sharing:share", args=[page.pk])
        yield Button(_("Share"), url=url, icon_name="globe", priority=67)


@hooks.register("register_admin_menu_item")
def translations_item():
    url = reverse("publishing_languages:translations")
    return MenuItem(_("Translations"), url, name="translations", icon_name="globe", order=312)


@hooks.register("register_page_header_buttons")
def translations_button(page, user, view_name, next_url=None):
    """Beside a page: its languages."""
    if isinstance(page, OwnPage):
        url = reverse("publishing_languages:page_translations", args=[page.pk])
        yield Button(_("Translations"), url=url, icon_name="globe", priority=67)


@hooks.register("insert_global_admin_css")
def own_css():
    return format_html('<link rel="stylesheet" href="{}">', static("manage/manage.css"))


@hooks.register("insert_global_admin_js")
def own_js():
    scripts = (static("manage/widgets.js"), static("manage/autosave.js"))
    return format_html_join("", '<script src="{}" type="module"></script>', ((script,) for script in scripts))


@hooks.register("before_serve_page")
def never_restricted(page, _request, _args, _kwargs):
    """Page privacy would let in whoever is signed in, and a stored page would tell everybody: there is none here.

    What is for members alone is served by a view of theirs, which asks who is looking.
    """
    if page.get_view_restrictions().exists() or is_closed(page):
        raise Http404


def is_closed(page):
    return getattr(page, "is_for_members", False)


hooks.register("before_move_page", moving.before_one)
hooks.register("before_bulk_action", moving.before_many)


@hooks.register("construct_page_listing_buttons")
def no_privacy_button(buttons, page, user, context=None):
    buttons[:] = [button for button in buttons if "privacy" not in str(getattr(button, "url", ""))]
