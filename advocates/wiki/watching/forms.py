"""The form of how somebody watches a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.wiki.models import How
from advocates.wiki.watching.watchers import Watched


class WatchForm(forms.Form):
    """How closely, and whether with what lies below."""

    how = forms.TypedChoiceField(
        label=_("How closely do you watch this page?"), choices=How.choices, coerce=int
    )
    with_branch = forms.BooleanField(
        label=_("Also the pages below it"),
        help_text=_("Those that are still to come, too."),
        required=False,
    )

    def __init__(self, *args: Any, watched: Watched, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"how": watched.how.value, "with_branch": watched.with_branch, **self.initial}
