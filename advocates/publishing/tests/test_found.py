"""What was found: seen, dismissed, or the beginning of an article, which nobody but editors sees."""

import pytest

from advocates.core.models import StreamEntry
from advocates.publishing.models import Found, NewsArticle, Source
from advocates.publishing.refusals import SecondPersonNeeded
from advocates.publishing.tests.sources import make_trials

pytestmark = pytest.mark.django_db
PATH = "/manage/sources/found/"


def make_found(number=1, **fields):
    source = Source.objects.filter(kind="feed").first() or Source.objects.create(
        name="Example Journal", address="https://journal.example/feed", lang="en"
    )
    return Found.objects.create(
        **{
            "source": source,
            "key": str(number),
            "link_key": str(number),
            "title": f"Found number {number}",
            "link": f"https://journal.example/{number}",
            "excerpt": "Others’ words stand here.",
            "lang": "en",
            **fields,
        }
    )


def test_the_list_and_what_waits(editor):
    make_found()
    for path in (PATH, "/manage/waiting/"):
        assert "Found number 1" in editor.get(path).text
    assert "Others’ words" in editor.get(PATH).text


@pytest.mark.parametrize(("deed", "state"), [("seen", "seen"), ("dismiss", "dismissed")])
def test_dealt_with_by_whom(editor, deed, state):
    found = make_found()
    assert editor.post(f"{PATH}{found.public_id}/{deed}/").status_code == 302
    found.refresh_from_db()
    assert (found.state, found.handled_by) == (state, editor.person)
    assert "Found number 1" not in editor.get(PATH).text
    assert editor.person.full_name in editor.get(f"{PATH}?state={state}").text
    assert StreamEntry.objects.filter(kind=f"publishing.found.{state}", actor=editor.person).exists()


def test_a_draft_has_the_title_and_its_source_and_no_words_of_others(editor, visitor):
    found = make_found()
    answer = editor.post(f"{PATH}{found.public_id}/draft/")
    article = NewsArticle.objects.get()
    assert answer["Location"] == f"/manage/pages/{article.pk}/edit/"
    assert (article.live, article.title, article.locale.language_code) == (False, "Found number 1", "en")
    assert [block.value["address"] for block in article.sources] == ["https://journal.example/1"]
    assert article.sources[0].value["text"] == "Example Journal: Found number 1"
    assert (article.summary, len(article.body)) == ("", 0)
    assert "Others" not in str(article.get_latest_revision().content)
    assert visitor.get(f"/news/{article.slug}/").status_code == 404
    assert editor.get(answer["Location"]).status_code == 200
    with pytest.raises(SecondPersonNeeded):
        article.get_latest_revision().publish(user=editor.person)


def test_one_draft_however_often(editor):
    found = make_found()
    for status in (302, 409):
        assert editor.post(f"{PATH}{found.public_id}/draft/").status_code == status
    assert editor.post(f"{PATH}{found.public_id}/dismiss/").status_code == 409
    assert NewsArticle.objects.count() == 1


def test_in_the_language_of_the_source(editor):
    editor.post(f"{PATH}{make_found(lang='ar', title='دراسة جديدة').public_id}/draft/")
    assert NewsArticle.objects.get().locale.language_code == "ar"
    editor.post(f"{PATH}{make_found(2, lang='fr').public_id}/draft/")
    assert NewsArticle.objects.latest("pk").locale.language_code == "en"


def test_a_trial_begins_an_article_of_its_kind(editor):
    editor.post(f"{PATH}{make_found(source=make_trials()).public_id}/draft/")
    assert NewsArticle.objects.get().kind == "trials"


def test_as_many_queries_for_many(editor, django_assert_max_num_queries):
    editor.get(PATH)
    for number in range(60):
        make_found(number)
    with django_assert_max_num_queries(14):
        answer = editor.get(f"{PATH}?page=2")
    assert answer.status_code == 200
    for address in ("?page=9", "?page=x"):
        assert editor.get(PATH + address).status_code == 404
    assert editor.get(f"{PATH}?state=nonsense").status_code == 200
