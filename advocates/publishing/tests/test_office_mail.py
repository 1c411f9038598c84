"""Mail between those who write: what was handed in, what became of it, what others say about it."""

import pytest
from django.core import mail
from wagtail.models import Comment
from wagtail.users.models import UserProfile

from advocates.accounts import actions
from advocates.accounts.models import Person
from advocates.core.viewer import Role
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.office import base_of, edit_url
from advocates.publishing.tests.test_checking import draft, written
from tests.cast import make_person

__all__ = ["draft"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    """Another editor, who has never been in the back office."""
    return make_person("reader", Role.EDITOR, language="es")


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def sent(client, page, **fields):
        """What the form does, and the letters that it leads to."""
        mail.outbox.clear()
        newest = page.get_latest_revision_as_object()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(edit_url(page), {**written(newest), **base_of(page), **fields})
        assert answer.status_code == 302
        return {letter.to[0]: letter for letter in mail.outbox}

    return sent


def hand_in(send, editor, page):
    return send(editor, page, **{"action-submit": "1"})


def test_whoever_may_check_it_reads_in_their_language_where_it_is(editor, reader, draft, send):
    letters = hand_in(send, editor, draft)
    assert editor.person.email not in letters
    letter = letters[reader.email]
    assert "La página" in letter.subject
    for end in (f"/manage/pages/workflow/preview/{draft.pk}/", edit_url(draft), "/manage/waiting/"):
        assert end in letter.body
    assert "/manage/account/" not in letter.body


def test_without_a_noted_language_it_would_be_that_of_who_writes(editor, reader, draft, send):
    """The twin."""
    UserProfile.objects.filter(user=reader).update(preferred_language="")
    assert "La página" not in hand_in(send, editor, draft)[reader.email].subject


def test_a_language_that_was_changed_counts_from_the_next_visit(editor, staff, draft, send):
    Person.objects.filter(pk=staff.person.pk).update(language="es")
    assert 'lang="ar"' in staff.get("/manage/?lang=ar").text
    assert "La página" in hand_in(send, editor, draft)[staff.person.email].subject


def test_whose_role_has_ended_gets_none(editor, reader, draft, send):
    actions.end_role(actor=None, person=reader, role=Role.EDITOR)
    assert reader.email not in hand_in(send, editor, draft)


def test_what_was_refused_comes_back_with_the_reason(editor, staff, draft, send):
    hand_in(send, editor, draft)
    refusal = {
        "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Say the dose."}',
    }
    letters = send(staff, NewsArticle.objects.get(pk=draft.pk), **refusal)
    assert "Say the dose." in letters[editor.person.email].body
    assert "Say the dose." in editor.get(edit_url(draft)).text


def test_what_one_editor_asks_another_answers_and_both_are_told(editor, staff, draft, send):
    none = {f"{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    question = {
        "id": "",
        "text": "Is this right?",
        "contentpath": "title",
        "position": "",
        "resolved": "",
        "DELETE": "",
    }
    sent = {f"comments-0-{name}": value for name, value in question.items()}
    sent |= {f"comments-0-replies-{name}": value for name, value in none.items()}
    send(editor, draft, comment_notifications="on")
    page = NewsArticle.objects.get(pk=draft.pk)
    letters = send(staff, page, **{"comments-TOTAL_FORMS": "1", "comment_notifications": "on", **sent})
    assert Comment.objects.get().text == "Is this right?"
    assert list(letters) == [editor.person.email]
    assert "Is this right?" in letters[editor.person.email].body
    assert "Is this right?" in editor.get(edit_url(draft)).text


def test_what_waits_leads_to_how_an_article_comes_about(editor):
    assert 'href="/manage/waiting/guide/"' in editor.get("/manage/waiting/").text
    assert "How an article comes about" in editor.get("/manage/waiting/guide/").text
    assert "كيف ينشأ المقال" in editor.get("/manage/waiting/guide/?lang=ar").text
