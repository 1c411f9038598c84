"""The topics that a new installation starts with are one in every language; what editors have made is left alone."""

from importlib import import_module

import pytest
from django.apps import apps

from advocates.publishing.languages import listing
from advocates.publishing.models import KnowledgeIndex, KnowledgeTopic
from advocates.publishing.tests.articles import make_topic
from advocates.publishing.tests.test_fallback import locale

pytestmark = pytest.mark.django_db
migration = import_module("advocates.publishing.migrations.0022_first_topics_in_languages")


def topics(language):
    index = KnowledgeIndex.objects.get(locale__language_code=language)
    return list(KnowledgeTopic.objects.child_of(index).order_by("path"))


def keys(language):
    return [topic.translation_key for topic in topics(language)]


@pytest.fixture
def only_english():
    """As it was before."""
    for language in ("es", "ar"):
        for topic in topics(language):
            topic.delete()


def migrate():
    migration.make_topics(apps, None)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_each_is_a_translation_of_the_english_one(visitor, language):
    assert keys(language) == keys("en")
    assert [topic.translated_from_id for topic in topics(language)] == [topic.pk for topic in topics("en")]
    assert KnowledgeIndex.find_problems() == ([], [], [], [], [])
    text = visitor.get(f"/{language}/knowledge/").text
    assert all(topic.title in text for topic in topics(language))
    assert "Fundraising" not in text
    assert 'hreflang="en"' in visitor.get(f"/{language}/knowledge/fundraising/").text


def test_editors_miss_none_and_find_none_too_many():
    for language in ("en", "es", "ar"):
        rows = listing.missing_in(locale(language).pk)
        assert not [page for page in rows if page.specific_class is KnowledgeTopic]


def test_it_makes_them_once(only_english):
    migrate()
    migrate()
    assert [len(topics(language)) for language in ("en", "es", "ar")] == [6, 6, 6]


def test_a_language_with_topics_of_its_own_is_left_alone(only_english):
    make_topic("Empezar", "es")
    migrate()
    assert [topic.title for topic in topics("es")] == ["Empezar"]
    assert len(topics("ar")) == 6


def test_what_is_translated_already_is_kept_and_the_rest_is_added(only_english):
    made = topics("en")[1].copy_for_translation(locale("es"))
    made.title = "Pedir dinero"
    made.save_revision().publish()
    migrate()
    assert sorted(keys("es")) == sorted(keys("en"))
    assert "Pedir dinero" in [topic.title for topic in topics("es")]


def test_an_english_topic_that_means_something_else_by_now_is_not_translated(only_english):
    changed = topics("en")[0]
    changed.title = "How to end a group"
    changed.save()
    migrate()
    assert keys("es") == keys("en")[1:]


def test_where_editors_took_the_list_away_nothing_is_made(only_english):
    KnowledgeIndex.objects.get(locale__language_code="es").delete()
    migrate()
    assert len(topics("ar")) == 6
