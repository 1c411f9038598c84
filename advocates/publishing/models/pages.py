"""Pages and statements that editors write."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    Page,
    PageViewRestriction,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
)

from advocates.core.asking import written_once
from advocates.core.languages import direction
from advocates.publishing import addresses, policies
from advocates.publishing.blocks import LINE_FEATURES, TEXT_FEATURES, Body, Sections
from advocates.publishing.forms import PageCopyForm, PageForm, SnippetForm, is_taken
from advocates.publishing.languages import freshness
from advocates.publishing.models.translating import LaunchTick, Significance
from advocates.publishing.refusals import LaunchTogether, SecondPersonNeeded, launch_together, second_person
from advocates.publishing.starting.blocks import Starts


class OwnPage(Page):
    """What every page of ours has: the language it is written in, and the revision of another one that it says."""

    base_form_class = PageForm
    copy_form_class = PageCopyForm
    # The address of a page that a view of ours serves.
    SLUG = ""
    # Kinds of it that speak of treatment or health.
    MEDICAL = frozenset()
    # A copy is no translation. What is made for another language says itself of what.
    exclude_fields_in_copy = ["translated_from", "translated_revision", "significance"]

    translated_from = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # A number, so that it stays when old revisions are deleted.
    translated_revision = models.BigIntegerField(null=True, blank=True, editable=False)
    significance = models.CharField(
        _("what changes for translations"),
        max_length=8,
        choices=Significance,
        default=Significance.NORMAL,
        help_text=_("Readers of older translations are told of everything but small changes."),
    )
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            _("For search engines"),
        ),
    ]

    class Meta:
        abstract = True

    @cached_property
    def language(self):
        return self.locale.language_code

    @property
    def direction(self):
        return direction(self.language)

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        """Besides: nothing that a view of ours answers, where nobody would find the page. Wagtail asks this of every
        page that is stored, and when it makes a slug of a title."""
        if parent_page is not None and slug != getattr(page, "SLUG", "") and is_taken(parent_page, slug):
            return False
        return Page._slug_is_available(slug, parent_page, page)

    def publish(self, revision, user=None, **options):
        """Every way to publish leads here. Raises `LaunchTogether`, and what `refuse_unless_publishable` raises."""
        if LaunchTick.objects.filter(page=self.pk).exists():
            raise LaunchTogether(launch_together())
        self.refuse_unless_publishable(user, revision.content)
        return super().publish(revision, user=user, **options)

    def refuse_unless_publishable(self, user, content):
        """Where this person may not publish what a revision holds; kinds of pages add to it.

        Raises `SecondPersonNeeded`.
        """
        if not policies.can_publish(user, self, content):
            raise SecondPersonNeeded(second_person())

    def get_context(self, request, *args, **kwargs):
        """Besides the page: where it stands, where else it can be read, and whether it says less than its source."""
        translations = addresses.translations_of(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "crumbs": addresses.crumbs_of(self),
            "alternates": addresses.links_between(translations),
            "translations": addresses.named(translations, self.language),
            "languages": addresses.switcher(self, translations),
            "older": freshness.older(self),
        }

    def get_view_restrictions(self):
        """There are none as a rule, so one query answers before all pages above are asked."""
        if "nothing_restricts" not in vars(self):
            self.nothing_restricts = not _restrictions()
        if self.nothing_restricts:
            nothing = PageViewRestriction.objects.none()
            # Read already: not even an empty question is written.
            nothing._result_cache = []
            return nothing
        return super().get_view_restrictions()


@written_once
def _restrictions():
    return PageViewRestriction.objects.values_list("pk", flat=True)[:1]


class HomePage(OwnPage):
    """The editors' part of the home page of one language; the finder, the map and the counts are computed."""

    max_count = None
    parent_page_types = ["wagtailcore.Page"]
    template = "publishing/home.html"

    heading = models.CharField(
        _("heading"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the heading that comes with the software."),
    )
    lede = RichTextField(
        _("first sentences"),
        blank=True,
        features=LINE_FEATURES,
        help_text=_("Shown above the counts. May stay empty."),
    )
    starts = StreamField(
        Starts(),
        verbose_name=_("where to start"),
        blank=True,
        help_text=_("Three places below the finder. One without links is filled by itself, or not drawn."),
    )
    fills_starts = models.BooleanField(
        _("fill places without links by themselves"),
        default=True,
        help_text=_(
            "Those who were just told see the newest news on research, trials and care; those who lead a group see "
            "the first articles for them. Nothing is chosen by itself for those who care for somebody."
        ),
    )
    sections = StreamField(Sections(), verbose_name=_("sections"), blank=True)
    press_name = models.CharField(_("press contact: name"), max_length=150, blank=True)
    press_email = models.EmailField(_("press contact: e-mail"), blank=True)
    press_phone = models.CharField(_("press contact: telephone"), max_length=40, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("lede"),
        MultiFieldPanel([FieldPanel("starts"), FieldPanel("fills_starts")], _("Where to start")),
        FieldPanel("sections"),
        MultiFieldPanel(
            [FieldPanel("press_name"), FieldPanel("press_email"), FieldPanel("press_phone")],
            _("Press contact"),
            help_text=_("Shown on the page of facts and figures; an empty one is not drawn."),
        ),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ContentPage(OwnPage):
    """A page with a body of blocks."""

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences below the heading.")
    )
    body = StreamField(Body(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("significance"),
    ]

    class Meta:
        abstract = True


class StandardPage(ContentPage):
    """About, accessibility, and any other page."""

    parent_page_types = ["publishing.HomePage", "publishing.StandardPage"]
    subpage_types = ["publishing.StandardPage"]
    template = "publishing/page.html"

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class PrivacyPage(ContentPage):
    """The editors' words on privacy; the list of cookies below them is generated from the code."""

    parent_page_types = ["publishing.HomePage"]
    subpage_types = []
    template = "publishing/privacy.html"

    class Meta:
        verbose_name = _("privacy page")
        verbose_name_plural = _("privacy pages")


class FundingStatement(PreviewableMixin, TranslatableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """What the network says about its money, with the day on which it says so."""

    base_form_class = SnippetForm

    stated_on = models.DateField(_("date of the statement"), default=timezone.localdate)
    title = models.CharField(_("title"), max_length=150)
    text = RichTextField(_("text"), features=TEXT_FEATURES)
    source_url = models.URLField(_("link to the full report"), blank=True)

    panels = [FieldPanel("stated_on"), FieldPanel("title"), FieldPanel("text"), FieldPanel("source_url")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["-stated_on", "-id"]
        verbose_name = _("funding statement")
        verbose_name_plural = _("funding statements")

    def __str__(self):
        return self.title

    def get_preview_template(self, request, mode_name):
        return "publishing/funding.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "statements": [self]}


def home_page_of(language):
    """The live home page of a language, in one query; None when there is none."""
    return HomePage.objects.live().filter(locale__language_code=language, depth=2).first()


def locale_id_of(language):
    """The id of a language's locale; None for a language without one."""
    return Locale.objects.filter(language_code=language).values_list("id", flat=True).first()
