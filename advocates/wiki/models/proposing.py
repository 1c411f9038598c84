"""Revisions that somebody proposes to make public, and what became of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.rows import among
from advocates.core.viewer import Role, Viewer
from advocates.spaces.bylines import Byline, Protected, Signature, signature
from advocates.wiki.models.page import WikiPage
from advocates.wiki.models.revision import PageRevision


class PageProposalQuerySet(models.QuerySet["PageProposal"]):
    def visible_to(self, viewer: Viewer) -> "PageProposalQuerySet":
        """Of pages that the viewer reads."""
        return self.filter(among(WikiPage.objects.visible_to(viewer).standing(), "page"))

    def listed_for(self, viewer: Viewer) -> "PageProposalQuerySet":
        """What another organisation has accepted is shown to editors, also out of a space that they do not read.

        Each with the `title` and `title_lang` of its revision: what the page is called since is nothing to them. It
        is empty where moderators have hidden the revision.
        """
        if not viewer.has_role(Role.EDITOR, Role.STAFF):
            return self.none()
        revision = PageRevision.objects.filter(
            page=OuterRef("page"), number=OuterRef("number"), hidden_at=None
        )
        found = self.filter(state__in=AFTER_REVIEW, page__deleted_at=None)
        return found.annotate(
            title=Subquery(revision.values("title")), title_lang=Subquery(revision.values("lang"))
        )

    def reviewable_by(self, viewer: Viewer) -> "PageProposalQuerySet":
        """What waits where nothing is closed, and in which none of the viewer's organisations had a hand."""
        person: Any = viewer.person
        if person is None or not viewer.mandates:
            return self.none()
        theirs = Q(person=person) | Q(
            mandate__organisation__in=[held.organisation for held in viewer.mandates]
        )
        wrote = PageRevision.objects.filter(theirs, page=OuterRef("page"), number=OuterRef("number"))
        found = self.open().filter(page__space__closed_at=None)
        return found.exclude(theirs).exclude(Exists(wrote))

    def open(self) -> "PageProposalQuerySet":
        return self.filter(state=PageProposal.State.OPEN)


class PageProposal(Byline):
    """A revision of a page is to become an article that everybody may read. The byline is the proposer's."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal of a page", "Waiting for another organisation")
        ACCEPTED = "accepted", pgettext_lazy("proposal of a page", "Accepted, waiting for the editors")
        REFUSED = "refused", pgettext_lazy("proposal of a page", "Not accepted")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal of a page", "Withdrawn")
        TAKEN = "taken", pgettext_lazy("proposal of a page", "With the editors")
        PUBLIC = "public", pgettext_lazy("proposal of a page", "Public")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField()
    # Why it should be public.
    note = models.TextField(blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    # What its links and pictures were when it was proposed: titles by the links' targets, ids of files by their names.
    # Whoever reviews it sees these, and nothing that came later reaches the editors.
    titles: Any = models.JSONField(default=dict, blank=True)
    pictures: Any = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer_mandate = models.ForeignKey(
        "organisations.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    # Since when, and at which address of this site, everybody reads it.
    public_at = models.DateTimeField(null=True, blank=True)
    public_address = models.CharField(max_length=300, blank=True)

    objects = models.Manager.from_queryset(PageProposalQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state="open"), name="one_open_proposal_of_a_page"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | ~Q(reasons=""),
                name="proposal_reviewed_with_reasons",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-proposed_at"], name="page_proposals_by_state"),
            models.Index(fields=["page", "-number"], name="page_proposals_of_page"),
        ]

    @property
    def by(self) -> Signature:
        """Who has proposed it, as far as it is said where the page stands."""
        return self._signed(self.person, self.mandate, self.written_as)

    @property
    def reviewed_by(self) -> Signature:
        """Who has decided, as far as it is said there."""
        return self._signed(self.reviewer, self.reviewer_mandate)

    def _signed(self, person: Any, mandate: Any, written_as: str = "") -> Signature:
        group = mandate.organisation if mandate is not None else None
        hidden = Protected.where(
            self.page.space.kind, getattr(person, "is_protected", None), getattr(group, "is_protected", None)
        )
        name = person.full_name if person is not None else written_as
        return signature(name, group.name if group is not None else "", "", "", hidden)

    def __str__(self) -> str:
        return self.public_id

    @classmethod
    def waiting_for_editors(cls, pk: Any) -> PageProposalQuerySet:
        """One as long as nobody has taken it over; whoever asks shows nobody anything of it."""
        return cls.objects.filter(pk=pk, state=cls.State.ACCEPTED)

    @classmethod
    def told_of(cls, pk: Any, space: Any) -> PageProposalQuerySet:
        """One as long as its page stands in the space in which people were told of it; for an inner question."""
        return cls.objects.filter(pk=pk, page__space=space, page__deleted_at=None)


AFTER_REVIEW = (PageProposal.State.ACCEPTED, PageProposal.State.TAKEN, PageProposal.State.PUBLIC)
