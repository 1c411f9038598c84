"""Forms of a topic's tools."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.forum.models import Category, Topic
from advocates.forum.tools import policies
from advocates.forum.tools.summing.actions import Parts
from advocates.spaces.tongues import choices_for

_ID = re.compile(r"^(?:\S*/members/forum/t/)?([0-9a-z]{12})(?:[/?#]\S*)?$")


class TopicField(forms.CharField):
    """The address of a topic, as somebody copied it; one that the viewer may read and that was not merged."""

    viewer: Viewer

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, widget=forms.TextInput(attrs={"dir": "ltr"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        match = _ID.match(text)
        topics = Topic.objects.visible_to(self.viewer).filter(merged_at=None)
        found = topics.filter(public_id=match[1]).first() if match else None
        if found is None:
            raise forms.ValidationError(gettext("There is no topic at this address."))
        return found


class LockForm(forms.Form):
    """Why nobody answers any more, and where it goes on."""

    reason = forms.CharField(
        label=_("Why is it locked?"),
        help_text=_("This stands on its page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say why. A lock without a reason helps nobody.")},
    )
    successor = TopicField(
        label=_("Where does it go on?"),
        help_text=_("The address of another topic, if there is one."),
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.viewer = viewer

    def clean_reason(self) -> str:
        text = storable(str(self.cleaned_data["reason"])).strip()
        if not text:
            raise forms.ValidationError(self.fields["reason"].error_messages["required"])
        return text


class MoveForm(forms.Form):
    """To which category. More readers have to be meant."""

    category = forms.ChoiceField(
        label=_("Where should it stand?"),
        error_messages={"required": _("Choose where it should stand.")},
    )
    is_understood = forms.BooleanField(
        label=_("More people may read it then, and I mean that."),
        help_text=_("Needed only where people would read it who cannot read it now."),
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shelves = (
            Category.objects.visible_to(viewer).select_related("space").exclude(pk=topic.category_id or 0)
        )
        self.shelves = {each.public_id: each for each in shelves if policies.can_move_to(viewer, topic, each)}
        field: Any = self.fields["category"]
        field.choices = [
            ("", "—"),
            *((id, f"{each.space.name}: {each.name}") for id, each in self.shelves.items()),
        ]
        self.topic = topic

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        shelf = self.shelves.get(str(cleaned.get("category")))
        if shelf is not None:
            if policies.widens(self.topic.space, shelf.space) and not cleaned.get("is_understood"):
                self.add_error(
                    "is_understood",
                    gettext(
                        "In “%(space)s” people would read it who cannot read it now. Say that you mean it."
                    )
                    % {"space": shelf.space.name},
                )
            cleaned["category"] = shelf
        return cleaned


class SplitForm(forms.Form):
    """Which posts get a topic of their own, and its title."""

    title = forms.CharField(
        label=_("Title of the new topic"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Give the new topic a title.")},
    )
    posts = forms.TypedMultipleChoiceField(
        label=_("Posts that move there"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one post.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["posts"]
        field.choices = choices

    def clean_title(self) -> str:
        return " ".join(storable(str(self.cleaned_data["title"])).split())


class MergeForm(forms.Form):
    """Into which topic."""

    into = TopicField(
        label=_("Address of the topic that stays"),
        help_text=_("Copy it from the other topic's page."),
        error_messages={"required": _("Give the address of the other topic.")},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.viewer = viewer


def _part(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class SummaryForm(forms.Form):
    """What a topic has come to."""

    decided = _part(pgettext_lazy("part of a summary", "Decided"))
    open = _part(pgettext_lazy("part of a summary", "Open"))
    who = _part(pgettext_lazy("part of a summary", "Who does what"))
    lang = forms.ChoiceField(label=_("Language of your text"))
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lang"]
        field.choices = choices_for(viewer)

    def renew_base(self, revision: int) -> None:
        """Draw the form again as one that knows the newer version."""
        data: Any = self.data
        self.data = data = data.copy()
        data["base"] = revision

    def parts(self) -> Parts:
        cleaned = self.cleaned_data
        texts = {name: storable(cleaned[name]).strip() for name in ("decided", "open", "who")}
        return Parts(**texts, lang=cleaned["lang"], base=cleaned["base"])
