"""Pages on paper and in other languages, in a real browser: eight scripts, right to left, small, without scripts."""

import subprocess
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import author_of
from advocates.wiki.models import PageOrigin, WikiPage
from advocates.wiki.paragraphs import pieces
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.translations import actions
from advocates.wiki.translations.tracing import Origin, digest_of
from tests.cast import member_client, sign_in_browser
from tests.pdf_text import squeezed, words_of

SCRIPTS = {
    "en": "The quick brown fox",
    "ar": "حملة من أجل الدواء",
    "ru": "Кампания за доступ к лекарствам",
    "el": "Εκστρατεία για φάρμακα",
    "hi": "दवाओं के लिए अभियान",
    "th": "การรณรงค์เพื่อยา",
    "zh": "争取药物的行动",
    "ja": "薬のための活動です",
}
SCREENS = [("en", 1280, "light"), ("ar", 1280, "light"), ("en", 390, "dark"), ("ar", 390, "dark")]


@pytest.fixture
def writer(transactional_db):
    made = member_client("writer", "Writing Group", "DE").person
    Mandate.objects.filter(person=made).update(starts_at=timezone.now() - timedelta(days=30))
    Person.objects.filter(pk=made.pk).update(reads=["es", "ar"])
    return made


@pytest.fixture
def window(browser, live_server, writer):
    opened = []

    def open_window(*, scripts=True, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
        )
        opened.append(context)
        sign_in_browser(context, live_server, writer, second_factor=True)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


def has_font(language: str) -> bool:
    listed = subprocess.run(["fc-list", f":lang={language}"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_branch_is_printed_and_its_words_are_found_again(live_server, window, writer, language):
    if not has_font(language):
        pytest.skip(f"this machine has no font for {language}, so no browser can print it")
    words = SCRIPTS[language]
    top = make_page(writer, words, f"{words}\n\n# {words}", lang=language)
    below = make_page(writer, f"{words} 2", words, parent=top, lang=language)
    page = window()
    page.goto(f"{live_server.url}{top.address}print/")
    printed = words_of(page.pdf(format="A4"))
    # What is written from right to left is drawn from its end.
    wanted = squeezed(words)[::-1] if language == "ar" else squeezed(words)
    assert printed.count(wanted) == 5
    for each in (top, below):
        assert squeezed(f"/members/wiki/{each.public_id}/") in printed
    assert str(timezone.localdate().year) in printed
    assert squeezed("Print this page") not in printed


@pytest.fixture
def spanish(writer) -> WikiPage:
    text = "First words.\n\n# A heading\n\nSecond words."
    begun = make_page(writer, "How to begin", text)
    rows_for = actions.Translated("Primeras.\n\n# Un título\n\nSegundas.", "es", "x", [])
    made = actions.begin(author=_author(writer), source=begun, title="Cómo empezar", translated=rows_for)
    _translated(writer, begun, made)
    save(writer, begun, text.replace("Second", "Other"), 1)
    assert actions.freshen(made.pk) == 1
    return made


def _author(person):
    return author_of(viewer_for(person))


def _translated(person, source, page):
    both = zip(
        pieces("Primeras.\n\n# Un título\n\nSegundas."),
        pieces("First words.\n\n# A heading\n\nSecond words."),
        strict=True,
    )
    made = [Origin(digest_of(own), source.pk, 1, digest_of(other)).stored() for own, other in both]
    PageOrigin.objects.update_or_create(page=page, number=1, defaults={"pieces": made})


@pytest.mark.parametrize("screen", SCREENS, ids=[f"{each[0]} {each[1]}" for each in SCREENS])
def test_nothing_is_in_anybodys_way(live_server, window, spanish, screen):
    language, width, scheme = screen
    page = window(width=width, scheme=scheme)
    source = WikiPage.objects.get(lang="en")
    asked = [
        f"{spanish.address}",
        f"{spanish.address}out/",
        f"{spanish.address}print/",
        f"{spanish.address}languages/",
        f"{source.address}languages/es/",
        f"{source.address}propose/",
        f"/members/wiki/s/{source.space.public_id}/in/",
        f"/members/wiki/s/{source.space.public_id}/out/",
        "/members/wiki/translations/",
        "/members/wiki/proposals/",
    ]
    for address in asked:
        page.goto(f"{live_server.url}{address}?lang={language}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels too wide"


def test_translating_without_scripts(live_server, window, writer, spanish):
    source = WikiPage.objects.get(lang="en")
    page = window(scripts=False, width=390)
    page.goto(f"{live_server.url}{spanish.address}")
    expect(page.get_by_text("1 paragraph of this translation is older than its original.")).to_be_visible()
    expect(page.get_by_text("The original (English) is newer here and says:")).to_be_visible()
    page.goto(f"{live_server.url}{source.address}languages/es/")
    page.get_by_role("textbox", name="Paragraph 3").fill("Otras palabras.")
    page.get_by_role("button", name="Save the translation").click()
    expect(page.get_by_text("Otras palabras.")).to_be_visible()
    expect(page.get_by_text("Your translation is saved")).to_be_visible()
    assert actions.freshen(spanish.pk) == 0
