"""What news and knowledge have in common: who wrote it, who checked it, where it comes from, what was wrong in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from advocates.publishing.blocks import LINE_FEATURES, Related, Sources
from advocates.publishing.models.pages import ContentPage


class Article(ContentPage):
    """A page by somebody, checked by somebody, with its sources."""

    # Whoever has checked a text has not read another one, nor its translation.
    exclude_fields_in_copy = [*ContentPage.exclude_fields_in_copy, "checked_by", "checked_role", "checked_on"]

    is_medical = models.BooleanField(
        _("it speaks of treatment or health"),
        default=False,
        help_text=_(
            "Then a second person reads it before it is published, in each language. News on research, trials and care "
            "always are read so."
        ),
    )
    author_line = models.CharField(
        _("author"),
        max_length=200,
        blank=True,
        help_text=_("As it is to be read: a person, a team or a group. Empty: the network."),
    )
    checked_by = models.CharField(
        _("checked by"),
        max_length=150,
        blank=True,
        help_text=_("The person who read it before it was published."),
    )
    checked_role = models.CharField(
        _("what this person is"), max_length=150, blank=True, help_text=_("For example: blood doctor, Lisbon")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    sources = StreamField(Sources(), verbose_name=_("sources"), blank=True)
    correction = RichTextField(
        _("correction"),
        blank=True,
        features=LINE_FEATURES,
        help_text=_("What was wrong, and what is right. It stands above the text."),
    )
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)
    related = StreamField(Related(), verbose_name=_("read next"), blank=True)

    # What only some articles have: templates look for a name that is nowhere in a long way.
    level = ""
    is_overdue = False

    class Meta:
        abstract = True

    about_panels = [
        FieldPanel("author_line"),
        MultiFieldPanel(
            [FieldPanel("checked_by"), FieldRowPanel([FieldPanel("checked_role"), FieldPanel("checked_on")])],
            _("Who checked it"),
        ),
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("correction"), FieldPanel("corrected_on")], _("Correction")),
        FieldPanel("related"),
    ]

    def get_context(self, request, *args, **kwargs):
        """Besides: what to read next."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "read_next": self.read_next()}

    def read_next(self):
        """Links to what is still there: pages that are live, and addresses."""
        return [
            block.value for block in self.related if block.value["address"] or is_live(block.value["page"])
        ]


def is_live(page):
    return page is not None and page.live
