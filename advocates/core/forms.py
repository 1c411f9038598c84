"""How forms are drawn: one template for every field of the site."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advocates.core import widgets
from advocates.core.paging import paginate


class FormRenderer(TemplatesSetting):
    """Draws forms with `templates/django/forms/`: label, hint, error, input, in this order.

    A form may set `mark_optional = False` (filters, where everything is optional) to leave out "(optional)".
    """

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Inputs are drawn by `core.widgets`, everything else by its template."""
        found = widgets.drawn(template_name, context)
        return super().render(template_name, context, request) if found is None else found


def empty_form(form: type[forms.Form], state: Hashable = None, /, **initial: Hashable) -> SafeString:
    """A form that nobody has filled in, as it is drawn for everybody in this language; `initial` by field.

    `state` is what its choices follow from, where they change while the site runs.
    """
    return _drawn(form, get_language(), state, tuple(initial.items()))


@lru_cache(maxsize=200)
def _drawn(
    form: type[forms.Form], _language: str | None, _state: Hashable, initial: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return form(initial=dict(initial)).render()


@receiver(setting_changed)
def _forget(**_kwargs: Any) -> None:
    """Tests change settings, and with them what forms say."""
    _drawn.cache_clear()


class ComposerField(forms.CharField):
    """A longer text with the tools of the composer.

    Its form says where it will stand (`space`, `topic`) and what was found before sending: `preview` with `direction`,
    `doubts`, and `anyway` or `consent` for sending it all the same.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = "components/composer.html"


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
