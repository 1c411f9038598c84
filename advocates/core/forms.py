"""How forms are drawn: one template for every field of the site."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from advocates.core.paging import paginate


class FormRenderer(TemplatesSetting):
    """Draws forms with `templates/django/forms/`: label, hint, error, input, in this order.

    A form may set `mark_optional = False` (filters, where everything is optional) to leave out "(optional)".
    """

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


class SampleForm(forms.Form):
    """One field of every kind, for the style guide and for the tests of the field template."""

    name = forms.CharField(label=_("Name of the group"), help_text=_("As it is written on its papers."))
    email = forms.EmailField(label=_("Email"), help_text=_("We send a link to this address."))
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", _("Choose a country")), ("AQ", "Antarctica")]
    )
    telephone = forms.CharField(label=_("Telephone"), required=False)
    about = forms.CharField(label=_("About the group"), required=False, widget=forms.Textarea)
    readers = forms.ChoiceField(
        label=_("Who may read this?"),
        choices=[("members", _("Only members")), ("all", _("Everyone"))],
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label=_("What the group offers"),
        help_text=_("Choose all that fit."),
        choices=[("helpline", _("Helpline")), ("meetings", _("Meetings"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    picture = forms.FileField(label=_("Picture"), help_text=_("At most 5 MB."), required=False)
    agreed = forms.BooleanField(label=_("The group has agreed to be listed."))


def sample_context() -> dict[str, object]:
    """Return what `styleguide.html` shows: an empty form, a refused one, and a page of a long list."""
    refused = SampleForm({"email": "name@", "readers": "nobody"})
    refused.full_clean()
    return {"sample": SampleForm(), "refused": refused, "pages": paginate(range(920), "4", 20)}
