"""Knowledge: topics, and articles that are kept up to date."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from advocates.publishing.knowledge import listing
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
        """Besides: the topics in which there is something to read, in the order that editors gave them."""
        articles = KnowledgeArticle.objects.live().descendant_of(self)
        topics = KnowledgeTopic.objects.live().child_of(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "topics": listing.topics_with_articles(topics, articles),
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
        articles = KnowledgeArticle.objects.live().child_of(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "articles": articles.select_related("locale").order_by("path")[: listing.MOST],
        }


class KnowledgeArticle(Article):
    """Something to learn."""

    parent_page_types = ["publishing.KnowledgeTopic"]
    subpage_types = []
    template = "publishing/knowledge/knowledge_article.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        *Article.about_panels,
    ]

    class Meta:
        verbose_name = _("knowledge article")
        verbose_name_plural = _("knowledge articles")

    def get_context(self, request, *args, **kwargs):
        """Besides: the headings of the text, to go to."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "sections": listing.sections_of(self.body)}
