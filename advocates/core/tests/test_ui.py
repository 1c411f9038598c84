"""The tags, the field template and the pages that must be drawn without any context."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from advocates.core import assets, drawings
from advocates.core.forms import SampleForm
from advocates.core.paging import paginate
from advocates.core.templatetags import ui
from tests.source import templates, text_of


def render(source: str, query: str | None = None, **context: object) -> str:
    if query is not None:
        context["request"] = RequestFactory().get("/directory/" + query)
    return Template("{% load ui %}" + source).render(Context(context))


class TestIcon:
    def test_known_by_quoted_name(self):
        svg = render('{% icon "search" %}')
        assert svg.startswith('<svg class="icon" ')
        assert 'aria-hidden="true"' in svg

    def test_known_by_variable(self):
        assert render("{% icon name %}", name="lock") == drawings.ICONS["lock"]

    def test_arrows_turn_with_the_script(self):
        assert "icon--dir" in render('{% icon "arrow" %}')
        assert "icon--dir" not in render('{% icon "clock" %}')

    @pytest.mark.parametrize("source", ['{% icon "serach" %}', "{% icon %}", '{% icon "a" "b" %}'])
    def test_misspelt_is_found_when_compiled(self, source):
        with pytest.raises(TemplateSyntaxError):
            render(source)


class TestTile:
    def test_same_seed_same_square_for_ever(self):
        assert render("{% tile 12 %}") == render('{% tile "12" %}')
        assert 'class="tile t5" ' in render("{% tile 12 %}")

    def test_sizes(self):
        assert "tile--s" in render('{% tile 1 size="s" %}')
        assert "tile--l" in render('{% tile 1 size="l" %}')

    def test_every_pattern_and_colour_is_used(self):
        assert {drawings.tile(seed) for seed in range(2000)} == set(drawings.TILES["m"])

    def test_every_square_has_its_pattern(self):
        patterns = render("{% tile_patterns %}")
        for square in drawings.TILES["m"]:
            name = re.search(r'href="#(q-\d)"', square)
            assert f'id="{name[1]}"' in patterns


class TestKept:
    PART = "components/brand.html"
    SOURCE = '{% kept "components/brand.html" name=name tagline="" %}'

    def test_it_is_drawn_once_for_each_set_of_values(self, monkeypatch):
        drawn = []
        monkeypatch.setattr(ui, "_kept", {})
        monkeypatch.setattr(ui, "get_template", lambda name: drawn.append(name) or get_template(name))
        assert all("Network A" in render(self.SOURCE, name="Network A") for _ in range(3))
        assert "Network B" in render(self.SOURCE, name="Network B")
        assert drawn == [self.PART] * 2

    def test_each_language_has_its_own(self):
        with translation.override("es"):
            assert 'href="/es/"' in render(self.SOURCE, name="Red")
        assert 'href="/"' in render(self.SOURCE, name="Red")

    def test_it_is_told_nothing_but_its_values(self):
        assert "Secret" not in render(
            self.SOURCE.replace("name=name", 'name="A"'), name="Secret", tagline="Secret"
        )

    def test_it_does_not_grow_without_end(self, monkeypatch):
        monkeypatch.setattr(ui, "_kept", kept := {})
        monkeypatch.setattr(ui, "MOST_KEPT", 3)
        for number in range(10):
            render(self.SOURCE, name=str(number))
        assert 0 < len(kept) <= 3

    def test_what_cannot_be_told_apart_is_refused(self):
        with pytest.raises(TypeError):
            render(self.SOURCE, name=["a list may change"])


class TestQueryWith:
    def test_changes_adds_and_removes(self):
        address = render(
            "{% query_with page=2 region=None q=q %}", "?region=africa&country=ke&page=1", q="a b"
        )
        assert address == "?country=ke&amp;page=2&amp;q=a+b"

    def test_order_of_the_request_does_not_matter(self):
        assert render("{% query_with page=2 %}", "?b=1&a=2") == render("{% query_with page=2 %}", "?a=2&b=1")

    def test_repeated_parameters_are_kept(self):
        assert render("{% query_with page=2 %}", "?s=x&s=y") == "?page=2&amp;s=x&amp;s=y"

    def test_list_repeats(self):
        assert render("{% query_with s=values %}", "?s=x", values=["y", "z"]) == "?s=y&amp;s=z"

    def test_values_are_escaped(self):
        assert "<" not in render("{% query_with page=2 %}", "?q=%22%3E%3Cscript%3E")

    def test_nothing_left(self):
        assert render("{% query_with page=None %}", "?page=3") == "?"

    def test_without_request(self):
        assert render("{% query_with page=2 %}") == "?page=2"


@pytest.mark.parametrize(("language", "address"), [("en", "/directory/"), ("ar", "/ar/directory/")])
def test_local_keeps_the_language(language, address):
    with translation.override(language):
        assert render('{% local "/directory/" %}') == address


class OneField(forms.Form):
    name = forms.CharField(label="Name", help_text="As it is written.")


class TestField:
    def test_order_is_label_hint_error_input(self):
        html = OneField({}).as_div()
        html = html[html.index('class="field ') :]
        places = [html.index(part) for part in ("<label", "field__hint", "field__error", "<input")]
        assert places == sorted(places)

    def test_described_once_by_hint_and_error(self):
        html = OneField({}).as_div()
        assert html.count("aria-describedby") == 1
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert html.count('id="id_name_helptext"') == 1
        assert html.count('id="id_name_error"') == 1

    def test_wrong_field_is_marked(self):
        assert 'aria-invalid="true"' in OneField({}).as_div()
        assert "aria-invalid" not in OneField().as_div()

    def test_optional_is_said_not_required(self):
        assert "(optional)" not in OneField().as_div()
        form = OneField()
        form.fields["name"].required = False
        assert "(optional)" in form.as_div()
        form.mark_optional = False
        assert "(optional)" not in form.as_div()

    def test_class_of_the_widget_is_kept(self):
        form = OneField()
        form.fields["name"].widget.attrs["class"] = "field__input--short"
        assert 'class="field__input field__input--short"' in form.as_div()

    def test_user_text_is_escaped(self):
        assert "<b>" not in OneField({"name": "<b>"}).as_div()

    def test_groups_are_fieldsets(self):
        html = SampleForm().as_div()
        assert html.count("<fieldset") == 2
        assert html.count('<div class="choice choice--box">') == 2
        assert '<label for="id_services_1">Meetings</label>' in html

    def test_single_checkbox_stands_before_its_label(self):
        html = str(SampleForm()["agreed"].as_field_group())
        assert html.index("<input") < html.index("<label")

    def test_every_id_is_unique_and_every_reference_leads_somewhere(self):
        html = SampleForm({}).as_div()
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        wanted = [name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()]
        wanted += re.findall(r'for="([^"]+)"', html) + re.findall(r'href="#([^"]+)"', html)
        assert set(wanted) <= set(ids)


class TestErrorBox:
    def test_links_to_the_fields(self):
        html = SampleForm({}).as_div()
        assert 'href="#id_name"' in html
        assert 'href="#id_readers_0"' in html

    def test_absent_while_nothing_is_wrong(self):
        assert "error-box" not in SampleForm().as_div()

    def test_errors_of_hidden_fields_and_of_the_form_are_shown(self):
        form = OneField({"name": "x"})
        form.fields["secret"] = forms.CharField(widget=forms.HiddenInput)
        form.add_error(None, "Both cannot be true.")
        html = form.as_div()
        assert "Both cannot be true." in html
        assert html.count("<li>") == 2

    def test_no_template_draws_a_second_one(self):
        """A whole form brings its own; `new.html` has one for whom the fields are drawn one by one."""
        box, whole = '{% include "components/error_box.html" %}', "{{ form }}"
        both = {path.name for path in templates() if box in text_of(path) and whole in text_of(path)}
        assert both == {"new.html"}


class TestPager:
    def pager(self, number: int, count: int = 200) -> str:
        page = paginate(range(count), str(number), 20)
        return render('{% include "components/pager.html" %}', "?region=africa", page=page)

    def test_keeps_the_filters_and_marks_the_place(self):
        html = self.pager(3)
        assert 'href="?page=4&amp;region=africa"' in html
        assert '<span aria-current="page">3</span>' in html

    def test_ends(self):
        assert 'rel="prev"' not in self.pager(1)
        assert 'rel="next"' not in self.pager(10)

    def test_one_page_needs_none(self):
        assert "<nav" not in self.pager(1, count=5)


@pytest.mark.parametrize("template", ["500.html", "503.html"])
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_drawn_without_context_and_database(template, language, direction):
    with translation.override(language):
        html = render_to_string(template)
    assert f'lang="{language}" dir="{direction}"' in html
    assert "<h1>" in html
    assert "<style>" not in html


def test_bare_pages_take_the_inline_style():
    assert "<style>a{}</style>" in render_to_string("500.html", {"inline_css": "a{}"})


CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SHEETS = sorted(CSS.glob("*/*.css"))
# Two exceptions have a [dir="rtl"] twin or look the same from both sides: places of a background, and gradients.
MIRRORED = re.compile(r"\b(?:right|left) \.9rem center|\bto right\b")
PHYSICAL = re.compile(
    r"\b(?:left|right)\b|(?<![\w-])(?:width|height|top|bottom|(?:min|max)-(?:width|height))\s*:"
)


def without_media(css: str) -> str:
    return re.sub(r"/\*.*?\*/|@media[^{]*|url\(\"[^\"]*\"\)", "", css, flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
class TestStyleSheet:
    def test_turns_round_in_right_to_left_scripts(self, sheet):
        css = MIRRORED.sub("", without_media(sheet.read_text()))
        assert not PHYSICAL.findall(css)

    def test_belongs_to_a_layer(self, sheet):
        blocks = re.findall(r"^(\S+)", without_media(sheet.read_text()), flags=re.MULTILINE)
        assert {block for block in blocks if block != "}"} == {"@layer"}

    def test_is_one_component_long(self, sheet):
        assert len(sheet.read_text().splitlines()) <= 150

    def test_uses_only_tokens_that_exist(self, sheet):
        used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) - {"--none"}
        known = {name for other in SHEETS for name in re.findall(r"(--[\w-]+)\s*:", other.read_text())}
        assert used <= known


@pytest.mark.parametrize(("folder", "budget"), [("first", 4000), ("rest", 9000)])
def test_style_weighs_little(folder, budget):
    css = assets.minified("\n".join(sheet.read_text() for sheet in sorted((CSS / folder).glob("*.css"))))
    assert len(gzip.compress(css.encode(), 9)) <= budget
