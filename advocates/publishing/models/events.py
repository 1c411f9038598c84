"""Events: what comes, by month, and what was, by year."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, PageQuerySet

from advocates.core.viewer import VISITOR
from advocates.organisations import validators as valid
from advocates.organisations.models import Organisation
from advocates.publishing import policies
from advocates.publishing.blocks import LINE_FEATURES
from advocates.publishing.events import clocks, facts, listing, presenting, timing
from advocates.publishing.events.forms import EventForm
from advocates.publishing.models.pages import ContentPage, OwnPage
from advocates.publishing.news.widgets import CountrySelect
from advocates.publishing.refusals import InTheArchive, in_the_archive


class EventIndex(OwnPage):
    """All events of one language. Its address is fixed, and the year is in the address."""

    SLUG = "events"
    parent_page_types = ["publishing.NewsIndex"]
    subpage_types = ["publishing.EventPage"]
    max_count_per_parent = 1
    template = "publishing/events/event_index.html"

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences below the heading.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
    ]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def full_clean(self, *args, **kwargs):
        self.slug = self.slug or self.SLUG
        super().full_clean(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Besides: what comes, or what was in the year that was asked for."""
        events = EventPage.objects.live().of_locale(self.locale_id)
        return {
            **super().get_context(request, *args, **kwargs),
            **listing.context_of(events, request.GET, self.language),
        }


class EventQuerySet(PageQuerySet):
    def of_locale(self, locale_id):
        """Of one language, said so that the rows are taken in the order of the list and not language by language."""
        return self.alias(any_locale=F("locale_id") + 0).filter(any_locale=locale_id)

    def to_come(self, now):
        """What is not over, the next one first."""
        return self.filter(over_at__gt=now).order_by("starts_at", "page_ptr_id")

    def over(self, now):
        """What is over, the last one first."""
        return self.filter(over_at__lte=now).order_by("-starts_at", "-page_ptr_id")


class EventPage(ContentPage):
    """One event, at the hours of the place where it is."""

    class Change(models.TextChoices):
        NONE = "", pgettext_lazy("event", "As announced")
        MOVED = "moved", pgettext_lazy("event", "Changed: another time or place")
        CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")

    parent_page_types = ["publishing.EventIndex"]
    subpage_types = []
    base_form_class = EventForm
    template = "publishing/events/event.html"

    starts_on = models.DateField(_("first day"))
    starts_time = models.TimeField(
        _("begins at"), null=True, blank=True, help_text=_("Empty: it takes the whole day.")
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: the same day."))
    ends_time = models.TimeField(_("ends at"), null=True, blank=True, help_text=_("May stay empty."))
    zone = models.CharField(
        _("time zone of these hours"),
        max_length=64,
        default="UTC",
        help_text=_("That of the place. Readers see it with the hours, and their own beside it."),
    )
    # What follows from the clock of the place; lists are in this order.
    starts_at = models.DateTimeField(editable=False)
    over_at = models.DateTimeField(editable=False)
    place = models.CharField(_("place"), max_length=150, blank=True, help_text=_("A house and a city."))
    address = models.CharField(_("street and number"), max_length=250, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[valid.known_country])
    is_online = models.BooleanField(_("one can take part online"), default=False)
    online_url = models.URLField(
        _("address for taking part online"),
        blank=True,
        help_text=_("Everybody sees it. Empty: it is sent later."),
    )
    registration_url = models.URLField(_("address for registering"), blank=True)
    languages = models.JSONField(
        _("languages of the event"), default=list, blank=True, validators=[valid.known_languages]
    )
    change = models.CharField(
        _("does it take place"), max_length=10, choices=Change, default=Change.NONE, blank=True
    )
    change_note = models.CharField(
        _("what has changed"), max_length=300, blank=True, help_text=_("It stands above the text.")
    )
    correction = RichTextField(
        _("correction"),
        blank=True,
        features=LINE_FEATURES,
        help_text=_("What was wrong, and what is right. It stands above the text."),
    )
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("starts_time")]),
                FieldRowPanel([FieldPanel("ends_on"), FieldPanel("ends_time")]),
                FieldPanel("zone"),
            ],
            _("When"),
            help_text=_(
                "Days, hours, country, addresses, languages, and whether it takes place are the same in every language:"
                " what you publish here changes in the others at once."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("address")]),
                FieldPanel("country", widget=CountrySelect),
                FieldPanel("is_online"),
                FieldPanel("online_url"),
            ],
            _("Where"),
        ),
        FieldPanel("registration_url"),
        FieldPanel("languages"),
        MultiFieldPanel([FieldPanel("change"), FieldPanel("change_note")], _("If something has changed")),
        FieldPanel("body"),
        InlinePanel("organiser_rows", heading=_("Groups that organise it"), label=_("Group")),
        MultiFieldPanel([FieldPanel("correction"), FieldPanel("corrected_on")], _("Correction")),
        FieldPanel("significance"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["starts_at", "page_ptr"], name="event_next"),
            models.Index(fields=["over_at"], name="event_over"),
        ]

    def full_clean(self, *args, **kwargs):
        timing.set_moments(self)
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        """Of a draft, which may be half of an event."""
        timing.set_moments(self)
        super().minimal_clean()

    def clean(self):
        super().clean()
        errors = timing.mistakes(self)
        if errors:
            raise ValidationError(errors)

    def get_context(self, request, *args, **kwargs):
        """Besides: when it is on which clocks, who organises it, what other programs are told of it."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **presenting.event_context(self, request)}

    def refuse_unless_publishable(self, user, content):
        """Raises `InTheArchive`."""
        super().refuse_unless_publishable(user, content)
        if not policies.can_change_event(self, content):
            raise InTheArchive(in_the_archive())

    def publish(self, revision, user=None, **options):
        """Besides: its other languages take over what is so in all of them."""
        with transaction.atomic():
            before = EventPage.objects.get(pk=self.pk)
            super().publish(revision, user=user, **options)
            now = EventPage.objects.get(pk=self.pk)
            facts.spread(now, before, actor=user, together=getattr(revision, "together", ()))

    @property
    def last_day(self):
        return self.ends_on or self.starts_on

    @property
    def is_all_day(self):
        return self.starts_time is None

    @property
    def is_cancelled(self):
        return self.change == self.Change.CANCELLED

    @property
    def is_over(self):
        return self.over_at <= timezone.now()

    @property
    def is_frozen(self):
        """Whether the year in which it ended is over, where it was."""
        return timing.is_in_archive(self.last_day, self.zone)

    @property
    def zone_name(self):
        return clocks.named(self.zone, self.language)

    def organisers(self):
        """The groups that organise it, as far as everybody may see them."""
        ids = [row.organisation_id for row in self.organiser_rows.all()]
        return (
            Organisation.objects.visible_to(VISITOR).filter(pk__in=ids)
            if ids
            else Organisation.objects.none()
        )


class EventOrganiser(models.Model):
    """A group that organises an event."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="organiser_rows")
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
