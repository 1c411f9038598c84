"""The group's form of its own entry: what everybody needs first, the rest behind a question."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from advocates.organisations import validators as valid
from advocates.organisations.forms import EntryForm, LinesField
from advocates.organisations.models import Organisation
from advocates.organisations.naming import refuse_another_s
from advocates.organisations.proposals.content import FIELDS, PRIVATE, TEXT, Content, content_of, differing
from advocates.organisations.vocabulary import ChannelKind

LONGEST_NOTE, LONGEST_REASON = 4000, 2000
HOSTS = {
    "facebook.com": ChannelKind.FACEBOOK, "fb.com": ChannelKind.FACEBOOK, "instagram.com": ChannelKind.INSTAGRAM,
    "x.com": ChannelKind.X, "twitter.com": ChannelKind.X, "youtube.com": ChannelKind.YOUTUBE,
    "youtu.be": ChannelKind.YOUTUBE, "linkedin.com": ChannelKind.LINKEDIN, "t.me": ChannelKind.TELEGRAM,
    "wa.me": ChannelKind.WHATSAPP, "chat.whatsapp.com": ChannelKind.WHATSAPP, "line.me": ChannelKind.LINE,
    "vk.com": ChannelKind.VK, "signal.group": ChannelKind.SIGNAL,
}  # fmt: skip


def tidy_number(text: str) -> str:
    """A number as people write it, without what separates its digits; 00 at the start is +."""
    number = text.strip().translate(str.maketrans("", "", " .-/()\u00a0\u2009\u200e"))
    return f"+{number[2:]}" if number.startswith("00") else number


def tidy_address(text: str) -> str:
    """A web address; people leave out how it begins."""
    text = text.strip()
    return f"https://{text}" if "." in text and "://" not in text and "@" not in text else text


def number_or_address(text: str) -> None:
    (valid.phone_number if text.startswith("+") else valid.web_address)(text)


class TidyLines(LinesField):
    """One a line, each mended where it can only have been meant so."""

    def __init__(self, tidy: Any, check: Any, **kwargs: Any) -> None:
        self.tidy = tidy
        super().__init__(check, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python("\n".join(self.tidy(line) for line in (value or "").splitlines()))


class WebsiteField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return tidy_address(super().to_python(value) or "")


def opening_values(content: Content, revision: int) -> dict[str, Any]:
    """What stands in the form when it opens, by field."""
    values = {name: content[name] for name in FIELDS} | _channel_fields(content["channels"])
    texts = ((name.removeprefix(TEXT), text) for name, text in content.items() if name.startswith(TEXT))
    return values | {f"description_{code}": text for code, text in texts} | {"base_revision": revision}


class ProposalForm(EntryForm):
    """An entry as its group would write it. Private fields are never shown: who has the link may be somebody else."""

    base_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    website = WebsiteField(
        required=False, max_length=300, label=gettext_lazy("website"), validators=[valid.web_address],
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "url"}),
    )  # fmt: skip
    phones = TidyLines(
        tidy_number, valid.phone_number, label=gettext_lazy("telephone"),
        help_text=gettext_lazy("For everybody to see. With the country code, such as +44 1234 567890. One a line."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "inputmode": "tel"}),
    )  # fmt: skip
    whatsapp = TidyLines(
        tidy_number, number_or_address, label="WhatsApp",
        help_text=gettext_lazy("For everybody to see. The number with the country code. One a line."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )  # fmt: skip
    others = TidyLines(
        lambda line: tidy_number(line) if line.strip()[:1] in "+0" else tidy_address(line), number_or_address,
        label=gettext_lazy("Facebook, Instagram and other places"),
        help_text=gettext_lazy("The web address of each. One a line."),
    )  # fmt: skip
    private_contact = forms.CharField(
        required=False, max_length=150, label=gettext_lazy("name of the person"),
        validators=[valid.PlainText(formula=False)], widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    private_email = forms.EmailField(
        required=False, label=gettext_lazy("e-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    private_phone = forms.CharField(
        required=False, max_length=40, label=gettext_lazy("telephone of this person"),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel"}),
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=LONGEST_NOTE, label=gettext_lazy("Anything else?"),
        help_text=gettext_lazy("In any language. For example that the group has closed, or who should be asked."),
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip

    # Whoever mends it for the network may name the network itself.
    is_office = False
    first = ("name", "website", "public_email", "phones", "whatsapp", "city")
    then = (
        "local_name", "acronym", "country", "countries", "languages", "others", "founded_year", "services",
        "disease_areas",
    )  # fmt: skip

    def __init__(
        self, *args: Any, instance: Organisation, wanted: Content | None = None, **kwargs: Any
    ) -> None:
        # Taken before the form writes what was typed into the instance.
        self.stored = content_of(instance)
        initial = opening_values({**self.stored, **(wanted or {})}, instance.revision)
        initial |= kwargs.pop("initial", None) or {}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        for name in ("countries", "languages"):
            self.fields[name].help_text = _("With commas between them.")

    def clean_name(self) -> str:
        return self._own_name("name")

    def clean_local_name(self) -> str:
        return self._own_name("local_name")

    def clean_acronym(self) -> str:
        return self._own_name("acronym")

    def _own_name(self, field: str) -> str:
        name = str(self.cleaned_data[field])
        if not self.is_office and name != self.stored[field]:
            refuse_another_s(name, but=self.instance.slug)
        return name

    def clean_private_phone(self) -> str:
        number = tidy_number(self.cleaned_data["private_phone"])
        if number:
            valid.phone_number(number)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.changed_content() and not cleaned.get("note"):
            raise ValidationError(
                _(
                    "Nothing in the form is different from the entry. Change what is not right, or write below."
                )
            )
        return cleaned

    def whole(self) -> Content:
        """The entry as it is typed."""
        cleaned = self.cleaned_data
        content: Content = {name: cleaned.get(name) for name in FIELDS}
        content |= {name: cleaned[name] for name in PRIVATE if cleaned.get(name)}
        for code in self.description_languages:
            content[f"{TEXT}{code}"] = cleaned[f"description_{code}"].replace("\r\n", "\n").strip()
        content["channels"] = self._channels()
        return content

    def changed_content(self) -> Content:
        """What is typed otherwise than it is stored."""
        whole = self.whole()
        return {name: whole[name] for name in differing(self.stored, whole)}

    def _channels(self) -> list[list[str]]:
        kinds = {value: kind for kind, value in self.stored["channels"]}
        cleaned = self.cleaned_data
        pairs = [(ChannelKind.PHONE, number) for number in cleaned["phones"]]
        pairs += [(ChannelKind.WHATSAPP, number) for number in cleaned["whatsapp"]]
        pairs += [(kinds.get(value) or kind_of(value), value) for value in cleaned["others"]]
        return [[str(kind), value] for kind, value in dict.fromkeys(pairs)]

    def first_fields(self) -> list[BoundField]:
        """What most groups will want to mend, with the text in the reader's language."""
        return [*self._bound(self.first), *self._bound([self._own_text()])]

    def other_fields(self) -> list[BoundField]:
        texts = [f"description_{code}" for code in self.description_languages]
        return self._bound([*self.then, *(name for name in texts if name != self._own_text())])

    def private_fields(self) -> list[BoundField]:
        return self._bound(PRIVATE)

    def _own_text(self) -> str:
        return f"description_{get_language() or 'en'}"

    def _bound(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]


class OwnForm(ProposalForm):
    """An entry as an administrator of the group writes it: it holds at once, and shows whom the network writes to."""

    def __init__(self, *args: Any, instance: Organisation, **kwargs: Any) -> None:
        private = {name: getattr(instance, name) for name in PRIVATE}
        super().__init__(*args, instance=instance, initial=private, **kwargs)
        del self.fields["note"]

    def whole(self) -> Content:
        """Unlike the form behind a link, an emptied contact is taken away: it was shown."""
        return {**super().whole(), **{name: self.cleaned_data[name] for name in PRIVATE}}

    def clean(self) -> dict[str, Any]:
        return forms.ModelForm.clean(self) or self.cleaned_data


class EditedForm(ProposalForm):
    """A proposal as the office mends it before it takes it over."""

    is_office = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


def _channel_fields(channels: Iterable[Iterable[str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {"phones": [], "whatsapp": [], "others": []}
    for kind, value in channels:
        fields[{"phone": "phones", "whatsapp": "whatsapp"}.get(kind, "others")].append(value)
    return fields


def kind_of(value: str) -> ChannelKind:
    """The kind of a channel, from its address."""
    if value.startswith("+"):
        return ChannelKind.PHONE
    host = (urlsplit(value).hostname or "").removeprefix("www.").removeprefix("m.")
    return HOSTS.get(host, ChannelKind.OTHER)


class ReasonForm(forms.Form):
    """Why something is not taken over; whoever wrote it reads this."""

    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("Whoever wrote to us reads this sentence by mail. Say what they can do."),
        max_length=LONGEST_REASON,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
