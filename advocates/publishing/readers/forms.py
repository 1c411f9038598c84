"""The form under an article."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.visitorforms import VisitorForm
from advocates.organisations import validators as valid
from advocates.publishing.readers.actions import NO, YES

PURPOSE = "article-feedback"
MOST = 2000


class FeedbackForm(VisitorForm):
    """Whether it helped, and what should be different: one of the two at least."""

    purpose = PURPOSE

    helped = forms.ChoiceField(
        label=_("Was this helpful?"),
        required=False,
        choices=[(YES, pgettext_lazy("was it helpful", "Yes")), (NO, pgettext_lazy("was it helpful", "No"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What should be different?"),
        help_text=_(
            "Something is wrong, missing or hard to understand? Write nothing about your own health."
        ),
        required=False,
        max_length=MOST,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def clean(self):
        cleaned = super().clean()
        is_empty = not (cleaned.get("helped") or cleaned.get("text"))
        if is_empty and "helped" not in self.errors and "text" not in self.errors:
            raise forms.ValidationError(_("Say whether it helped, or what should be different."))
        return cleaned
