"""What readers of an article tell the editors, and words that articles use."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import RevisionMixin, TranslatableMixin

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role
from advocates.publishing.forms import SnippetForm


class Helpfulness(models.Model):
    """How many readers said that an article helped them, and how many that it did not. Nothing about who they are."""

    article = models.OneToOneField("publishing.KnowledgeArticle", models.CASCADE, related_name="helpfulness")
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.yes}/{self.no}"


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Editors and staff."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def open(self):
        """Nobody has dealt with it yet; the oldest first."""
        return self.filter(closed_at=None).order_by("made_at", "pk")


class Suggestion(models.Model):
    """What a reader would change in an article. It changes nothing by itself, and says nothing about the reader."""

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    article = models.ForeignKey("publishing.KnowledgeArticle", models.CASCADE, related_name="suggestions")
    text = models.TextField()
    lang = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(SuggestionQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["closed_at", "made_at"], name="suggestion_open")]

    def __str__(self):
        return self.public_id


class GlossaryTerm(TranslatableMixin, RevisionMixin, models.Model):
    """A word that not everybody knows, explained on the pages where it stands."""

    base_form_class = SnippetForm

    term = models.CharField(_("word"), max_length=80)
    also = models.CharField(
        _("other forms of the word"),
        max_length=300,
        blank=True,
        help_text=_("As they stand in texts, with commas between them: plural, abbreviation."),
    )
    meaning = models.TextField(
        _("what it means"), max_length=400, help_text=_("In one or two plain sentences.")
    )

    panels = [FieldPanel("term"), FieldPanel("also"), FieldPanel("meaning")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["term", "id"]
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")

    def __str__(self):
        return self.term

    @property
    def forms(self):
        """Everything that the word may look like in a text."""
        return [self.term, *filter(None, (form.strip() for form in self.also.split(",")))]
