"""What readers say about an article: counted, kept without their names, and read by editors."""

import pytest

from advocates.core.visitorforms import new_ticket
from advocates.publishing.models import Helpfulness, Suggestion
from advocates.publishing.readers.forms import PURPOSE, FeedbackForm
from advocates.publishing.tests.articles import make_knowledge, make_topic

pytestmark = pytest.mark.django_db
PATH = "/knowledge/starting-a-group/the-first-meeting/feedback/"


@pytest.fixture
def article():
    return make_knowledge(make_topic())


@pytest.fixture
def proved(monkeypatch):
    monkeypatch.setattr(FeedbackForm, "is_proved", True)


def sent(**fields):
    return {"ticket": new_ticket(PURPOSE), **fields}


def test_the_article_leads_to_the_form_which_is_stored_nowhere(visitor, article):
    assert f'href="{PATH}"' in visitor.get(PATH.removesuffix("feedback/")).text
    answer = visitor.get(PATH)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.text


def test_a_yes_is_counted_once_for_each_form(visitor, article, proved):
    form = sent(helped="yes")
    for _time in (1, 2):
        assert visitor.post(PATH, form).status_code == 200
    visitor.post(PATH, sent(helped="no"))
    counted = Helpfulness.objects.get(article=article)
    assert (counted.yes, counted.no) == (1, 1)
    assert not Suggestion.objects.exists()


def test_what_no_browser_has_worked_for_is_read_and_not_counted(visitor, article):
    visitor.post(PATH, sent(helped="yes", text="The second step is missing."))
    assert not Helpfulness.objects.exists()
    assert Suggestion.objects.get().text == "The second step is missing."


@pytest.mark.parametrize(
    "fields",
    [{}, {"helped": "maybe"}, {"text": "x" * 2001}, {"text": "a\x00b"}, {"text": "a\u202eb"}],
)
def test_bad_input_is_answered_with_the_form(visitor, article, fields):
    answer = visitor.post(PATH, sent(**fields))
    assert answer.status_code == 422
    assert not Suggestion.objects.exists()


def test_script_stays_text(visitor, editor, article):
    visitor.post(PATH, sent(text="<script>alert(1)</script>"))
    assert "<script>alert" not in editor.get("/manage/waiting/").text


def test_too_many_keep_their_text(visitor, article, settings):
    settings.LIMITS = {PURPOSE: (1, 3600)}
    visitor.post(PATH, sent(text="First"))
    answer = visitor.post(PATH, sent(text="Second words"))
    assert answer.status_code == 429
    assert "Second words" in answer.text


def test_of_what_is_not_public_there_is_no_form(visitor):
    make_knowledge(make_topic(), live=False)
    assert visitor.get(PATH).status_code == 404
    assert visitor.post(PATH, sent(helped="yes")).status_code == 404


def test_editors_read_it_and_say_that_it_is_dealt_with(visitor, editor, article):
    visitor.post(PATH, sent(text="The second step is missing."))
    made = Suggestion.objects.get()
    assert "The second step is missing." in editor.get("/manage/waiting/").text
    for _time in (1, 2):
        assert editor.post(f"/manage/waiting/suggestions/{made.public_id}/close/").status_code == 302
    made.refresh_from_db()
    assert made.closed_by == editor.person
    assert "The second step is missing." not in editor.get("/manage/waiting/").text
