"""An article never gets an address below the news that a view of ours answers: nobody would find it there."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from advocates.accounts.models import Person
from advocates.publishing import forms
from advocates.publishing.models import NewsArticle, NewsIndex
from advocates.publishing.models import pages as models
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import edit_url
from advocates.publishing.tests.test_checking import written

pytestmark = pytest.mark.django_db


def routes(resolver, before=""):
    """Every address that is a route, with its parameters in angle brackets."""
    for each in resolver.url_patterns:
        is_prefix = isinstance(each.pattern, LocalePrefixPattern)
        path = before if is_prefix else before + str(each.pattern)
        if isinstance(each, URLPattern):
            if isinstance(each.pattern, RoutePattern):
                yield path
        else:
            yield from routes(each, path)


def fixed():
    """The names of the routes directly below the news, as they are today."""
    below = {
        path.removeprefix("news/").partition("/")[0]
        for path in routes(get_resolver())
        if path.startswith("news/")
    }
    return sorted(name for name in below if name and not name.startswith("<"))


NAMES = fixed()


def test_they_are_read_from_the_routes():
    assert {"newsletter", "trials", "follow", "events"} <= set(NAMES)


@pytest.fixture
def article():
    made = make_news("The harvest", slug="harvest", kind="network")
    made.save_revision().publish()
    return NewsArticle.objects.get(pk=made.pk)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_at_its_field_and_the_text_is_kept(editor, article, name):
    answer = editor.post(edit_url(article), {**written(article), "slug": name, "title": "Kept words"})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["slug"]
    assert "belongs to another part of the site" in answer.text
    assert "Kept words" in answer.text
    assert NewsArticle.objects.get().slug == "harvest"


@pytest.mark.parametrize("language", ["es", "ar"])
def test_in_the_language_of_whoever_writes(editor, article, language):
    Person.objects.filter(pk=editor.person.pk).update(language=language)
    answer = editor.post(edit_url(article), {**written(article), "slug": NAMES[0]})
    said = str(answer.context["form"].errors["slug"])
    assert "belongs to another part" not in said
    assert said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_title_of_that_name_gets_another_address(name, language):
    made = make_news(name.title(), language=language, live=False)
    assert made.slug == f"{name}-2"


@pytest.mark.parametrize("is_live", [True, False])
def test_no_other_way_in_stores_it_either(is_live):
    with pytest.raises(ValidationError) as raised:
        make_news("Something", slug=NAMES[0], live=is_live)
    assert list(raised.value.message_dict) == ["slug"]


def test_without_the_guard_nobody_would_find_it(visitor, monkeypatch):
    """The twin."""
    monkeypatch.setattr(models, "is_taken", lambda *_asked: False)
    make_news("A hidden article", slug="trials")
    assert "A hidden article" not in visitor.get("/news/trials/").text


def test_a_copy_does_not_get_it_either(editor, article):
    index = NewsIndex.objects.get(locale__language_code="en")
    form = {
        "new_title": "Copied", "new_slug": "trials", "new_parent_page": str(index.pk), "copy_subpages": "", "alias": "",
    }  # fmt: skip
    answer = editor.post(f"/manage/pages/{article.pk}/copy/", form)
    assert answer.status_code == 200
    assert "belongs to another part of the site" in answer.text
    assert NewsArticle.objects.count() == 1


def test_the_lists_of_ours_stay_where_they_are():
    for index in NewsIndex.objects.all():
        index.save()
        assert index.slug == "news"
    assert forms.is_taken(NewsIndex.objects.first(), "events")


def test_an_ordinary_name_is_free(editor, article):
    assert editor.post(edit_url(article), {**written(article), "slug": "newsletters-2026"}).status_code == 302
