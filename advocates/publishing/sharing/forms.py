"""The texts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.organisations import validators as valid
from advocates.syndication.posting.lengths import MOST, fits, length
from advocates.syndication.posting.models import Network

MOST_SENT = 10_000


class TextsForm(forms.Form):
    """One text for each network, as long as it takes it."""

    mark_optional = False

    def __init__(self, data=None, *, article, texts):
        super().__init__(data, initial=texts)
        for network in Network:
            field = forms.CharField(
                label=network.label,
                required=False,
                max_length=MOST_SENT,
                validators=[valid.PlainText(formula=False)],
                widget=forms.Textarea(attrs={"rows": 7, "dir": "auto", "lang": article.language}),
                help_text=_("%(count)d of %(most)d characters, as they are counted there.")
                % {"count": length(network, texts[network.value]), "most": MOST[network]},
            )
            self.fields[network.value] = field

    def clean(self):
        cleaned = super().clean()
        for network in Network:
            # Browsers send line ends in their own way.
            text = cleaned.get(network.value, "").replace("\r\n", "\n").strip()
            cleaned[network.value] = text
            if not fits(network, text):
                self.add_error(network.value, too_long(network, text))
        return cleaned


def too_long(network, text):
    return ValidationError(
        _("This text has %(count)d characters; %(most)d is the most. Make it shorter.")
        % {"count": length(network, text), "most": MOST[network]}
    )
