"""The form of an event."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.accounts.forms import reading_choices, zone_choices
from advocates.publishing import policies
from advocates.publishing.events.facts import FACTS
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
        if self.conflict is not None:
            newest = self.conflict.as_object()
            for name in FACTS:
                if name in cleaned and cleaned[name] != getattr(newest, name):
                    self.add_error(name, ValidationError(_("The newest version says something else here.")))
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not self.instance.pk:
            return
        content = self.instance.serializable_data()
        rows = self.formsets.get("organiser_rows")
        has_other_groups = rows is not None and rows.has_changed() and self.instance.live
        if not policies.can_change_event(self.instance, content) or (
            has_other_groups and self.instance.is_frozen
        ):
            self.add_error(None, ValidationError(in_the_archive(), code="archive"))
