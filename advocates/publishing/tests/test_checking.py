"""A second person for medical texts, and drafts shown by a link that ends."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from advocates.core import links
from advocates.publishing import policies
from advocates.publishing.checking import actions
from advocates.publishing.models import DraftLook, NewsArticle, NewsIndex
from advocates.publishing.refusals import SecondPersonNeeded
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import base_of, edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(editor):
    """A medical text by the editor that nobody else has read."""
    made = make_news("A new study", kind="research", live=False, body=[("text", "<p>What was found.</p>")])
    made.save_revision(user=editor.person)
    return NewsArticle.objects.get(pk=made.pk)


def written(page, **changes):
    """The form of an article as its screen sends it."""
    empty = inline_formset([])
    fields = {
        "title": page.title, "slug": page.slug or "new-study", "seo_title": "", "search_description": "",
        "kind": page.kind,
        "dated_on": "", "summary": "", "picture": "", "picture_alt": "", "picture_consent": "",
        "body": streamfield([("text", rich_text("<p>What was found.</p>"))]), "author_line": "", "checked_by": "",
        "checked_role": "", "checked_on": "", "sources": streamfield([]), "correction": rich_text(""),
        "corrected_on": "", "related": streamfield([]), "country_rows": empty, "organisation_rows": empty,
        "comments_open": "on", "comments_close_on": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}, **changes,
    }  # fmt: skip
    return {**nested_form_data(fields), **(base_of(page) if page.pk else {})}


def publish(client, page):
    return client.post(edit_url(page), {**written(page), "action-publish": "1"})


def is_live(page):
    return NewsArticle.objects.get(pk=page.pk).live


def test_its_author_keeps_the_text_and_is_told_who_can(editor, draft):
    answer = publish(editor, draft)
    assert answer.status_code == 200
    assert "a second person" in answer.text
    assert "What was found." in answer.text
    assert not is_live(draft)


def test_nor_in_one_step(editor):
    index = NewsIndex.objects.get(locale__language_code="en")
    new = NewsArticle(title="At once", kind="trials", locale=index.locale)
    address = f"/manage/pages/add/publishing/newsarticle/{index.pk}/"
    answer = editor.post(address, {**written(new), "action-publish": "1"})
    assert "a second person" in answer.text
    assert not NewsArticle.objects.filter(title="At once").exists()


def test_another_editor_publishes_it(staff, draft):
    assert publish(staff, draft).status_code == 302
    assert is_live(draft)


def test_what_is_not_medical_is_published_by_its_author(editor, draft):
    NewsArticle.objects.filter(pk=draft.pk).update(kind="network")
    draft.kind = "network"
    assert publish(editor, draft).status_code == 302
    assert is_live(draft)


@pytest.mark.parametrize("way", ["action", "revision"])
def test_no_other_way_leads_past_it(editor, draft, way):
    if way == "action":
        assert editor.post(f"/manage/api/main/pages/{draft.pk}/action/publish/").status_code == 404
    else:
        with pytest.raises(SecondPersonNeeded):
            draft.get_latest_revision().publish(user=editor.person)
    assert not is_live(draft)


def test_without_the_policy_it_would(editor, draft, monkeypatch):
    """The twin."""
    monkeypatch.setattr(policies, "can_publish", lambda *_asked: True)
    assert publish(editor, draft).status_code == 302
    assert is_live(draft)


def test_a_new_version_needs_a_second_person_again(editor, staff, draft):
    publish(staff, draft)
    published = NewsArticle.objects.get(pk=draft.pk)
    published.save_revision(user=editor.person)
    assert "a second person" in publish(editor, NewsArticle.objects.get(pk=draft.pk)).text


def path_of(look):
    return f"/link/{links.token_of(actions.LINK, look.public_id)}/"


@pytest.fixture
def look(editor, draft):
    made, _url = actions.show_draft(actor=editor.person, page=draft)
    return made


def test_an_editor_makes_a_link(editor, draft):
    answer = editor.post(f"/manage/drafts/{draft.pk}/")
    assert "/link/" in answer.text
    assert DraftLook.objects.get().revision_id == draft.latest_revision_id
    assert "/link/" not in editor.get(f"/manage/drafts/{draft.pk}/").text


def test_whoever_has_it_reads_that_revision_and_changes_nothing_by_reading(visitor, editor, draft, look):
    draft.title = "Another title"
    draft.save_revision(user=editor.person)
    answer = visitor.get(path_of(look))
    assert answer.status_code == 200
    assert "What was found." in answer.text
    assert "Another title" not in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.text
    assert not answer.cookies
    assert DraftLook.objects.get().checked_at is None


def test_it_ends_after_seven_days(visitor, look):
    path = path_of(look)
    assert visitor.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"name": "X", "role": "Y"}).status_code == 404


@pytest.mark.parametrize(
    "fields", [{}, {"name": "A"}, {"name": "a\x00", "role": "b"}, {"name": "n" * 151, "role": "b"}]
)
def test_a_check_needs_a_name_and_what_somebody_is(visitor, look, fields):
    assert visitor.post(path_of(look), fields).status_code == 422
    assert DraftLook.objects.get().checked_at is None


def test_a_check_is_kept_once_with_its_revision_and_lets_the_author_publish(visitor, editor, draft, look):
    assert visitor.post(path_of(look), {"name": "Example Checker", "role": "Blood doctor"}).status_code == 200
    assert visitor.post(path_of(look), {"name": "Somebody", "role": "Else"}).status_code == 409
    kept = DraftLook.objects.get()
    assert (kept.name, kept.role, kept.revision_id) == (
        "Example Checker",
        "Blood doctor",
        draft.latest_revision_id,
    )
    assert "Example Checker" in editor.get(f"/manage/drafts/{draft.pk}/").text
    draft.get_latest_revision().publish(user=editor.person)
    assert is_live(draft)


def test_but_only_with_the_same_words(visitor, editor, draft, look):
    visitor.post(path_of(look), {"name": "Example Checker", "role": "Blood doctor"})
    draft.title = "A cure"
    with pytest.raises(SecondPersonNeeded):
        draft.save_revision(user=editor.person).publish(user=editor.person)
    assert not is_live(draft)
