"""Editing screens in which check and save are one step, so that of two saves on one base only one wins."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.views.snippets import EditView as SnippetEditView

from advocates.publishing.forms import conflict_message
from advocates.publishing.models import (
    DonatePage,
    EventIndex,
    EventPage,
    FundingStatement,
    HomePage,
    KnowledgeArticle,
    KnowledgeIndex,
    KnowledgeTopic,
    NewsArticle,
    NewsIndex,
    PrivacyPage,
    StandardPage,
)


class OneWinner:
    """The form refuses a save on an old base; the lock keeps a second save from slipping in between."""

    locks = Page
    compare_url_name = "wagtailadmin_pages:revisions_compare"

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
            address = reverse(self.compare_url_name, args=[form.instance.pk, "live", latest.pk])
            button = messages.button(address, _("Look at their version"), new_window=True)
            messages.warning(self.request, conflict_message(latest), buttons=[button])
        return super().form_invalid(form)


class OneWinnerEditView(OneWinner, EditView):
    """The editing screen of our pages."""


class OneWinnerSnippetEditView(OneWinner, SnippetEditView):
    """The editing screen of funding statements."""

    locks = FundingStatement
    compare_url_name = "wagtailsnippets_publishing_fundingstatement:revisions_compare"


class HomePageViewSet(PageViewSet):
    model, edit_view_class = HomePage, OneWinnerEditView


class StandardPageViewSet(PageViewSet):
    model, edit_view_class = StandardPage, OneWinnerEditView


class PrivacyPageViewSet(PageViewSet):
    model, edit_view_class = PrivacyPage, OneWinnerEditView


class DonatePageViewSet(PageViewSet):
    model, edit_view_class = DonatePage, OneWinnerEditView


class NewsIndexViewSet(PageViewSet):
    model, edit_view_class = NewsIndex, OneWinnerEditView


class NewsArticleViewSet(PageViewSet):
    model, edit_view_class = NewsArticle, OneWinnerEditView


class EventIndexViewSet(PageViewSet):
    model, edit_view_class = EventIndex, OneWinnerEditView


class EventPageViewSet(PageViewSet):
    model, edit_view_class = EventPage, OneWinnerEditView


class KnowledgeIndexViewSet(PageViewSet):
    model, edit_view_class = KnowledgeIndex, OneWinnerEditView


class KnowledgeTopicViewSet(PageViewSet):
    model, edit_view_class = KnowledgeTopic, OneWinnerEditView


class KnowledgeArticleViewSet(PageViewSet):
    model, edit_view_class = KnowledgeArticle, OneWinnerEditView


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
