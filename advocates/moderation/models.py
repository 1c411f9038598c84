"""Flags, cases and what happened in them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.models import StreamEntry
from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate, Organisation
from advocates.spaces.bylines import Byline
from advocates.spaces.models import Kind, Space, SpaceSeat, moderates_everywhere

# Within this time a case should be decided; the queue shows which one is late.
ANSWERED_WITHIN = timedelta(days=3)
APPEAL_WITHIN = timedelta(days=180)
KEPT_FOR = timedelta(days=3 * 365)


class Decision(models.TextChoices):
    KEEP = "keep", pgettext_lazy("decision about a report", "It stays as it is")
    HIDE = "hide", pgettext_lazy("decision about a report", "It is hidden")


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a case", "Open")
    DECIDED = "decided", pgettext_lazy("state of a case", "Decided")
    APPEALED = "appealed", pgettext_lazy("state of a case", "Appealed")
    CLOSED = "closed", pgettext_lazy("state of a case", "Closed")


class Reason(models.TextChoices):
    """Why somebody reports something."""

    INSULT = "insult", pgettext_lazy("reason of a report", "It insults or threatens somebody")
    PRIVATE = "private", pgettext_lazy("reason of a report", "It tells private things about somebody")
    HARM = "harm", pgettext_lazy("reason of a report", "It gives advice that can do harm")
    SPAM = "spam", pgettext_lazy("reason of a report", "It advertises something")
    CONFIDENTIAL = "confidential", pgettext_lazy("reason of a report", "It was told in confidence elsewhere")
    ILLEGAL = "illegal", pgettext_lazy("reason of a report", "It is against the law")
    OTHER = "other", pgettext_lazy("reason of a report", "Something else")


class Extent(models.TextChoices):
    """What a decision takes away, and from whom."""

    THING = "thing", pgettext_lazy("extent of a decision", "This text, for everybody who could read it")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer, now: datetime | None = None) -> "CaseQuerySet":
        """For who runs the space, but nobody sees the case of their own words as its moderator.

        Nobody runs a conversation between named people: of a message that somebody reported from it, those see the
        case who moderate everywhere, but for who sits in that conversation. They also see that of a room whose owners
        may not decide it. The author sees a case on another page, by `of_author`, which shows no report.
        """
        if viewer.person is None:
            return self.none()
        now = now or timezone.now()
        run = Q(space__in=Space.objects.moderated_by(viewer, now))
        if moderates_everywhere(viewer) and viewer.mandates:
            run |= Q(space__kind=Kind.DIRECT) & ~Q(space__in=viewer.spaces)
            run |= Q(space__kind=Kind.ROOM) & without_owner(now)
        return self.filter(run).exclude(author_id=viewer.person.pk)

    def of_author(self, viewer: Viewer) -> "CaseQuerySet":
        """What was taken from the viewer, with its reasons, also where it was given back. No report is part of it."""
        if viewer.person is None:
            return self.none()
        # Only what was hidden once names a rule that it broke.
        return self.filter(author_id=viewer.person.pk).exclude(rule="")

    def waiting(self) -> "CaseQuerySet":
        return self.filter(state__in=[State.OPEN, State.APPEALED])


class Case(models.Model):
    """What was reported about one thing, or taken up by a moderator, and what was decided."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=40)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    # The statement of reasons.
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    extent = models.CharField(max_length=10, choices=Extent, blank=True)
    facts = models.TextField(max_length=4000, blank=True)
    rule = models.CharField(max_length=500, blank=True)
    redress = models.CharField(max_length=500, blank=True)
    lang = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    # The author asks somebody else.
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(max_length=4000, blank=True)
    appeal_lang = models.CharField(max_length=16, blank=True)
    appeal_decision = models.CharField(max_length=10, choices=Decision, blank=True)
    appeal_facts = models.TextField(max_length=4000, blank=True)
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    appeal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appeal_mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(CaseQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target"],
                condition=Q(state__in=["open", "decided", "appealed"]),
                name="case_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | (~Q(facts="") & Q(decided_at__isnull=False) & Q(decided_mandate__isnull=False)),
                name="case_decided_with_facts",
            ),
            # What is taken from somebody is never without reasons.
            models.CheckConstraint(
                condition=~Q(decision="hide") | (~Q(extent="") & ~Q(rule="") & ~Q(redress="")),
                name="case_hidden_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decision="") | (~Q(appeal_facts="") & Q(appeal_mandate__isnull=False)),
                name="case_appeal_with_facts",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decision="") | ~Q(appeal_by=F("decided_by")),
                name="case_appeal_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(decision=""), name="case_leaves_open_when_decided"
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="cases_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

    @classmethod
    def due(cls, now: datetime) -> CaseQuerySet:
        """Cases that ended three years ago, with their reports and notes."""
        return cls.objects.exclude(state__in=[State.OPEN, State.APPEALED]).filter(
            changed_at__lt=now - KEPT_FOR
        )

    @classmethod
    def last_about(cls, kind: str, target: str) -> "Case | None":
        """What was taken from an author without an account last, for the page behind their mailed link."""
        return cls.objects.filter(kind=kind, target=target).exclude(rule="").order_by("-decided_at").first()

    @classmethod
    def waiting_in(cls, pk: Any, space: Any) -> CaseQuerySet:
        """A case as long as it waits for a decision in a space; for an inner question."""
        return cls.objects.waiting().filter(pk=pk, space=space)

    @property
    def waits_since(self) -> datetime:
        return self.appealed_at if self.state == State.APPEALED and self.appealed_at else self.opened_at

    @property
    def due_at(self) -> datetime:
        return self.waits_since + ANSWERED_WITHIN

    @property
    def is_waiting(self) -> bool:
        return self.state in (State.OPEN, State.APPEALED)

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.due_at < timezone.now()

    @property
    def is_hiding(self) -> bool:
        """Whether what was decided last takes the thing away."""
        return (self.appeal_decision or self.decision) == Decision.HIDE

    @property
    def may_be_appealed(self) -> bool:
        """Once, for half a year."""
        decided = self.decided_at
        return (
            self.state == State.DECIDED
            and self.decision == Decision.HIDE
            and decided is not None
            and timezone.now() < decided + APPEAL_WITHIN
        )


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, viewer: Viewer) -> "FlagQuerySet":
        """Who reported it; who may see the case. Never the author of what was reported."""
        if viewer.person is None:
            return self.none()
        return self.filter(Q(person_id=viewer.person.pk) | Q(case__in=Case.objects.visible_to(viewer)))

    def own(self, viewer: Viewer) -> "FlagQuerySet":
        return self.filter(person_id=viewer.person.pk) if viewer.person is not None else self.none()


class Flag(Byline):
    """Somebody says that something should not stand as it is. It hides nothing, however many there are."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=16, choices=Reason)
    text = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # Of somebody without an account: where the answer goes, and in which language.
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    # What the reporter is told: the decision, and a sentence where the moderator wrote one.
    answer = models.TextField(max_length=4000, blank=True)
    outcome = models.CharField(max_length=10, choices=Decision, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(FlagQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="flag_once")]

    def __str__(self) -> str:
        return f"{self.person_id} about case {self.case_id}"

    @classmethod
    def answered_to(cls, pk: Any, email: str) -> "Flag | None":
        """The report that a mail answers, as long as it is there and the address is that of who sent it."""
        return cls.objects.filter(pk=pk, email=email, answered_at__isnull=False).first()


def without_owner(now: datetime) -> Q:
    """Cases of a room that none of its owners may decide: they wrote it, or their organisation wrote or reported it.

    Of an appeal also who took the decision may not, nor their organisation.
    """
    held = Mandate.objects.valid_at(now).filter(person=OuterRef("person"))
    reported = Flag.objects.filter(
        case=OuterRef(OuterRef(OuterRef("pk"))), mandate__organisation=OuterRef("organisation")
    )
    involved = held.filter(Q(organisation=OuterRef(OuterRef("organisation"))) | Q(Exists(reported)))
    owners = SpaceSeat.objects.counting_at(now).filter(space=OuterRef("space"), is_owner=True)
    able = owners.filter(~Q(person=_somebody("author")), ~Q(Exists(involved)))
    took_it = held.filter(organisation=OuterRef(OuterRef("decided_mandate__organisation")))
    able_again = able.filter(~Q(person=_somebody("decided_by")), ~Q(Exists(took_it)))
    return ~Q(Exists(able)) | (Q(appealed_at__isnull=False) & ~Q(Exists(able_again)))


def _somebody(field: str) -> Coalesce:
    """Nobody is no person, and not an unknown one."""
    return Coalesce(OuterRef(field), Value(0))


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def visible_to(self, viewer: Viewer) -> "CaseNoteQuerySet":
        return self.filter(case__in=Case.objects.visible_to(viewer))


class CaseNote(Byline):
    """One line of a case's history: a deed, or what a moderator wants the others to know."""

    class Deed(models.TextChoices):
        FLAGGED = "flagged", pgettext_lazy("history of a case", "Reported")
        OPENED = "opened", pgettext_lazy("history of a case", "Taken up without a report")
        TAKEN = "taken", pgettext_lazy("history of a case", "Taken on")
        LEFT = "left", pgettext_lazy("history of a case", "Given back")
        NOTE = "note", pgettext_lazy("history of a case", "Note")
        KEPT = "kept", pgettext_lazy("history of a case", "Decided that it stays")
        HIDDEN = "hidden", pgettext_lazy("history of a case", "Hidden")
        APPEALED = "appealed", pgettext_lazy("history of a case", "The author appealed")
        RESTORED = "restored", pgettext_lazy("history of a case", "Restored")
        FILE = "file", pgettext_lazy("history of a case", "Opened a file that hangs on it")
        UNDONE = "undone", pgettext_lazy("history of a case", "Decision taken back")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    deed = models.CharField(max_length=10, choices=Deed)
    text = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(CaseNoteQuerySet)()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.deed} in {self.case_id}"


class UndoneAct(models.Model):
    """An act of a moderator that the site's staff have taken back; each once."""

    entry = models.OneToOneField(StreamEntry, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.entry_id}"
