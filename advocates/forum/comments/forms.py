"""What somebody fills in to comment, or to report a comment. No health is asked, nowhere."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy

from advocates.core.content_languages import language_of_content
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.names import clean_name, refuse_ours
from advocates.core.visitorforms import VisitorForm
from advocates.forum.comments.actions import Guest, Said
from advocates.moderation.models import Reason
from advocates.organisations.enquiries.forms import WrittenField, language_choices
from advocates.organisations.mandates.speaking import SpeakingForm
from advocates.spaces.texts import new_sending

LONGEST, LONGEST_NAME, LONGEST_REASON = 4000, 80, 2000


class CommentFields(forms.Form):
    """The text and its language."""

    text = WrittenField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy(
            "You can write in any language. Do not write about your health what shall stay private."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    lang = forms.ChoiceField(label=gettext_lazy("Language of your comment"))
    to = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = language_of_content()
        self.fields["lang"].choices = language_choices([own, *NETWORK_LANGUAGES])  # type: ignore[attr-defined]
        self.fields["lang"].initial = own

    @property
    def mark(self) -> str:
        """By which one sending is told from every other."""
        raise NotImplementedError

    def said(self) -> Said:
        """What was filled in."""
        values = self.cleaned_data
        return Said(values["text"], values["lang"], self.mark, values["to"])


class MemberForm(SpeakingForm, CommentFields):
    """As somebody with a mandate fills it in."""

    sending = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sending", new_sending())

    @property
    def mark(self) -> str:
        given = str(self.cleaned_data["sending"])
        return given or hashlib.sha256(str(self.cleaned_data["text"]).encode()).hexdigest()[:40]


class GuestForm(VisitorForm, CommentFields):
    """As anybody else fills it in."""

    purpose = "comment"

    name = WrittenField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("Others will see it. A first name is enough."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Nobody will see it. We send you a link that publishes the comment, or takes it back."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )  # fmt: skip

    field_order = ("text", "lang", "name", "email")

    def clean_name(self) -> str:
        """Nobody speaks here in the name of the network."""
        name = clean_name(str(self.cleaned_data["name"]))
        refuse_ours(name)
        return name

    @property
    def mark(self) -> str:
        return hashlib.sha256(str(self.cleaned_data["ticket"]).encode()).hexdigest()

    def guest(self, network: str) -> Guest:
        """Who they are, as far as they said."""
        values = self.cleaned_data
        language = get_language() or settings.LANGUAGE_CODE
        return Guest(values["name"], values["email"], language, network, self.is_proved)


class ReportForm(VisitorForm):
    """What is wrong with a comment, from anybody."""

    purpose = "comment-report"

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong with it.")},
    )
    text = WrittenField(
        label=gettext_lazy("Why do you think so?"),
        help_text=gettext_lazy(
            "Only those who decide about it read this. The writer is not told who reported it."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    name = WrittenField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only for the answer. Without it we decide as well, and cannot tell you."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    is_honest = forms.BooleanField(
        label=gettext_lazy("To my best knowledge what I say here is true and complete."),
        error_messages={"required": gettext_lazy("Confirm that what you say is true as far as you know.")},
    )


class AppealForm(forms.Form):
    """Why somebody else shall look at it again."""

    text = WrittenField(
        label=gettext_lazy("Why should somebody else look at it again?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
