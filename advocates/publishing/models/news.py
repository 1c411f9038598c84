"""News: a list with its archive, and articles."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, PageQuerySet

from advocates.core.asking import written_once
from advocates.core.viewer import VISITOR
from advocates.organisations import validators as valid
from advocates.organisations.models import Organisation
from advocates.publishing import policies
from advocates.publishing.forms import NewsForm
from advocates.publishing.models.articles import Article
from advocates.publishing.models.pages import OwnPage
from advocates.publishing.models.taken_in import Trial
from advocates.publishing.news import archive, presenting
from advocates.publishing.news.widgets import CountrySelect
from advocates.publishing.refusals import PictureNotDescribed, picture_not_described


class NewsIndex(OwnPage):
    """The list of all news of one language. Its address is fixed, and its archive is in the address."""

    SLUG = "news"
    parent_page_types = ["publishing.HomePage"]
    subpage_types = ["publishing.NewsArticle", "publishing.EventIndex"]
    max_count_per_parent = 1
    template = "publishing/news/news_index.html"

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences below the heading.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
    ]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def full_clean(self, *args, **kwargs):
        self.slug = self.slug or self.SLUG
        super().full_clean(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Besides: what of the news was asked for."""
        return {
            **super().get_context(request, *args, **kwargs),
            **archive.context_of(NewsArticle, self.locale_id, request.GET, self.language),
            "has_trials": Trial.objects.exists(),
        }


class NewsQuerySet(PageQuerySet):
    def of_locale(self, locale_id):
        """Of one language, said so that the rows are taken in the order of the list and not language by language."""
        return self.alias(any_locale=F("locale_id") + 0).filter(any_locale=locale_id)

    def newest_first(self):
        return self.order_by("-listed_at", "-page_ptr_id")

    def before(self, moment, pk):
        """What stands behind an article in the list."""
        return self.filter(Q(listed_at__lt=moment) | Q(listed_at=moment, page_ptr_id__lt=pk))


class NewsArticle(Article):
    """One piece of news."""

    class Kind(models.TextChoices):
        NETWORK = "network", pgettext_lazy("news", "The network")
        RESEARCH = "research", pgettext_lazy("news", "Research")
        TRIALS = "trials", pgettext_lazy("news", "Clinical trials")
        CARE = "care", pgettext_lazy("news", "Care")
        ACCESS = "access", pgettext_lazy("news", "Access to treatment")
        EVENTS = "events", pgettext_lazy("news", "Events")
        STATEMENT = "statement", pgettext_lazy("news", "Statements")
        OBITUARY = "obituary", pgettext_lazy("news", "In memory")

    # What patients may act upon: these speak of treatment or health, whatever their editors say.
    MEDICAL = frozenset({Kind.RESEARCH, Kind.TRIALS, Kind.CARE})

    parent_page_types = ["publishing.NewsIndex"]
    subpage_types = []
    base_form_class = NewsForm
    template = "publishing/news/news_article.html"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NETWORK)
    dated_on = models.DateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("Only where it is older than this site. Empty: the day on which it is published."),
    )
    # Where it stands in the list; follows from the date or the first publication.
    listed_at = models.DateTimeField(default=timezone.now, editable=False)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("For people who cannot see it, and while it is not loaded."),
    )
    picture_consent = models.CharField(
        _("who in the picture has agreed, and how"),
        max_length=250,
        blank=True,
        help_text=_("For editors. Nobody else sees it."),
    )
    comments_open = models.BooleanField(_("readers may comment"), default=True)
    comments_close_on = models.DateField(_("last day for comments"), null=True, blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("dated_on")]),
        FieldPanel("is_medical"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_alt"), FieldPanel("picture_consent")], _("Picture")
        ),
        FieldPanel("body"),
        *Article.about_panels,
        InlinePanel("country_rows", heading=_("Countries concerned"), label=_("Country")),
        InlinePanel("organisation_rows", heading=_("Groups concerned"), label=_("Group")),
        MultiFieldPanel(
            [FieldPanel("comments_open"), FieldPanel("comments_close_on")],
            _("Comments"),
            help_text=_("There is one discussion for all languages: what closes it in one closes it in all."),
        ),
        FieldPanel("significance"),
    ]

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")
        indexes = [
            models.Index(fields=["-listed_at", "-page_ptr"], name="news_newest"),
            models.Index(fields=["kind", "-listed_at", "-page_ptr"], name="news_kind_newest"),
        ]

    def get_context(self, request, *args, **kwargs):
        """Besides: countries and groups concerned, what other pages and programs are told of it."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **presenting.article_context(self)}

    def refuse_unless_publishable(self, user, content):
        """Raises `PictureNotDescribed` besides; a schedule was looked at when it was made."""
        super().refuse_unless_publishable(user, content)
        if user is not None and not policies.is_described(content):
            raise PictureNotDescribed(picture_not_described())

    @cached_property
    def shown_picture(self):
        """As the blocks of a text hold a picture; None without one."""
        return {"image": self.picture, "alt": self.picture_alt} if self.picture_id else None

    @property
    def kind_label(self):
        """As `get_kind_display` says it, which looks through all kinds for it."""
        return self.Kind(self.kind).label

    @property
    def country_codes(self):
        if self.has_own("country_rows"):
            return [row.country for row in self.country_rows.all()]
        return _countries(self.pk)

    def has_own(self, relation):
        """Whether these rows came with the text, as those of a draft do: they need not stand in the database."""
        return self.pk is None or relation in getattr(self, "_cluster_related_objects", {})

    def organisations(self):
        """The groups concerned, as far as everybody may see them."""
        if self.has_own("organisation_rows"):
            ids = [row.organisation_id for row in self.organisation_rows.all()]
        else:
            ids = _organisations(self.pk)
        return (
            Organisation.objects.visible_to(VISITOR).filter(pk__in=ids)
            if ids
            else Organisation.objects.none()
        )


@written_once
def _countries(article):
    return NewsCountry.objects.filter(article=article).order_by("pk").values_list("country", flat=True)


@written_once
def _organisations(article):
    found = NewsOrganisation.objects.filter(article=article).order_by("pk")
    return found.values_list("organisation", flat=True)


class NewsCountry(models.Model):
    """A country that an article is about."""

    article = ParentalKey(NewsArticle, on_delete=models.CASCADE, related_name="country_rows")
    country = models.CharField(_("country"), max_length=2, validators=[valid.known_country])

    panels = [FieldPanel("country", widget=CountrySelect)]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["country", "article"], name="news_by_country")]

    def __str__(self):
        return self.country


class NewsOrganisation(models.Model):
    """A group that an article is about."""

    article = ParentalKey(NewsArticle, on_delete=models.CASCADE, related_name="organisation_rows")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        related_name="+",
        verbose_name=_("group"),
        limit_choices_to={"is_published": True, "is_protected": False},
    )

    panels = [FieldPanel("organisation")]

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return str(self.organisation_id)
