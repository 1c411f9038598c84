"""The one list: what came back to somebody, what others say beside their texts, and what people outside answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Comment, CommentReply

from advocates.core.cards import Waiting
from advocates.core.viewer import Role
from advocates.forum.comments import registrations as comments
from advocates.publishing.checking import actions
from advocates.publishing.models import DraftLook
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import edit_url
from advocates.publishing.tests.test_checking import READER, draft, written
from tests.cast import cast_client

__all__ = ["draft"]
pytestmark = pytest.mark.django_db
PATH = "/manage/waiting/"


@pytest.fixture
def third(db):
    """An editor who has nothing to do with any of it."""
    return cast_client("third", Role.EDITOR)


def refuse(editor, staff, page):
    editor.post(edit_url(page), {**written(page), "action-submit": "1"})
    refusal = {
        "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Say the dose."}',
    }
    current = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    assert staff.post(edit_url(page), {**written(current), **refusal}).status_code == 302


class TestCameBack:
    def test_to_who_handed_it_in_with_the_reason(self, editor, staff, third, draft):
        refuse(editor, staff, draft)
        text = editor.get(PATH).text
        for words in ("Your articles that came back", "A new study", "Say the dose.", staff.person.full_name):
            assert words in text
        assert "Say the dose." not in third.get(PATH).text

    def test_to_who_wrote_in_it(self, editor, staff, third, draft):
        draft.save_revision(user=third.person)
        refuse(editor, staff, draft)
        assert "Say the dose." in third.get(PATH).text

    def test_until_it_is_handed_in_again(self, editor, staff, draft):
        refuse(editor, staff, draft)
        current = type(draft).objects.get(pk=draft.pk)
        editor.post(edit_url(draft), {**written(current), "action-submit": "1"})
        assert "Say the dose." not in editor.get(PATH).text


class TestBeside:
    @pytest.fixture
    def question(self, staff, draft):
        fields = {"text": "Is this right?", "contentpath": "title", "page": draft}
        return Comment.objects.create(user=staff.person, **fields)

    def test_what_another_asks_waits_for_the_writer(self, editor, staff, third, question):
        text = editor.get(PATH).text
        assert "Is this right?" in text
        assert staff.person.full_name in text
        for client in (staff, third):
            assert "Is this right?" not in client.get(PATH).text

    def test_an_answer_waits_for_who_asked(self, editor, staff, question):
        CommentReply.objects.create(comment=question, user=editor.person, text="It is.")
        assert "Is this right?" not in editor.get(PATH).text
        text = staff.get(PATH).text
        assert "It is." in text
        assert editor.person.full_name in text

    def test_until_it_is_settled(self, editor, staff, question):
        question.resolved_by = staff.person
        question.resolved_at = question.created_at
        question.save()
        assert "Is this right?" not in editor.get(PATH).text


class TestAnswers:
    @pytest.fixture
    def look(self, editor, draft):
        return actions.show_draft(actor=editor.person, page=draft, reader=READER)[0]

    def test_what_was_remarked_waits_until_somebody_has_dealt_with_it(self, editor, third, look):
        assert READER.name not in editor.get(PATH).text
        actions.remark(look=look, text="Twice a day.")
        assert "Twice a day." in editor.get(PATH).text
        assert "Twice a day." not in third.get(PATH).text
        for _time in range(2):
            assert editor.post(f"/manage/drafts/links/{look.public_id}/close/").status_code == 302
        assert "Twice a day." not in editor.get(PATH).text
        assert DraftLook.objects.get().remark == "Twice a day."

    def test_what_was_confirmed_too_and_for_who_wrote_in_it(self, staff, draft, look):
        draft.save_revision(user=staff.person)
        actions.confirm(look=look)
        text = staff.get(PATH).text
        assert READER.name in text
        assert "that it is right" in text


def test_comments_of_readers_for_who_decides_about_them(editor, monkeypatch):
    assert "comments wait" not in editor.get(PATH).text
    held = Waiting("Readers want to say something", "3 comments wait.", "/members/forum/comments/", "Read")
    monkeypatch.setattr(comments, "waiting", lambda _viewer: [held])
    text = editor.get(PATH).text
    assert "3 comments wait." in text
    assert 'href="/members/forum/comments/"' in text


def test_as_many_queries_for_many(editor, staff, draft):
    def fill(count):
        for _number in range(count):
            made = make_news("News", live=False, slug=f"n{DraftLook.objects.count()}")
            made.save_revision(user=editor.person)
            Comment.objects.create(user=staff.person, page=made, text="Is this right?", contentpath="title")
            look, _url = actions.show_draft(actor=staff.person, page=made, reader=READER)
            actions.remark(look=look, text="Wrong.")
            refuse(editor, staff, type(made).objects.get(pk=made.pk))

    def asked():
        # What was said after a save is said once.
        editor.get(PATH)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(PATH).status_code == 200
        return len(queries)

    fill(1)
    few = asked()
    fill(4)
    assert asked() == few
