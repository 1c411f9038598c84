"""Site search: what it finds, in which order, and that nothing that is typed can break it."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocates.core.limits import LIMITS
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import StandardPage
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.search import page_index, sources
from advocates.search.sources import Result


def read(client, question, prefix=""):
    answer = client.get(f"{prefix}/search/", {"q": question})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "question",
    [
        'foo"bar',
        "'; DROP TABLE x; --",
        "%",
        "_",
        "*",
        "(",
        "a\x00b",
        "\ud7ff\U0001f600",
        "x" * 10_000,
        " ",
        "\\",
        "NEAR/3",
        "a:b",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_anything_can_be_typed(visitor, db, question, prefix):
    read(visitor, question, prefix)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=st.text(max_size=300))
def test_whatever_is_typed(db, question):
    parts = sources.ask_all(None, question, "en")
    assert all(part.results for part in parts)


def test_a_group_is_found_by_its_name_in_any_script(visitor, db):
    make_organisation("Thai Friends", local_name="ชมรมผู้ป่วยมะเร็งเม็ดเลือดขาว", country="TH")
    make_organisation("Círculo", local_name="Círculo", country="MX")
    assert 'href="/organisations/thai-friends/"' in read(visitor, "ผู้ป่วย")
    assert 'href="/organisations/circulo/"' in read(visitor, "circulo")
    assert 'href="/es/organisations/circulo/"' in read(visitor, "CIRCULO", "/es")
    assert 'href="/es/directory/?q=circulo"' in read(visitor, "circulo", "/es")


def test_an_unpublished_group_is_not_found(visitor, editor, db):
    make_organisation("Zebrapine Group", is_published=False)
    for client in (visitor, editor):
        assert "/organisations/" not in read(client, "zebrapine")


@pytest.mark.parametrize("question", ["Germany", "alemania", "ألمانيا", "德国", "deutschland"])
def test_a_country_is_found_in_any_language(visitor, db, question):
    assert 'href="/directory/de/"' in read(visitor, question)


@pytest.mark.parametrize("question", ["accessibility", "ACCESSIBILITY", "keyboard"])
def test_a_page_is_found_by_title_and_text(visitor, db, question):
    assert 'href="/accessibility/"' in read(visitor, question)


@pytest.mark.parametrize(
    ("words", "question"),
    [("患者会の歴史", "患者"), ("تاريخ المرضى", "مرضى"), ("Geschichte über uns", "uber")],
)
def test_a_page_is_found_in_any_script(visitor, new_page, words, question):
    new_page(body=[("text", f"<p>{words}</p>")])
    assert 'href="/history/"' in read(visitor, question)


def test_pages_of_the_readers_language_come_first(visitor, db):
    text = read(visitor, "WCAG", "/es")
    assert text.index('href="/es/accessibility/"') < text.index('href="/accessibility/"')
    assert '<a href="/accessibility/" hreflang="en" lang="en"' in text


def test_a_draft_is_not_found(visitor, editor, new_page):
    new_page(title="Zebrapine", live=False)
    for client in (visitor, editor):
        assert "/history/" not in read(client, "zebrapine")


def test_a_changed_page_is_found_by_its_new_words(visitor, db, django_capture_on_commit_callbacks):
    assert "/about/" not in between(read(visitor, "marmalade"))
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    page.summary = "Marmalade"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert 'href="/about/"' in between(read(visitor, "marmalade"))


def between(text):
    """The main part of a page, without header and footer."""
    return text[text.index("<main") : text.index("</main")]


def test_nothing_found_leads_on(visitor, db):
    text = read(visitor, "qqqqzzzz")
    assert "Nothing was found" in text
    assert f'href="{reverse("directory")}"' in text


def test_the_question_is_shown_and_escaped(visitor, db):
    text = read(visitor, '<script>alert("x")</script>')
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_robots_stay_out(visitor, db):
    answer = visitor.get("/search/?q=x")
    assert answer["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in answer.content.decode()


def test_searching_too_often_is_slowed(visitor, db, settings):
    settings.LIMITS = {**LIMITS, "search": (3, 60)}
    statuses = [visitor.get("/search/?q=x").status_code for _number in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert visitor.get("/search/").status_code == 200


def test_an_app_adds_a_source(monkeypatch, visitor, db):
    monkeypatch.setattr(sources, "_sources", {})
    asked = []

    def ask(viewer, text, language, narrowed):
        asked.append((viewer.is_signed_in, text, language, bool(narrowed)))
        return [Result("Found it", "/x/", "in a place")]

    sources.register_source("own", ask, heading="Own things", more=lambda text: f"/all/?q={text}")
    text = read(visitor, "  word ", "/es")
    assert asked == [(False, "word", "es", False)]
    for words in ("Own things", "Found it", "in a place", "/all/?q=word"):
        assert words in text


def test_sources_are_told_who_asks(monkeypatch, editor, db):
    told = []
    monkeypatch.setattr(sources, "_sources", {})
    sources.register_source("own", lambda viewer, *_asked: told.append(viewer) or [], heading="x")
    editor.get("/search/?q=a")
    assert told[0].is_signed_in


class TestKinds:
    @pytest.fixture
    def published(self, db):
        """A word in a page of each kind, and in more news than the overview shows."""
        for number in range(sources.FIRST + 1):
            make_news(f"Harbour {number:02}", slug=f"harbour-{number}")
        make_knowledge(make_topic(), "Harbour in practice", slug="harbour-in-practice")
        make_event("Harbour day", slug="harbour-day")
        page_index.forget()

    def test_each_stands_under_its_own_heading(self, visitor, published):
        text = read(visitor, "harbour")
        for heading in ("News", "Knowledge", "Events"):
            assert f"<h2>{heading}</h2>" in text
        assert "<h2>Pages of this site</h2>" not in text
        assert text.count("/news/harbour-") == sources.FIRST
        assert 'href="?kind=news&amp;q=harbour"' in text

    @pytest.mark.parametrize("kind", ["news", "knowledge", "events", "pages", "organisations"])
    def test_one_alone(self, visitor, published, kind):
        answer = visitor.get("/search/", {"q": "harbour", "kind": kind}).text
        assert f'href="?kind={kind}&amp;q=harbour" aria-current="true"' in answer
        assert ("harbour-20/" in answer) is (kind == "news")
        assert ("harbour-day/" in answer) is (kind == "events")
        assert ("harbour-in-practice/" in answer) is (kind == "knowledge")

    @pytest.mark.parametrize("kind", ["x", "a\0", "news,events"])
    def test_what_is_no_kind_is_not_found(self, visitor, db, kind):
        assert visitor.get("/search/", {"q": "a", "kind": kind}).status_code == 404
