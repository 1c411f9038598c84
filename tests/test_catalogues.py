"""The translation tools find every marked text and every fault of a catalogue."""

import os
import shutil
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from catalogues import PACKAGE, faults, files, source

TEMPLATE = """
{% load i18n %}{# Translators: not _("a comment") #}
<h1>{% translate "Find a group" %}</h1> {% translate "Open" context "verb" %} {{ name|default:_("Nobody") }}
{% blocktranslate trimmed %}
  Ask   {{ name }}
  "again"
{% endblocktranslate %}
{% blocktranslate count n=total %}One group{% plural %}{{ n }} groups{% endblocktranslate %}
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
a = _("Two "
      "halves")
b = ngettext("%(n)s row", "%(n)s rows", 3)
c = pgettext_lazy("noun", "Post")
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of one template and one module in place of the real one."""
    folder = tmp_path / "advocates"
    (folder / "templates").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "templates" / "page.html").write_text(TEMPLATE)
    (folder / "views.py").write_text(PYTHON)
    (folder / "tests" / "test_views.py").write_text('_("Only in a test")')
    for module in (source, files):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(source, "PACKAGE", folder)
    monkeypatch.setattr(files, "LOCALE", folder / "locale")
    return folder


def test_every_marked_text_is_found(package):
    found = {(message.context, message.id) for message in source.texts() if message.id}
    assert found == {
        (None, "Find a group"),
        ("verb", "Open"),
        (None, "Nobody"),
        (None, 'Ask   %(name)s "again"'),
        (None, ("One group", "%(n)s groups")),
        (None, "Two halves"),
        (None, ("%(n)s row", "%(n)s rows")),
        ("noun", "Post"),
    }


WHOLE = {
    "Find a group": "ابحث",
    "verb|Open": "افتح",
    "Nobody": "لا أحد",
    'Ask   %(name)s "again"': "اسأل %(name)s",
    "One group": ["لا", "واحدة", "اثنتان", "%(n)s م", "%(n)s م", "%(n)s م"],
    "Two halves": "نصفان",
    "%(n)s row": ["لا", "صف", "صفان", "%(n)s ص", "%(n)s ص", "%(n)s ص"],
    "noun|Post": "منشور",
}


def test_a_new_catalogue_has_the_plural_rule_of_its_language(package):
    files.update("ar")
    assert files.read("ar").num_plurals == 6
    assert len(faults.of_language("ar")) == len(WHOLE)


def test_a_whole_catalogue_has_no_fault_and_can_be_compiled(package):
    assert files.fill("ar", WHOLE) == []
    assert faults.of_language("ar") == []
    assert files.gaps("ar") == []
    files.compile_all()
    assert files.path_of("ar").with_suffix(".mo").is_file()


def test_translations_survive_an_update(package):
    files.fill("ar", WHOLE)
    before = files.path_of("ar").read_text()
    files.update("ar")
    assert files.path_of("ar").read_text() == before


@pytest.mark.parametrize(
    ("text", "translation", "said"),
    [
        ("Nobody", "", "not translated"),
        ('Ask   %(name)s "again"', "اسأل", "lost a placeholder: name"),
        ('Ask   %(name)s "again"', "اسأل %(nome)s %(name)s", "the original lacks: nome"),
        ("One group", ["لا", "واحدة", "اثنتان", "%(n)s م", "م", "%(n)s م"], "lost a placeholder: n"),
        ("One group", ["لا", "واحدة", "اثنتان", "%(n)s م", "%(n)s م", ""], "lacks a plural form"),
        ("Nobody", "لا أحد\n", "line break"),
    ],
)
def test_a_fault_is_named(package, text, translation, said):
    files.fill("ar", WHOLE | {text: translation})
    (fault,) = faults.of_language("ar")
    assert said in fault
    assert fault.startswith("advocates/locale/ar/LC_MESSAGES/django.po: ")


def test_a_doubtful_translation_is_a_fault(package):
    files.fill("ar", WHOLE)
    path = files.path_of("ar")
    path.write_text(path.read_text().replace('msgid "Nobody"', '#, fuzzy\nmsgid "Nobody"'))
    assert "fuzzy" in " ".join(faults.of_language("ar"))


def test_new_and_vanished_texts_are_faults(package):
    files.fill("ar", WHOLE)
    (package / "views.py").write_text(PYTHON.replace("Two ", "Three "))
    found = " ".join(faults.of_language("ar"))
    assert "“Three halves” is not in the catalogue" in found
    assert "“Two halves” is no longer in the source" in found


def test_a_missing_or_broken_catalogue_is_a_fault(package):
    assert "is not there" in faults.of_language("es")[0]
    files.update("es")
    files.path_of("es").write_text('<<<<<<< ours\nmsgid "x"\nmsgstr "y"\n')
    assert "cannot be read" in faults.of_language("es")[0]


def test_a_translation_of_an_unknown_text_is_returned(package):
    assert files.fill("es", {"Nowhere": "En ninguna parte"}) == ["Nowhere"]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not here to compare with")
def test_gettext_finds_the_same_texts_in_the_real_package(tmp_path):
    """Django's own tool is the measure; ours must not know fewer texts, nor more."""
    copy = tmp_path / "advocates"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
    (copy / "locale").mkdir()
    assert ids(source.texts()) == ids(_by_gettext(copy))


def ids(catalogue: Catalog):
    return {(message.context, str(message.id)) for message in catalogue if message.id}


def _by_gettext(folder):
    ready = "import django; from django.conf import settings; settings.configure(); django.setup()"
    options = "locale=['fr'], ignore_patterns=['*tests*', 'migrations'], verbosity=0"
    call = f"from django.core.management import call_command; call_command('makemessages', {options})"
    clean = {"PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-c", f"{ready}; {call}"], cwd=folder, check=True, env=clean)
    with (folder / "locale" / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)
