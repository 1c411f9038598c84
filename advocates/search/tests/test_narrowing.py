"""Narrowing a search of the site: what is offered, what it counts, and what it leaves out."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.search import actions, page_index
from advocates.search.models import SiteWords, SiteWordsQuerySet

pytestmark = pytest.mark.django_db


class Selects(HTMLParser):
    """The choices of a page: by select, by value, what is written there."""

    def __init__(self, text):
        super().__init__()
        self.found, self.chosen, self.name, self.value = {}, {}, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "select":
            self.name = attrs["name"]
            self.found[self.name] = {}
        if tag == "option":
            self.value = attrs["value"]
            if "selected" in attrs:
                self.chosen[self.name] = self.value

    def handle_data(self, data):
        if self.value:
            self.found[self.name][self.value] = data.strip()

    def handle_endtag(self, tag):
        self.value = None if tag == "option" else self.value
        self.name = None if tag == "select" else self.name


@pytest.fixture
def published():
    """Harbours in two languages, three years and two countries."""
    make_news("Harbour one", slug="one", countries=["DE", "FR"], listed_at=datetime(2022, 5, 1, tzinfo=UTC))
    make_news("Harbour two", slug="two", countries=["DE"], listed_at=datetime(2024, 5, 1, tzinfo=UTC))
    make_news("Harbour puerto", slug="tres", language="es", listed_at=datetime(2024, 6, 1, tzinfo=UTC))
    make_event("Harbour day", slug="day", country="FR", starts_on=date(2023, 4, 1))
    make_organisation("Harbour friends", country="FR")
    page_index.forget()


def shown(visitor, **asked):
    answer = visitor.get("/search/", {"q": "harbour", **asked})
    assert answer.status_code == 200
    return answer.text


def found_in(text):
    names = ("one", "two", "puerto", "day", "friends")
    return {name for name in names if f">Harbour {name}</bdi>" in text}


class TestChoosing:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, {"one", "two", "puerto", "day", "friends"}),
            ({"language": "es"}, {"puerto"}),
            ({"language": "en"}, {"one", "two", "day"}),
            ({"year": "2024"}, {"two", "puerto"}),
            ({"year": "2023"}, {"day"}),
            ({"country": "FR"}, {"one", "day", "friends"}),
            ({"country": "DE", "year": "2024"}, {"two"}),
            ({"country": "DE", "year": "2023"}, set()),
            ({"kind": "news", "country": "FR"}, {"one"}),
            ({"kind": "events", "country": "FR"}, {"day"}),
            ({"country": "BR"}, set()),
            ({"language": "", "year": "", "country": ""}, {"one", "two", "puerto", "day", "friends"}),
        ],
    )
    def test_what_is_left(self, visitor, published, asked, found):
        assert found_in(shown(visitor, **asked)) == found

    @pytest.mark.parametrize(
        "asked", [{"year": "1"}, {"year": "20245"}, {"year": "x"}, {"country": "ZZ"}, {"country": "fr"},
                  {"language": "%"}, {"language": "a\0"}, {"country": "FR DE"}]
    )  # fmt: skip
    def test_what_is_none_is_not_found(self, visitor, published, asked):
        assert visitor.get("/search/", {"q": "harbour", **asked}).status_code == 404

    @pytest.mark.parametrize("asked", [{"year": "2024"}, {"country": "FR"}, {"language": "es"}])
    def test_a_country_has_neither_year_nor_language(self, visitor, db, asked):
        assert ">France</bdi>" in visitor.get("/search/", {"q": "france"}).text
        assert ">France</bdi>" not in visitor.get("/search/", {"q": "france", **asked}).text


class TestOffered:
    def test_each_value_with_its_count(self, visitor, published):
        found = Selects(shown(visitor)).found
        assert found == {
            "language": {"en": "English (3)", "es": "Español (1)"},
            "year": {"2024": "2024 (2)", "2023": "2023 (1)", "2022": "2022 (1)"},
            "country": {"FR": "France (2)", "DE": "Germany (2)"},
        }
        assert list(found["year"]) == ["2024", "2023", "2022"]

    def test_of_one_kind(self, visitor, published):
        assert Selects(shown(visitor, kind="news")).found["year"] == {"2024": "2024 (2)", "2022": "2022 (1)"}
        assert Selects(shown(visitor, kind="organisations")).found == {}

    def test_a_choice_counts_for_the_others_and_not_for_itself(self, visitor, published):
        text = Selects(shown(visitor, country="FR"))
        assert text.found["country"] == {"FR": "France (2)", "DE": "Germany (2)"}
        assert text.found["year"] == {"2023": "2023 (1)", "2022": "2022 (1)"}
        assert text.chosen == {"country": "FR"}

    def test_what_leaves_nothing_can_be_taken_back(self, visitor, published):
        text = shown(visitor, country="BR", kind="news")
        assert Selects(text).found["country"]["BR"] == "Brazil (0)"
        assert 'href="?kind=news&amp;q=harbour">Everything again' in text

    def test_where_there_is_nothing_to_choose_nothing_is_offered(self, visitor, db):
        make_knowledge(make_topic(), "Harbour")
        page_index.forget()
        assert "<select" not in shown(visitor)

    def test_of_more_than_are_counted_no_count_is_said(self, visitor, published, monkeypatch):
        monkeypatch.setattr(page_index, "COUNTED", 3)
        assert Selects(shown(visitor)).found["language"] == {"en": "English", "es": "Español"}

    def test_in_the_readers_language(self, visitor, published):
        text = visitor.get("/es/search/", {"q": "harbour"}).text
        assert Selects(text).found["country"]["DE"] == "Alemania (2)"

    def test_as_many_questions_for_four_as_for_forty(self, visitor, published):
        counts = []
        for amount in (0, 36):
            for number in range(amount):
                make_news(f"Harbour {number}", slug=f"more-{number}", countries=["JP"])
            actions.fill_gaps()
            page_index.forget()
            shown(visitor, country="FR")
            with CaptureQueriesContext(connection) as asked:
                page_index.facets(None, "harbour", "en", "", page_index.EVERYTHING)
            counts.append(len(asked))
        assert counts == [2, 2]


class TestTheDoor:
    @pytest.fixture
    def closed(self, published):
        """Words are still there of what not everybody reads any more."""
        actions.fill_gaps()
        article = NewsArticle.objects.get(slug="one")
        PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert SiteWords.objects.filter(page=article.pk, year=2022).exists()

    def test_what_is_closed_is_not_counted(self, visitor, closed):
        found = Selects(shown(visitor)).found
        assert "2022" not in found["year"]
        assert found["country"] == {"DE": "Germany (1)", "FR": "France (1)"}

    def test_without_the_gate_it_would_be(self, visitor, closed, monkeypatch):
        """The twin."""
        monkeypatch.setattr(SiteWordsQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert "2022" in Selects(shown(visitor)).found["year"]


def test_more_words_than_anybody_asks_for_are_not_looked_for(monkeypatch, published):
    """Each costs a look-up; what comes after so many is left out."""
    monkeypatch.setattr(page_index, "MOST_ASKED", 2)
    assert [found.title for found in page_index.search(None, "harbour one x", "en", kind="news")] == [
        "Harbour one"
    ]
    assert page_index.search(None, "harbour x one", "en", kind="news") == []
