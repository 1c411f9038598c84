"""The form with which a page goes to another space."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.spaces.policies import widens
from advocates.wiki.models import WikiPage
from advocates.wiki.structure.forms import PageField, page_by_title


class SpaceForm(forms.Form):
    """Below which page there; and that more readers are meant."""

    space = forms.SlugField(max_length=12, widget=forms.HiddenInput)
    parent = PageField(
        label=_("Below which page there?"),
        help_text=_("Its title. Leave it empty for the first level of the space."),
    )
    is_understood = forms.BooleanField(
        label=pgettext_lazy(
            "of a page", "More people may read it then, with its whole history, and I mean that."
        ),
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, page: WikiPage, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["space"] = space.public_id
        self.viewer, self.page, self.target = viewer, page, space
        if not widens(page.space, space):
            del self.fields["is_understood"]

    def clean_parent(self) -> WikiPage | None:
        title = self.cleaned_data["parent"]
        found = page_by_title(self.viewer, self.target, title) if title else None
        if title and found is None:
            raise forms.ValidationError(gettext("There is no page of this title there."))
        return found

    def clean_is_understood(self) -> bool:
        if not self.cleaned_data["is_understood"]:
            raise forms.ValidationError(
                gettext("In “%(space)s” people would read it who cannot read it now. Say that you mean it.")
                % {"space": self.target.name}
            )
        return True
