"""The form of one's wishes for mail."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from advocates.notifications.models import MailWishes
from advocates.notifications.models.wishes import MOST_A_DAY


def _answer(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class WishesForm(forms.Form):
    """When mail is sent, and what it may carry."""

    mode = forms.ChoiceField(
        label=_("When do you want mail?"), choices=MailWishes.Mode.choices, widget=forms.RadioSelect
    )
    hour = forms.TypedChoiceField(
        label=_("At what time, where it comes once a day or once a week?"),
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        coerce=int,
    )
    weekday = forms.TypedChoiceField(
        label=_("On which day, where it comes once a week?"), choices=list(WEEKDAYS.items()), coerce=int
    )
    most_a_day = forms.IntegerField(
        label=_("How many single mails a day at the most?"),
        help_text=_("What goes beyond that comes in one mail, at the hour above."),
        min_value=1,
        max_value=MOST_A_DAY,
    )
    whole_text = forms.TypedChoiceField(
        label=_("May mail carry what others wrote?"),
        help_text=_(
            "Mail passes through other people’s computers, and may be read by whoever shares your mailbox. "
            "What is written in rooms, committees and messages is never in a mail, whatever you choose."
        ),
        choices=[
            ("yes", _("Yes, the whole text, so that I can read without signing in")),
            ("no", _("No, only that there is something new, and a link")),
        ],
        coerce=_answer,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    @classmethod
    def of(cls, wishes: MailWishes, data: Any = None) -> "WishesForm":
        """With what somebody wishes now."""
        initial: dict[str, Any] = {
            name: getattr(wishes, name) for name in ("mode", "hour", "weekday", "most_a_day")
        }
        if wishes.whole_text is not None:
            initial["whole_text"] = "yes" if wishes.whole_text else "no"
        return cls(data, initial=initial)
