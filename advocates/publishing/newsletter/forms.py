"""What editors fill in."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.organisations import validators as valid
from advocates.publishing.forms import refuse_unless_soon

MOST_WORDS = 10_000
PLACE = gettext_lazy("Write a number from 1 to 99, or leave it empty.")


class LanguageForm(forms.Form):
    """Which language comes first, or comes besides."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.INTERFACE_LANGUAGES)

    def __init__(self, *args, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [row for row in settings.INTERFACE_LANGUAGES if row[0] not in known]


class VersionForm(forms.Form):
    """Subject, opening, and for each article its place; an empty place leaves it out."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=150,
        validators=[valid.PlainText(formula=False)],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    opening = forms.CharField(
        label=gettext_lazy("Opening"),
        help_text=gettext_lazy(
            "What you say before the articles and events. An empty line begins a paragraph; **bold**, [words](https://…)."
        ),
        required=False,
        max_length=MOST_WORDS,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, articles=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.articles = {f"place-{article.pk}": article for article in articles}
        for name, article in self.articles.items():
            widget = forms.NumberInput(attrs={"min": 1, "max": 99, "class": "field__input pick__place"})
            self.fields[name] = forms.IntegerField(
                label=article.title,
                required=False,
                min_value=1,
                max_value=99,
                widget=widget,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), PLACE),
            )

    @property
    def picks(self):
        """The article of each place, and its field."""
        return [(article, self[name]) for name, article in self.articles.items()]

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in ("subject", "opening")}

    @property
    def pages(self):
        """Ids of the chosen articles in the order of their places."""
        places = [(self.cleaned_data[name], article.pk) for name, article in self.articles.items()]
        return [pk for place, pk in sorted(((p, pk) for p, pk in places if p), key=lambda row: row[0])]


class PlanForm(forms.Form):
    """When it may leave at the earliest."""

    planned_for = forms.DateTimeField(
        label=gettext_lazy("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name().replace("_", " ")
        self.fields["planned_for"].help_text = _(
            "Empty: ten minutes after somebody else has approved it. Your time zone: %(zone)s"
        ) % {"zone": zone}

    def clean_planned_for(self):
        moment = self.cleaned_data["planned_for"]
        if moment:
            refuse_unless_soon(moment)
        return moment


class ApproveForm(forms.Form):
    """What was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(ApproveForm):
    """What was read, and what must be changed in it."""

    reason = forms.CharField(
        label=gettext_lazy("What must be changed"),
        help_text=gettext_lazy("Whoever wrote in it is told this."),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say what must be changed, so that it can be done.")},
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
