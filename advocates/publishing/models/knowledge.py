"""Knowledge: topics, and articles that are kept up to date."""

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet

from advocates.core.identifiers import random_id
from advocates.core.viewer import VISITOR, Role
from advocates.publishing import addresses
from advocates.publishing.forms import KnowledgeForm
from advocates.publishing.knowledge import glossary, listing
from advocates.publishing.knowledge.sharing import share_of
from advocates.publishing.languages import freshness
from advocates.publishing.models.articles import Article
from advocates.publishing.models.pages import OwnPage


class KnowledgeList(OwnPage):
    """A heading, a summary, and what stands below it."""

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences below the heading.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        abstract = True


class KnowledgeIndex(KnowledgeList):
    """All topics of one language. Its address is fixed."""

    SLUG = "knowledge"
    parent_page_types = ["publishing.HomePage"]
    subpage_types = ["publishing.KnowledgeTopic"]
    max_count_per_parent = 1
    template = "publishing/knowledge/knowledge_index.html"

    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
    ]

    class Meta:
        verbose_name = _("list of topics")
        verbose_name_plural = _("lists of topics")

    def full_clean(self, *args, **kwargs):
        self.slug = self.slug or self.SLUG
        super().full_clean(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Besides: what there is to read by topic, in the order that editors gave them, and as a path per level."""
        found = listing.article_rows(VISITOR, self.locale_id, model=KnowledgeArticle)
        articles = [listing.Row(*row) for row in found]
        topics = [listing.Row(*row) for row in listing.topic_rows(self.locale_id, model=KnowledgeTopic)]
        written, empty = listing.topics_of(topics, articles, self.steplen)
        return {
            **super().get_context(request, *args, **kwargs),
            "topics": written,
            "empty_topics": empty,
            "elsewhere": listing.elsewhere(VISITOR, self.locale_id, model=KnowledgeArticle),
            "paths": listing.paths_of(articles, KnowledgeArticle.Level),
        }


class KnowledgeTopic(KnowledgeList):
    """What several articles are about."""

    parent_page_types = ["publishing.KnowledgeIndex"]
    subpage_types = ["publishing.KnowledgeArticle"]
    template = "publishing/knowledge/knowledge_topic.html"

    class Meta:
        verbose_name = _("topic of knowledge")
        verbose_name_plural = _("topics of knowledge")

    def get_context(self, request, *args, **kwargs):
        """Besides: its articles, in the order that editors gave them."""
        articles = KnowledgeArticle.objects.visible_to(VISITOR).child_of(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "articles": list(articles.in_order()[: listing.MOST]),
        }


class KnowledgeQuerySet(PageQuerySet):
    def visible_to(self, viewer):
        """What is published; what is for members alone is seen by whoever has a mandate now."""
        return self.live() if viewer.is_member else self.live().filter(is_for_members=False)

    def listed_for(self, viewer):
        """For the back office, where editors see all of it."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def inside(self):
        """What is for members alone."""
        return self.filter(is_for_members=True)

    def in_order(self):
        """As editors have ordered them."""
        return self.select_related("locale").order_by("path")

    def overdue(self, today):
        """Whose next check should have been made by now, the oldest first."""
        return self.filter(live=True, next_check_on__lte=today).order_by("next_check_on", "path")


class KnowledgeArticle(Article):
    """Something to learn."""

    class Level(models.TextChoices):
        EVERYBODY = "everybody", pgettext_lazy("for whom", "For everybody")
        STARTING = "starting", pgettext_lazy("for whom", "For people who are starting a group")
        LEADING = "leading", pgettext_lazy("for whom", "For people who lead a group")

    parent_page_types = ["publishing.KnowledgeTopic"]
    subpage_types = []
    template = "publishing/knowledge/knowledge_article.html"
    base_form_class = KnowledgeForm
    # A copy is another article.
    exclude_fields_in_copy = [*Article.exclude_fields_in_copy, "public_id"]

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    level = models.CharField(_("for whom"), max_length=10, choices=Level, default=Level.EVERYBODY)
    path_step = models.PositiveSmallIntegerField(
        _("place in the learning path"),
        null=True,
        blank=True,
        help_text=_("1 is read first. Empty: it is not part of the path."),
    )
    next_check_on = models.DateField(
        _("to be checked again on"),
        null=True,
        blank=True,
        help_text=_("From this day on it waits for the editors. Readers are told when it is overdue."),
    )
    is_for_members = models.BooleanField(
        _("for members only"),
        default=False,
        help_text=_(
            "Then it has no public address: it stands in the members’ area, and in no list, search or feed."
        ),
    )
    taken_over = models.ForeignKey(
        "publishing.TakenOver",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="articles",
    )

    objects = PageManager.from_queryset(KnowledgeQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("level"), FieldPanel("path_step")]),
        FieldPanel("is_for_members"),
        FieldPanel("is_medical"),
        FieldPanel("summary"),
        FieldPanel("body"),
        *Article.about_panels,
        FieldPanel("next_check_on"),
        FieldPanel("significance"),
    ]

    class Meta:
        verbose_name = _("knowledge article")
        verbose_name_plural = _("knowledge articles")

    def get_context(self, request, *args, **kwargs):
        """Besides: the headings of the text, its difficult words, where a reader answers, and what is passed on."""
        return {
            **super().get_context(request, *args, **kwargs),
            **self.reading(),
            "feedback_url": f"{self.address}feedback/",
            "share": share_of(self),
        }

    def reading(self):
        """What is shown with the text wherever it is read."""
        return {
            "sections": listing.sections_of(self.body),
            "glossary": glossary.explained_in(self),
            "read_next": self.read_next(),
            "older": freshness.older(self),
        }

    @property
    def address(self):
        """Where it is read: in public, or in the members' area by an id that says nothing of its title."""
        if self.is_for_members:
            return reverse("publishing_members:knowledge_read", args=[self.public_id])
        return addresses.address_of(self)

    @property
    def is_overdue(self):
        return self.next_check_on is not None and self.next_check_on < timezone.localdate()

    def route(self, request, path_components):
        """What is for members alone has no public address, whoever asks."""
        if self.is_for_members:
            raise Http404
        return super().route(request, path_components)

    def get_url_parts(self, request=None):
        """Links of other pages lead to where it can be read, by an id and not by its title."""
        parts = super().get_url_parts(request)
        if parts is None or not self.is_for_members:
            return parts
        return (*parts[:2], self.address)
