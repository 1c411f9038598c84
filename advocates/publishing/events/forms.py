"""The form of an event."""

from django import forms
from django.core.exceptions import ValidationError

from advocates.accounts.forms import reading_choices, zone_choices
from advocates.publishing.forms import PageForm
from advocates.publishing.refusals import in_the_archive


class EventForm(PageForm):
    """Besides: zone and languages are chosen, and what the archive holds is not written anew."""

    zone = forms.ChoiceField(choices=zone_choices)
    languages = forms.MultipleChoiceField(
        choices=reading_choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("zone", "languages"):
            field = self._meta.model._meta.get_field(name)
            self.fields[name].label, self.fields[name].help_text = field.verbose_name, field.help_text

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.instance.live and self.instance.is_frozen and self.is_rewritten():
            self.add_error(None, ValidationError(in_the_archive(), code="archive"))
        return cleaned

    def is_rewritten(self):
        """Whether anything but a correction was changed, in the form or in its list of groups."""
        rows = self.formsets.get("organiser_rows")
        return bool(
            set(self.changed_data) - self.instance.OPEN_IN_ARCHIVE - {"comment_notifications"}
            or (rows is not None and rows.has_changed())
        )
