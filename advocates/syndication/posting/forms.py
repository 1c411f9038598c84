"""An account of the network elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocates.core import days, fetch, targets
from advocates.core.fetch_failures import FetchFailed
from advocates.syndication.posting.lengths import MOST
from advocates.syndication.posting.models import POSTED_TO, Network, OwnChannel

FIELDS = ("network", "server", "handle", "language", "most", "token_ends_on", "posts_planned")


class ChannelForm(forms.Form):
    """Where, who, and the key, which is never shown again."""

    network = forms.ChoiceField(label=_("Network"), choices=[(each.value, each.label) for each in POSTED_TO])
    server = forms.URLField(
        label=_("Server"),
        help_text=_(
            "For Mastodon the address of the server; for Bluesky https://bsky.social unless you have your own."
        ),
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    handle = forms.RegexField(
        r"\A@?[A-Za-z0-9_.-]{1,60}(@[A-Za-z0-9.-]{1,60})?\Z",
        label=_("Name of the account"),
        help_text=_("As it is written there, for example @network or network.bsky.social"),
        error_messages={"invalid": _("Write the name with letters, figures and dots only.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of its posts"), choices=lambda: settings.LANGUAGES)
    most = forms.IntegerField(
        label=_("Most characters"),
        help_text=_("As the Mastodon server says. For Bluesky it is always 300."),
        min_value=100,
        max_value=10_000,
        initial=500,
    )
    token = forms.CharField(
        label=_("Key"),
        help_text=_(
            "Mastodon: an access token that may write posts. Bluesky: an app password, never the password."
        ),
        max_length=500,
        error_messages={"required": _("Enter the key of the account.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    token_ends_on = forms.DateField(
        label=_("Last day of the key"),
        help_text=_(
            "You get a mail 14 days before, and 3 days before. Empty: it does not end, or nobody knows when."
        ),
        required=False,
        validators=[*days.SENSIBLE],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    posts_planned = forms.BooleanField(
        label=_("Post news that were planned for a time"),
        help_text=_(
            "When they are published for the first time, with the text that stands under Share. Whatever is "
            "published by hand is posted by hand."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, channel: OwnChannel | None = None) -> None:
        first = {name: getattr(channel, name) for name in FIELDS} if channel else {}
        super().__init__(data, initial=first)
        if channel and channel.is_usable:
            self.fields["token"].required = False
            self.fields["token"].help_text = _("One is kept. Empty: it stays. It is never shown again.")

    def clean_server(self) -> str:
        """Only the beginning of an address, and only where a key may travel."""
        try:
            target = targets.read(self.cleaned_data["server"], fetch.PORTS)
        except FetchFailed as failure:
            raise ValidationError(str(failure.sentence)) from failure
        if target.scheme != "https":
            raise ValidationError(_("A key travels over an encrypted line only. Write https://."))
        if urlsplit(target.url).path not in {"", "/"} or urlsplit(target.url).query:
            raise ValidationError(_("Write the address of the server alone, without what comes after it."))
        return f"https://{target.authority}"

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        if not (token.isascii() and (token.isprintable() and " " not in token)):
            raise ValidationError(_("A key has no spaces and no special letters. Copy it again."))
        return token

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("network") == Network.BLUESKY and "most" not in self.errors:
            values["most"] = MOST[Network.BLUESKY]
        return values
