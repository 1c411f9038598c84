"""The words of published pages: when they are read, when they leave, and who finds them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from advocates.core import generations
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.search import actions, page_index
from advocates.search.models import SiteWords, SiteWordsQuerySet

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(django_capture_on_commit_callbacks):
    """Published by an editor, and searched for never."""
    made = make_news("Zebrapine", slug="zebrapine", body=[("text", "<p>Grown at the harbour.</p>")])
    with django_capture_on_commit_callbacks(execute=True):
        made.save_revision().publish()
    return NewsArticle.objects.get(pk=made.pk)


def titles(text, language="en", kind="news"):
    return [found.title for found in page_index.search(None, text, language, kind=kind)]


def words_of(page):
    return "".join(SiteWords.objects.filter(page=page.pk).values_list("words", flat=True)).split()


class TestReading:
    def test_published(self, article):
        assert words_of(article) == ["zebrapine", "grown", "at", "the", "harbour"]
        assert SiteWords.objects.get(page=article.pk).revision == article.live_revision_id

    def test_published_anew(self, article, django_capture_on_commit_callbacks):
        article.title = "Quincewood"
        with django_capture_on_commit_callbacks(execute=True):
            article.save_revision().publish()
        assert words_of(article)[0] == "quincewood"
        assert (titles("zebrapine"), titles("quincewood")) == ([], ["Quincewood"])

    def test_a_draft_changes_nothing(self, article, django_capture_on_commit_callbacks):
        article.title = "Quincewood"
        with django_capture_on_commit_callbacks(execute=True):
            article.save_revision()
        assert words_of(article)[0] == "zebrapine"
        assert titles("quincewood") == []

    def test_withdrawn(self, article, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            article.unpublish()
        assert words_of(article) == []

    def test_deleted(self, article):
        article.delete()
        assert not SiteWords.objects.filter(page=article.pk).exists()
        assert titles("harbour") == []

    def test_for_members_alone_from_now_on(self, django_capture_on_commit_callbacks):
        made = make_knowledge(make_topic(), "Zebrapine")
        with django_capture_on_commit_callbacks(execute=True):
            made.save_revision().publish()
        assert words_of(made) == ["zebrapine"]
        made.is_for_members = True
        with django_capture_on_commit_callbacks(execute=True):
            made.save_revision().publish()
        assert words_of(made) == []

    def test_what_cannot_be_read_is_published_all_the_same(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        made = make_news("Zebrapine", slug="zebrapine", live=False)
        monkeypatch.setattr(actions, "_row", lambda *_any: 1 / 0)
        with django_capture_on_commit_callbacks(execute=True):
            made.save_revision().publish()
        assert titles("zebrapine") == []
        monkeypatch.undo()
        page_index.forget()
        assert titles("zebrapine") == ["Zebrapine"]


class TestGaps:
    def test_what_nobody_announced_is_read_by_the_worker(self, article):
        actions.fill_gaps()
        assert actions.fill_gaps() == 0
        made = make_news("Quincewood", slug="quincewood")
        SiteWords.objects.filter(page=article.pk).update(revision=0, words="old")
        assert actions.fill_gaps() == 2
        assert words_of(made) == ["quincewood"]
        assert words_of(article)[0] == "zebrapine"

    def test_so_does_what_left(self, article):
        NewsArticle.objects.filter(pk=article.pk).update(live=False)
        actions.fill_gaps()
        assert words_of(article) == []

    def test_everything_in_parts(self, article, monkeypatch):
        monkeypatch.setattr(actions, "AT_ONCE", 3)
        everything = actions.rebuild()
        assert everything == SiteWords.objects.count() > 3
        assert words_of(article)[0] == "zebrapine"

    def test_a_search_reads_so_many_and_the_next_one_goes_on(self, monkeypatch):
        actions.fill_gaps()
        monkeypatch.setattr(actions, "AT_ONCE", 2)
        for number in range(3):
            make_news(f"Quincewood {number}", slug=f"quincewood-{number}")
        page_index.forget()
        assert titles("quincewood") == ["Quincewood 1", "Quincewood 2"]
        assert titles("quincewood") == ["Quincewood 0", "Quincewood 1", "Quincewood 2"]

    def test_a_search_looks_where_pages_have_changed_and_only_then(self):
        assert titles("quincewood") == []
        make_news("Quincewood", slug="quincewood")
        assert titles("quincewood") == []
        generations.bump("pages")
        assert titles("quincewood") == ["Quincewood"]

    def test_the_command_says_how_many(self, article, capsys):
        actions.fill_gaps()
        make_news("Quincewood", slug="quincewood")
        call_command("search_index")
        assert "1 pages of the site" in capsys.readouterr().out
        call_command("search_index", anew=True)
        assert words_of(article)[0] == "zebrapine"


@pytest.fixture(params=["unpublished", "for members", "restricted"])
def closed(request):
    """A page whose words are still there, though not everybody may read it any more."""
    made = make_knowledge(make_topic(), "Zebrapine")
    make_knowledge(make_topic(), "Open to all")
    actions.fill_gaps()
    if request.param == "restricted":
        PageViewRestriction.objects.create(page=made.get_parent(), restriction_type="login")
    else:
        made.live, made.is_for_members = request.param != "unpublished", request.param == "for members"
        made.save()
    assert words_of(made)
    return made


class TestTheDoor:
    def test_nothing_is_found_by_words_that_are_still_there(self, closed):
        assert titles("zebrapine", kind="knowledge") == []
        assert words_of(closed)

    def test_without_it_something_would_be(self, closed, monkeypatch):
        """The twin."""
        monkeypatch.setattr(SiteWordsQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert titles("zebrapine", kind="knowledge") == ["Zebrapine"]


class TestFinding:
    @pytest.mark.parametrize("text", ["h", "harb", "harbour", "HARB grow", "at h", "zebra"])
    def test_each_word_by_its_beginning(self, article, text):
        assert titles(text) == ["Zebrapine"]

    @pytest.mark.parametrize("text", ["arbour", "harbours", "harbour lighthouse", "z" * 199])
    def test_and_all_of_them(self, article, text):
        assert titles(text) == []

    def test_the_readers_language_then_the_title_then_its_letters(self):
        told = [("text", "<p>harbour</p>")]
        make_news("B", slug="b", body=told)
        make_news("A", slug="a", body=told)
        make_news("Z harbour", slug="z")
        make_news("C", slug="c", language="es", body=told)
        assert titles("harbour") == ["Z harbour", "A", "B", "C"]
        assert titles("harbour", "es") == ["C", "Z harbour", "A", "B"]
        assert titles("harbour", "ar") == ["Z harbour", "A", "B", "C"]

    def test_of_many_the_newest_are_compared(self, monkeypatch):
        monkeypatch.setattr(page_index, "CANDIDATES", 2)
        for number in range(4):
            make_news(f"Harbour {number}", slug=f"h{number}")
            actions.fill_gaps()
        assert titles("harbour") == ["Harbour 2", "Harbour 3"]

    def test_it_asks_the_same_for_two_and_for_twelve(self):
        counts = []
        for first, last in ((0, 2), (2, 12)):
            for number in range(first, last):
                make_news(f"Harbour {number}", slug=f"h{number}")
            page_index.forget()
            titles("harbour")
            with CaptureQueriesContext(connection) as asked:
                assert len(titles("harbour")) == last
            counts.append(len(asked))
        assert counts == [3, 3]
