"""Forms of a conversation: a topic, an answer, a change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.spaces.texts import MOST_CHARACTERS, TextForm, new_sending

__all__ = ["MOST_CHARACTERS", "AnswerForm", "EditForm", "TextForm", "TopicForm", "new_sending"]


class AnswerForm(TextForm):
    """An answer. `seen` is the last post that stood on the page when it was opened."""

    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)

    field_order = ("text", "lang")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())


class TopicForm(TextForm):
    """A new topic: title, first post, and how much of it may leave by mail."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Say in a few words what it is about. A question works best."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Give your topic a title.")},
    )
    is_kept_on_site = forms.BooleanField(
        label=_("Keep this on the site"),
        help_text=_("Mail about it then says only that there is something new."),
        required=False,
    )
    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)

    field_order = ("title", "text", "lang", "is_kept_on_site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())

    def clean_title(self) -> str:
        return " ".join(storable(str(self.cleaned_data["title"])).split())


class EditForm(TextForm):
    """A change of one's own post, made from a revision of it."""

    base_revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        # Whose words they are stays as it was when they were written.
        super().__init__(*args, viewer=viewer, among=viewer.mandates[:1], **kwargs)
