"""Where the article stands."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.publishing.models import KnowledgeTopic

# Where nobody comes who has no account, and what is for machines.
PRIVATE = ("/members", "/manage", "/account", "/join", "/link", "/api")
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
        if not OWN.fullmatch(address) or address.startswith(PRIVATE):
            raise forms.ValidationError(
                _("This is no public address of this site. It begins with a stroke: /")
            )
        return address


class DraftForm(forms.Form):
    """Under which topic the article will stand."""

    topic = forms.ModelChoiceField(
        label=_("Topic of the article"),
        queryset=KnowledgeTopic.objects.none(),
        help_text=_(
            "The article will be in the language of its text, below this topic in that language. Where the topic is not"
            " translated yet, it is begun as a draft."
        ),
        error_messages={"required": _("Choose a topic.")},
    )

    def __init__(self, *args, lang="", **kwargs):
        super().__init__(*args, **kwargs)
        topics = KnowledgeTopic.objects.select_related("locale").order_by("path")
        self.fields["topic"].queryset = topics
        self.fields["topic"].label_from_instance = lambda topic: f"{topic.title} ({topic.language})"
        if not self.is_bound:
            self.initial.setdefault("topic", topics.filter(locale__language_code=lang).first())
