"""What patients write to groups and are answered: for the two alone, and for the office while it holds a message."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation

# What is over is kept a month for the writer; what stays without an answer, two.
KEPT_WHEN_OVER = timedelta(days=30)
KEPT_WITHOUT_ANSWER = timedelta(days=60)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, viewer: Viewer) -> "EnquiryQuerySet":
        """Staff read what is held until they have decided, and nothing else. Who has a link comes by the link."""
        return self.held() if viewer.has_role(Role.STAFF) else self.none()

    def held(self) -> "EnquiryQuerySet":
        """What waits for a person of the office."""
        return self.filter(state__in=(Enquiry.State.HELD, Enquiry.State.REPORTED))


class Enquiry(models.Model):
    """Somebody writes to a group, or to the network in a region. Who wrote is nobody: a link is the only key."""

    class State(models.TextChoices):
        # The office reads it first.
        HELD = "held", pgettext_lazy("state of a message to a group", "Waits for the office")
        SENT = "sent", pgettext_lazy("state of a message to a group", "On its way")
        DELIVERED = "delivered", pgettext_lazy("state of a message to a group", "Delivered")
        ANSWERED = "answered", pgettext_lazy("state of a message to a group", "Answered")
        # There is nobody left to ask; the writer was told so.
        STUCK = "stuck", pgettext_lazy("state of a message to a group", "Could not be answered")
        REFUSED = "refused", pgettext_lazy("state of a message to a group", "Refused by the office")
        # The group says that it is spam; the office reads it.
        REPORTED = "reported", pgettext_lazy("state of a message to a group", "Reported as spam")

    class Obstacle(models.TextChoices):
        """Why it went from the group to the network, or no further."""

        UNDELIVERABLE = "undeliverable"
        SILENT = "silent"
        DECLINED = "declined"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The form that it came from: a second sending of the same leads to the same message.
    ticket = models.CharField(max_length=64, unique=True)
    # None: to the network itself.
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="enquiries"
    )
    # Where help is looked for: the group's country, or the one from whose page the network was asked.
    country = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=80, blank=True)
    # Empty: the writer looks at the private page.
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    is_with_network = models.BooleanField(default=False)
    obstacle = models.CharField(max_length=14, choices=Obstacle, blank=True)
    reason = models.TextField(blank=True)
    reason_language = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Since when whoever is asked now has been asked.
    asked_at = models.DateTimeField(null=True, blank=True)
    # When the state changed, or an answer came, for the last time.
    moved_at = models.DateTimeField(default=timezone.now)
    # What the writer's mailbox was told: the link once, then only after somebody opened it from there.
    has_news = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    is_mail_failing = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(EnquiryQuerySet)()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(is_with_network=True), name="enquiry_to_somebody"
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason="")) | (~Q(state="refused") & Q(reason="")),
                name="enquiry_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "delivered")) | Q(asked_at__isnull=False),
                name="enquiry_asked_since_then",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "moved_at"], name="enquiry_by_state"),
            models.Index(fields=["email"], condition=~Q(email=""), name="enquiry_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be asked about it."""
        return self.state in (self.State.SENT, self.State.DELIVERED)

    @property
    def erased_on(self) -> datetime:
        """When it will be gone, if nothing more happens."""
        is_over = self.state in (self.State.ANSWERED, self.State.REFUSED)
        return self.moved_at + (KEPT_WHEN_OVER if is_over else KEPT_WITHOUT_ANSWER)

    @classmethod
    def at(cls, public_id: object) -> "Enquiry | None":
        """The one that a link names; None once it is erased."""
        try:
            found = cls.objects.filter(public_id=uuid.UUID(str(public_id)))
        except ValueError:
            return None
        return found.select_related("organisation").first()

    @classmethod
    def numbered(cls, pk: int | None) -> "Enquiry | None":
        """The one that a mail is about; None once it is erased."""
        return cls.objects.filter(pk=pk or 0).select_related("organisation").first()

    @classmethod
    def locked(cls, pk: int | None) -> "Enquiry | None":
        """For a deed: as it is now, and nobody else's until the transaction ends. None once it is erased."""
        return cls.objects.select_for_update().filter(pk=pk or 0).first()

    @classmethod
    def sent_with(cls, ticket: str) -> "Enquiry | None":
        """The one that came from this very form."""
        return cls.objects.filter(ticket=ticket).first()

    @classmethod
    def unanswered_since(cls, moment: datetime) -> EnquiryQuerySet:
        """What a group was asked before that, and has not answered."""
        waiting = (cls.State.SENT, cls.State.DELIVERED)
        return cls.objects.filter(state__in=waiting, is_with_network=False, asked_at__lte=moment)

    @classmethod
    def of_mailbox(cls, address: str) -> EnquiryQuerySet:
        """Everything whose writer gave this address."""
        return cls.objects.filter(email__iexact=address)

    @classmethod
    def with_news(cls) -> EnquiryQuerySet:
        """Those whose writers wait for a mail, and have shown with a link that the mailbox is theirs."""
        opened = cls.objects.exclude(email="").exclude(opened_at=None).values("email")
        return cls.objects.filter(has_news=True, email__in=opened, is_mail_failing=False)

    @classmethod
    def ended_before(cls, now: datetime) -> EnquiryQuerySet:
        """What is due for erasure."""
        over = Q(state__in=(cls.State.ANSWERED, cls.State.REFUSED))
        return cls.objects.filter(
            (over & Q(moved_at__lt=now - KEPT_WHEN_OVER))
            | (~over & Q(moved_at__lt=now - KEPT_WITHOUT_ANSWER))
        )

    @classmethod
    def counts(cls) -> dict[str, int]:
        """How many there are in each state."""
        return dict(cls.objects.order_by().values_list("state").annotate(Count("pk")))


class EnquiryText(models.Model):
    """One text of an enquiry: the message, an answer, what is added later."""

    class Author(models.TextChoices):
        WRITER = "writer"
        GROUP = "group"
        NETWORK = "network"

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="texts")
    author = models.CharField(max_length=8, choices=Author)
    text = models.TextField(max_length=4000)
    lang = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)
    # The form that it came from: a second sending of the same is none.
    once = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "once"], name="enquiry_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="enquiry_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.author}"
