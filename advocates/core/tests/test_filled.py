"""A form filled in by strings is the form that Django draws."""

from html.parser import HTMLParser

import pytest
from django import forms

from advocates.core import stencils
from advocates.core.filled import filled

NASTY = (
    '"><script>alert(1)</script> 100% %(name)s \x26amp; & <select name="country"> name="services" value="b"'
)


class Asked(forms.Form):
    name = forms.CharField(required=False)
    about = forms.CharField(required=False, widget=forms.Textarea)
    country = forms.ChoiceField(choices=[("", "None"), ("DE", "Germany"), ("de", "German"), ("X&Y", "Both")])
    language = forms.ChoiceField(choices=[("", "None"), ("DE", "Not this one"), ("de", "German")])
    services = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B"), ('c"', "C")], widget=forms.CheckboxSelectMultiple, required=False
    )


class Elements(HTMLParser):
    """What a page consists of, whatever the order of attributes; an empty value is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(
            (tag, {name: value for name, value in attrs if not (name == "value" and not value)})
        )

    def handle_data(self, data):
        self.found.append(data.strip())


@pytest.fixture(autouse=True)
def _anew():
    stencils._kept.clear()


def drawn(values, calls=None):
    def draw(holes):
        if calls is not None:
            calls.append(1)
        return Asked(initial=dict(holes)).render()

    return filled((Asked,), draw, values)


def of_django(values):
    return Asked(initial={**values, **{name: values[name][0] for name in ("country", "language")}}).render()


@pytest.mark.parametrize("country", ["", "DE", "de", "X&Y"])
@pytest.mark.parametrize("services", [[], ["b"], ["a", 'c"']])
@pytest.mark.parametrize("text", ["", "Rosa", NASTY])
def test_as_django_draws_it(country, services, text):
    values = {
        "name": text, "about": text, "country": [country], "language": ["de"], "services": services,
    }  # fmt: skip
    assert Elements(drawn(values)).found == Elements(of_django(values)).found


def test_drawn_once_for_everybody():
    calls = []
    for name in ("Rosa", "Ana", None):
        drawn({"name": name, "country": ["DE"], "services": []}, calls)
    assert len(calls) == 1


def test_nobody_gets_the_words_of_another():
    drawn({"name": "Rosa", "country": ["DE"], "services": ["a"]})
    other = drawn({"name": "", "country": [""], "services": []})
    assert "Rosa" not in other
    assert "checked" not in other
    assert other.count("selected") == 1 + 1  # language was not asked about: its first choice


def test_what_is_no_choice_is_not_made():
    page = drawn({"name": "", "country": ["ZZ"], "language": ["ZZ"], "services": ["zz"]})
    assert "selected" not in page
    assert "checked" not in page
