"""Editing screens in which check and save are one step, so that of two saves on one base only one wins."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.views.snippets import EditView as SnippetEditView

from advocates.publishing import policies
from advocates.publishing.forms import conflict_message
from advocates.publishing.models import (
    DonatePage,
    EventIndex,
    EventPage,
    FundingStatement,
    GlossaryTerm,
    HomePage,
    KnowledgeArticle,
    KnowledgeIndex,
    KnowledgeTopic,
    NewsArticle,
    NewsIndex,
    PrivacyPage,
    StandardPage,
)
from advocates.publishing.refusals import second_person


class OneWinner:
    """The form refuses a save on an old base; the lock keeps a second save from slipping in between."""

    locks = Page
    compare_url_name = "wagtailadmin_pages:revisions_compare"
    compared_with = "live"

    def dispatch(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        key = kwargs.get("page_id", kwargs.get("pk"))
        with transaction.atomic():
            # The newest revision is read only below this line.
            list(self.locks.objects.select_for_update().filter(pk=key).values_list("pk"))
            return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        latest = getattr(form, "conflict", None)
        if latest is not None and not self.expects_json_response:
            address = reverse(self.compare_url_name, args=[form.instance.pk, self.compared_with, latest.pk])
            button = messages.button(address, _("Look at their version"), new_window=True)
            messages.warning(self.request, conflict_message(latest), buttons=[button])
        return super().form_invalid(form)


class SecondPerson:
    """What a second person has to read first is kept as a draft, and the screen says so: nothing typed is lost."""

    def publish_action(self):
        return self.keep() if self.is_kept_back() else super().publish_action()

    def is_kept_back(self):
        page = self.form.instance
        return not policies.can_publish(self.request.user, page, page.serializable_data())

    def keep(self):
        messages.warning(self.request, second_person())
        return self.save_action()


class OwnCreateView(SecondPerson, CreateView):
    """The screen of a new page of ours."""


class OneWinnerEditView(SecondPerson, OneWinner, EditView):
    """The editing screen of our pages."""

    def perform_workflow_action(self):
        """To approve is to publish."""
        if self.workflow_action == "approve" and self.is_kept_back():
            return self.keep()
        return super().perform_workflow_action()


class LookView(PreviewOnEditView):
    """The preview beside the form. It saves nothing, and is asked for while the form is being saved by itself."""

    def get_form(self, query_dict):
        form = super().get_form(query_dict)
        form.is_saved = False
        return form


class OneWinnerSnippetEditView(OneWinner, SnippetEditView):
    """The editing screen of funding statements."""

    locks = FundingStatement
    compare_url_name = "wagtailsnippets_publishing_fundingstatement:revisions_compare"


class OneWinnerTermEditView(OneWinnerSnippetEditView):
    """The editing screen of the glossary, where every version is public at once."""

    locks = GlossaryTerm
    compare_url_name = "wagtailsnippets_publishing_glossaryterm:revisions_compare"
    compared_with = "earliest"


class OwnViewSet(PageViewSet):
    """The screens of one type of page."""

    add_view_class = OwnCreateView
    edit_view_class = OneWinnerEditView
    preview_on_edit_view_class = LookView


class HomePageViewSet(OwnViewSet):
    model = HomePage


class StandardPageViewSet(OwnViewSet):
    model = StandardPage


class PrivacyPageViewSet(OwnViewSet):
    model = PrivacyPage


class DonatePageViewSet(OwnViewSet):
    model = DonatePage


class NewsIndexViewSet(OwnViewSet):
    model = NewsIndex


class NewsArticleViewSet(OwnViewSet):
    model = NewsArticle


class EventIndexViewSet(OwnViewSet):
    model = EventIndex


class EventPageViewSet(OwnViewSet):
    model = EventPage


class KnowledgeIndexViewSet(OwnViewSet):
    model = KnowledgeIndex


class KnowledgeTopicViewSet(OwnViewSet):
    model = KnowledgeTopic


class KnowledgeArticleViewSet(OwnViewSet):
    model = KnowledgeArticle


VIEWSETS = (
    HomePageViewSet,
    StandardPageViewSet,
    PrivacyPageViewSet,
    DonatePageViewSet,
    NewsIndexViewSet,
    NewsArticleViewSet,
    EventIndexViewSet,
    EventPageViewSet,
    KnowledgeIndexViewSet,
    KnowledgeTopicViewSet,
    KnowledgeArticleViewSet,
)
