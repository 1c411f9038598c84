"""What a writer, an answering group and the office fill in. No diagnosis is asked, nowhere."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from advocates.core.visitorforms import VisitorForm
from advocates.organisations.directory import index
from advocates.organisations.enquiries.actions import Letter, Said
from advocates.organisations.geo.countries import language_own_name, sort_key

LONGEST_TEXT, SHORTEST_TEXT, LONGEST_NAME, LONGEST_REASON = 4000, 10, 80, 1000
OTHER_LANGUAGE = "und"
BY_PAGE, BY_MAIL = "page", "mail"
# Nobody can see them, so nobody misses them; among them those that turn the direction of what stands around.
INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


class WrittenField(forms.CharField):
    """A text of people as it may be stored: signs that cannot be seen are left out, line ends are of one kind."""

    def to_python(self, value: Any) -> str:
        text = INVISIBLE.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
        return str(super().to_python(text))


def language_choices(first: Sequence[str]) -> list[tuple[str, Any]]:
    """Languages by their own names: the likely ones first, then all of the directory's."""
    likely = dict.fromkeys([*first, *(code for code, _name in settings.INTERFACE_LANGUAGES)])
    rest = sorted(
        set(index().facets["language"]) - set(likely),
        key=lambda code: sort_key(language_own_name(code), "en"),
    )
    other = (OTHER_LANGUAGE, pgettext_lazy("language of a text", "Another language"))
    return [*((code, language_own_name(code)) for code in (*likely, *rest)), other]


class WriteForm(VisitorForm):
    """A message to a group or to the network, and how its writer wants to be told of the answer."""

    purpose = "enquiry"

    message = WrittenField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("You need not say anything about your health."),
        min_length=SHORTEST_TEXT,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    lang = forms.ChoiceField(label=gettext_lazy("Language of your message"))
    name = WrittenField(
        label=gettext_lazy("What shall they call you?"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "nickname"}),
    )
    answer_by = forms.ChoiceField(
        label=gettext_lazy("How do you want to learn of the answer?"),
        choices=[
            (BY_PAGE, gettext_lazy("On a private page. You get its link when you have sent the message.")),
            (
                BY_MAIL,
                gettext_lazy(
                    "By e-mail as well: we send you the link, and tell you when there is an answer."
                ),
            ),
        ],
        widget=forms.RadioSelect,
        initial=BY_PAGE,
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only if you chose e-mail. The group never sees it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, languages: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = get_language() or settings.LANGUAGE_CODE
        self.fields["lang"].choices = language_choices([own, *languages])  # type: ignore[attr-defined]
        self.fields["lang"].initial = own

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> None:
        values = self.cleaned_data
        if values.get("answer_by") == BY_MAIL and not values.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write your e-mail address, or choose the private page."))

    def letter(self) -> Letter:
        """What was filled in."""
        values = self.cleaned_data
        once = hashlib.sha256(values["ticket"].encode()).hexdigest()
        return Letter(
            Said(values["message"], values["lang"], once),
            name=values["name"],
            email=values["email"] if values["answer_by"] == BY_MAIL else "",
            language=get_language() or settings.LANGUAGE_CODE,
        )


class SayForm(forms.Form):
    """A further text on a private page: an answer, or something that the writer adds."""

    text = WrittenField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    lang = forms.ChoiceField(label=gettext_lazy("Language of your text"))
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lang"].choices = language_choices(languages)  # type: ignore[attr-defined]
        self.fields["lang"].initial = languages[0]
        self.initial["once"] = uuid.uuid4().hex

    def said(self) -> Said:
        """What was filled in; without its mark, the same text counts once."""
        values = self.cleaned_data
        mark = values["once"] or hashlib.sha256(values["text"].encode()).hexdigest()
        return Said(values["text"], values["lang"], mark)


class AddForm(SayForm):
    """As its writer fills it in."""

    text = WrittenField(
        label=gettext_lazy("Write more"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class RefuseForm(forms.Form):
    """Why the office does not let a message go."""

    reason = WrittenField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The writer reads it on the private page."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
