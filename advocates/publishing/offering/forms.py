"""Why a translation goes back to who handed it in."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1000


class ReturnForm(forms.Form):
    """Its maker reads the reason."""

    reason = forms.CharField(
        label=_("What would have to be different"),
        help_text=_("Whoever translated it reads this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
