"""A translation is as old as the last change of its source that matters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from advocates.publishing.models import NewsArticle, PublishedChange, Significance
from advocates.publishing.tests.articles import make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    article = make_news("The harvest", slug="harvest", kind="network")
    article.save_revision().publish()
    return NewsArticle.objects.get(pk=article.pk)


@pytest.fixture
def spanish(source):
    made = source.copy_for_translation(Locale.objects.get(language_code="es"))
    made.title = "La cosecha"
    made.save_revision().publish()
    return NewsArticle.objects.get(pk=made.pk)


def change(source, significance, title="Changed"):
    source.refresh_from_db()
    source.title, source.significance = title, significance
    source.save_revision().publish()


def shown(visitor, path="/es/news/harvest/"):
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.text


def test_it_knows_of_which_revision_it_is_one(source, spanish):
    assert spanish.translated_from_id == source.pk
    assert spanish.translated_revision == source.live_revision_id


def test_a_new_one_says_nothing(visitor, spanish):
    assert "esta traducción" not in shown(visitor).lower()
    assert "translation is older" not in shown(visitor)


@pytest.mark.parametrize(
    ("significance", "is_told", "is_warned"),
    [
        (Significance.MINOR, False, False),
        (Significance.NORMAL, True, False),
        (Significance.MEDICAL, True, True),
    ],
)
def test_readers_are_told_of_changes_that_matter(visitor, source, spanish, significance, is_told, is_warned):
    change(source, significance)
    text = shown(visitor)
    assert ('role="note"' in text) is is_told
    assert ("notice--warn" in text) is is_warned
    assert "notice--warn" not in shown(visitor, "/news/harvest/")


def test_a_draft_of_the_source_outdates_nothing(visitor, source, spanish):
    source.title = "Secret draft"
    source.save_revision()
    assert 'role="note"' not in shown(visitor)


def test_a_small_change_after_a_medical_one_hides_it_not(visitor, source, spanish):
    change(source, Significance.MEDICAL)
    change(source, Significance.MINOR)
    assert "notice--warn" in shown(visitor)


def test_each_publication_is_noted_once(source):
    assert PublishedChange.objects.filter(page=source).count() == 1
    source.get_latest_revision().publish()
    assert PublishedChange.objects.filter(page=source).count() == 1


def test_what_is_no_translation_asks_nothing_more(visitor, source):
    shown(visitor, "/news/harvest/")
    with CaptureQueriesContext(connection) as asked:
        shown(visitor, "/news/harvest/")
    assert not [each for each in asked.captured_queries if "publishedchange" in each["sql"]]


def test_an_older_translation_asks_two_things_more(visitor, source, spanish):
    def asked():
        shown(visitor)
        with CaptureQueriesContext(connection) as captured:
            shown(visitor)
        return len(captured)

    fresh = asked()
    change(source, Significance.MEDICAL)
    assert asked() == fresh + 1
    spanish.translated_from = None
    spanish.save()
    assert asked() == fresh - 1


def test_a_copy_is_no_translation_and_nobody_has_checked_it(source):
    source.checked_by = "Somebody"
    source.save()
    copy = source.copy(update_attrs={"slug": "copy"})
    assert (copy.translated_from_id, copy.checked_by) == (None, "")
