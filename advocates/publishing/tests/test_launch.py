"""Languages that were ticked go live in one moment, or none does."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from advocates.core.models import StreamEntry
from advocates.publishing.languages import actions, listing
from advocates.publishing.models import LaunchTick, NewsArticle, NewsIndex
from advocates.publishing.refusals import LaunchTogether, SecondPersonNeeded
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import edit_url
from advocates.publishing.tests.test_checking import written

pytestmark = pytest.mark.django_db


def locale(code):
    return Locale.objects.get(language_code=code)


def draft_of(kind="network", user=None, slug="together"):
    index = NewsIndex.objects.get(locale__language_code="en")
    article = NewsArticle(title="Together", slug=slug, kind=kind, live=False, locale=index.locale)
    index.add_child(instance=article)
    article.save_revision(user=user)
    return NewsArticle.objects.get(pk=article.pk)


@pytest.fixture
def source(db):
    return draft_of()


def translate(source, code):
    """A draft that says the newest version."""
    made = source.copy_for_translation(locale(code))
    made.title = f"Together {code}"
    made.save_revision()
    return NewsArticle.objects.get(pk=made.pk)


def live():
    return set(NewsArticle.objects.live().values_list("locale__language_code", flat=True))


def address(page, rest=""):
    return f"/manage/translations/{page.pk}/{rest}"


def tick(editor, page, *codes):
    return editor.post(address(page, "together/"), {"locales": [locale(code).pk for code in codes]})


def test_an_editor_ticks_them_and_takes_the_ticks_away(editor, source):
    assert tick(editor, source, "es", "ar").status_code == 302
    assert editor.get(address(source)).text.count(" checked") == 2
    tick(editor, source, "es")
    assert [each.locale.language_code for each in LaunchTick.objects.select_related("locale")] == ["es"]


def test_all_of_them_go_live_in_one_deed(editor, source):
    translate(source, "es")
    translate(source, "ar")
    tick(editor, source, "es", "ar")
    assert editor.post(address(source, "launch/")).status_code == 302
    assert live() == {"en", "es", "ar"}
    assert not LaunchTick.objects.exists()
    assert StreamEntry.objects.filter(kind="publishing.launch.done").count() == 1


def test_or_none_where_one_is_missing(editor, source):
    translate(source, "es")
    tick(editor, source, "es", "ar")
    answer = editor.post(address(source, "launch/"))
    assert answer.status_code == 409
    assert "العربية" in answer.text or "Arabic" in answer.text
    # On the page where the tick can be taken away.
    assert "have no translation of this version yet" in answer.text
    assert answer.text.count(" checked") == 2
    assert 'name="at"' in answer.text
    assert live() == set()


def test_or_none_where_one_says_an_earlier_version(editor, source):
    translate(source, "es")
    source.title = "Together, changed"
    source.save_revision()
    tick(editor, source, "es")
    assert editor.post(address(source, "launch/")).status_code == 409
    assert live() == set()


def test_or_none_where_the_last_of_them_fails(editor, source, monkeypatch):
    spanish = translate(source, "es")
    tick(editor, source, "es")
    publish = NewsArticle.publish

    def fail(page, *args, **kwargs):
        if page.pk == spanish.pk:
            raise RuntimeError("the light went out")
        return publish(page, *args, **kwargs)

    monkeypatch.setattr(NewsArticle, "publish", fail)
    with pytest.raises(RuntimeError):
        actions.launch(actor=editor.person, source=source)
    assert live() == set()
    assert LaunchTick.objects.count() == 1


def test_without_the_one_transaction_a_part_would(editor, source, monkeypatch):
    """The twin."""
    spanish = translate(source, "es")
    tick(editor, source, "es")
    publish = NewsArticle.publish

    def fail(page, *args, **kwargs):
        if page.pk == spanish.pk:
            raise RuntimeError("the light went out")
        return publish(page, *args, **kwargs)

    monkeypatch.setattr(NewsArticle, "publish", fail)
    monkeypatch.setattr(actions, "transaction", SimpleNamespace(atomic=nullcontext))
    with pytest.raises(RuntimeError):
        actions.launch(actor=editor.person, source=source)
    assert live() == {"en"}


def test_a_medical_text_of_ones_own_keeps_all_of_them_back(editor):
    source = draft_of("care", editor.person)
    translate(source, "es")
    actions.tick(actor=editor.person, source=source, locales=[locale("es")])
    with pytest.raises(SecondPersonNeeded):
        actions.launch(actor=editor.person, source=source)
    assert live() == set()


def test_without_a_tick_there_is_nothing_to_launch(editor, source):
    assert editor.post(address(source, "launch/")).status_code == 409
    assert live() == set()


def test_nobody_publishes_the_page_alone_until_then(editor, source):
    tick(editor, source, "es")
    with pytest.raises(LaunchTogether):
        source.get_latest_revision().publish()
    answer = editor.post(edit_url(source), {**written(source), "action-publish": "1"})
    assert "ticked to be published together" in answer.text
    assert live() == set()


def test_without_the_guard_it_would_go_live_alone(editor, source, monkeypatch):
    """The twin."""
    tick(editor, source, "es")
    monkeypatch.setattr(
        "advocates.publishing.models.pages.LaunchTick.objects.filter", lambda **_: LaunchTick.objects.none()
    )
    source.get_latest_revision().publish()
    assert live() == {"en"}


def test_the_others_follow(editor, source):
    translate(source, "es")
    tick(editor, source, "es")
    editor.post(address(source, "launch/"))
    arabic = translate(NewsArticle.objects.get(pk=source.pk), "ar")
    arabic.get_latest_revision().publish()
    assert live() == {"en", "es", "ar"}


class TestTheList:
    @pytest.fixture
    def older(self, editor):
        article = make_news("The harvest", slug="harvest", kind="network")
        article.save_revision().publish()
        article = NewsArticle.objects.get(pk=article.pk)
        spanish = translate(article, "es")
        spanish.get_latest_revision().publish()
        article.title, article.significance = "The great harvest", "medical"
        article.save_revision().publish()
        return NewsArticle.objects.get(pk=article.pk)

    def test_what_is_older_and_missing_waits_for_editors(self, editor, older):
        for path in ("/manage/waiting/", "/manage/translations/", "/manage/translations/?language=es"):
            text = editor.get(path).text
            assert "Together es" in text
            assert "medical facts have changed" in text
        assert "The great harvest" in editor.get("/manage/translations/?language=ar").text
        assert "Together es" not in editor.get("/manage/translations/?language=ar").text

    def test_the_difference_is_told_in_words(self, editor, older):
        text = editor.get(address(older, "es/changes/")).text
        assert "<ins>great </ins>" in text

    def test_an_editor_says_that_it_needs_no_change(self, editor, older):
        assert editor.post(address(older, "es/current/")).status_code == 302
        assert "Together es" not in editor.get("/manage/translations/").text
        assert listing.standings_of(older)[1].state == "current"
        assert NewsArticle.objects.filter(
            locale=locale("es"), live=True, has_unpublished_changes=False
        ).exists()

    def test_a_text_that_nobody_translated_is_its_own(self, older):
        index = NewsIndex.objects.get(locale__language_code="en")
        assert {each.state for each in listing.standings_of(index)} == {"own"}

    def test_the_same_queries_for_two_and_for_twelve(self, editor, older):

        counts = []
        for first, last in ((0, 1), (1, 11)):
            for number in range(first, last):
                article = make_news(f"N{number}", slug=f"n{number}")
                article.save_revision().publish()
                translate(NewsArticle.objects.get(pk=article.pk), "es").get_latest_revision().publish()
                article.refresh_from_db()
                article.save_revision().publish()
            editor.get("/manage/translations/?language=es")
            with CaptureQueriesContext(connection) as asked:
                editor.get("/manage/translations/?language=es")
            counts.append(len(asked))
        assert counts[0] == counts[1]
