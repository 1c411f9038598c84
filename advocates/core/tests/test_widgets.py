"""Our inputs are what Django's templates draw, but for line breaks between tags."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from advocates.core import widgets
from advocates.core.forms import FormRenderer, SampleForm

TEMPLATES = DjangoTemplates()
CHOICES = [("", "Any"), ("a", "A & <b>"), ("Group", [("c", SafeString("<i>C</i>")), (7, "Seven")])]
WIDGETS = {
    "text": forms.TextInput(),
    "email": forms.EmailInput(),
    "number": forms.NumberInput(),
    "url": forms.URLInput(),
    "password": forms.PasswordInput(render_value=True),
    "hidden": forms.HiddenInput(),
    "date": forms.DateInput(),
    "checkbox": forms.CheckboxInput(),
    "file": forms.FileInput(),
    "textarea": forms.Textarea(),
    "select": forms.Select(choices=CHOICES),
    "several": forms.SelectMultiple(choices=CHOICES),
}
VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.booleans(),
    st.integers(),
    st.sampled_from([date(2026, 1, 2), SafeString("<b>")]),
)
ATTRS = st.dictionaries(
    st.sampled_from(["id", "class", "aria-describedby", "required", "dir"]),
    st.one_of(st.text(max_size=6), st.booleans(), st.integers()),
    max_size=4,
)


def flat(html: str) -> str:
    """Without the line breaks that Django's templates have behind their tags."""
    return re.sub(r">\s+", ">", html)


@pytest.mark.parametrize("name", WIDGETS)
@settings(max_examples=60, deadline=None)
@given(value=VALUES, attrs=ATTRS)
def test_as_django_draws_it(name, value, attrs):
    widget = WIDGETS[name]
    context = widget.get_context("field", value, attrs)
    assert flat(widgets.drawn(widget.template_name, context)) == flat(
        TEMPLATES.render(widget.template_name, context)
    )


@pytest.mark.parametrize(
    "kind", [forms.RadioSelect, forms.CheckboxSelectMultiple], ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_choices(kind, is_wrapped):
    for option in kind(choices=CHOICES).subwidgets("field", ["a"], {"id": "id_field"}):
        context = {"widget": {**option, "wrap_label": is_wrapped}}
        template = option["template_name"]
        assert flat(widgets.drawn(template, context)) == flat(TEMPLATES.render(template, context))


def test_another_template_is_drawn_as_ever():
    assert widgets.drawn("django/forms/div.html", {"widget": {}}) is None
    assert "<select" in SampleForm(renderer=FormRenderer()).render()
