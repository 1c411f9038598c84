"""Where the article stands."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

OWN = re.compile(r"/(?!/)[^\s\\\"'<>]*")


class PublicForm(forms.Form):
    """An address of this site, as it begins after the site's name."""

    address = forms.CharField(
        label=_("Address of the article"),
        help_text=_("As it stands after the name of the site, for example /knowledge/…"),
        max_length=300,
        error_messages={"required": _("Say where the article stands.")},
    )

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        private = ("/members", "/manage", "/account", "/join", "/link", "/api")
        if not OWN.fullmatch(address) or address.startswith(private):
            raise forms.ValidationError(
                _("This is no public address of this site. It begins with a stroke: /")
            )
        return address
