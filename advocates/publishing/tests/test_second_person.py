"""What speaks of treatment or health is published by somebody else than who wrote its last words."""

import pytest
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from advocates.core.viewer import Role
from advocates.publishing import medical, policies
from advocates.publishing.languages import actions as languages
from advocates.publishing.languages import taking
from advocates.publishing.models import KnowledgeArticle, NewsArticle, NewsIndex, Significance, StandardPage
from advocates.publishing.refusals import SecondPersonNeeded
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.office import base_of, edit_url, page_form
from advocates.publishing.tests.test_checking import draft, is_live, publish, written
from advocates.publishing.tests.test_launch import locale
from tests.cast import cast_client

__all__ = ["draft"]
pytestmark = pytest.mark.django_db
DOSE = streamfield([("text", rich_text("<p>Four times a day.</p>"))])


@pytest.fixture
def third(db):
    """A third editor beside the editor and the staff."""
    return cast_client("third", Role.EDITOR)


def now(page):
    return type(page).objects.get(pk=page.pk)


def newest(page):
    return now(page).get_latest_revision()


def save(client, page, **changes):
    answer = client.post(edit_url(page), {**written(page, **changes), **base_of(page)})
    assert answer.status_code == 302


def test_its_writer_keeps_the_text_as_a_draft_and_is_told_who_can(editor, draft):
    answer = publish(editor, draft, body=DOSE)
    assert answer.status_code == 302
    shown = editor.get(answer["Location"]).text
    assert "a second person" in shown
    assert "Four times a day." in shown
    assert "Four times a day." in str(newest(draft).content["body"])
    assert not is_live(draft)


def test_nor_in_one_step_with_writing(editor, staff):
    index = NewsIndex.objects.get(locale__language_code="en")
    new = NewsArticle(title="At once", kind="trials", locale=index.locale)
    address = f"/manage/pages/add/publishing/newsarticle/{index.pk}/"
    answer = editor.post(address, {**written(new), "action-publish": "1"})
    assert "a second person" in editor.get(answer["Location"]).text
    kept = NewsArticle.objects.get(title="At once")
    assert not kept.live
    assert publish(staff, kept).status_code == 302
    assert is_live(kept)


def test_another_editor_publishes_it(staff, draft):
    assert publish(staff, draft).status_code == 302
    assert is_live(draft)


def test_what_is_not_medical_is_published_by_its_author(editor, draft):
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


class TestThreeEditors:
    def test_whoever_rewrites_it_while_publishing_is_kept_back(self, staff, third, draft):
        save(staff, draft)
        publish(third, draft, body=DOSE)
        assert not is_live(draft)
        assert newest(draft).user == third.person
        publish(third, now(draft), body=DOSE)
        assert not is_live(draft)

    def test_without_the_question_who_wrote_it_would_be_public(self, third, draft, monkeypatch):
        """The twin."""
        monkeypatch.setattr(medical, "writer_of", lambda *_asked: 0)
        publish(third, draft, body=DOSE)
        assert is_live(draft)

    def test_any_of_the_others_publishes_what_the_last_one_wrote(self, editor, staff, third, draft):
        save(staff, draft)
        save(third, draft, body=DOSE)
        assert publish(editor, now(draft), body=DOSE).status_code == 302
        assert is_live(draft)

    def test_whoever_only_began_may_publish_what_another_wrote(self, editor, staff, draft):
        """And the other may not."""
        save(staff, draft, body=DOSE)
        publish(staff, now(draft), body=DOSE)
        assert not is_live(draft)
        publish(editor, now(draft), body=DOSE)
        assert is_live(draft)

    def test_saving_the_words_of_another_is_not_writing_them(self, editor, staff, draft):
        save(staff, draft, author_line="The editors")
        assert newest(draft).user == staff.person
        publish(editor, now(draft))
        assert not is_live(draft)
        publish(staff, now(draft))
        assert is_live(draft)

    def test_nor_is_bringing_back_ones_own(self, editor, staff, draft):
        save(staff, draft, body=DOSE)
        save(editor, draft)
        publish(editor, now(draft))
        assert not is_live(draft)

    def test_words_of_an_earlier_publication_are_read_again(self, editor, staff, draft):
        publish(staff, draft)
        save(staff, now(draft), body=DOSE)
        publish(editor, now(draft), body=DOSE)
        assert "Four times" in str(now(draft).body)
        publish(staff, now(draft))
        assert "Four times" in str(now(draft).body)

    def test_whoever_approves_changes_nothing_in_the_same_step(self, editor, staff, draft):
        editor.post(edit_url(draft), {**written(draft), "action-submit": "1"})
        approval = {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": "{}",
        }
        answer = staff.post(edit_url(draft), {**written(now(draft), body=DOSE), **approval})
        assert answer.status_code == 302
        assert not is_live(draft)
        assert "Four times a day." in str(newest(draft).content["body"])

    def test_and_approves_what_another_has_written(self, editor, staff, draft):
        editor.post(edit_url(draft), {**written(draft), "action-submit": "1"})
        approval = {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": "{}",
        }
        assert staff.post(edit_url(draft), {**written(now(draft)), **approval}).status_code == 302
        assert is_live(draft)


def test_the_same_words_are_published_again_for_something_else(editor, staff, draft):
    publish(staff, draft)
    assert publish(editor, now(draft), author_line="The editors").status_code == 302
    assert now(draft).author_line == "The editors"


def test_a_new_version_needs_a_second_person_again(editor, staff, draft):
    publish(staff, draft)
    publish(editor, now(draft), title="A newer study")
    assert now(draft).title == "A new study"


class TestMarks:
    """What is medical: by kind, by mark, by its change, and in every language."""

    def article(self, person, **fields):
        made = make_knowledge(make_topic(), "Side effects", live=False, **fields)
        made.save_revision(user=person)
        return now(made)

    def test_an_editor_says_so_of_an_article_of_knowledge(self, editor, staff):
        article = self.article(editor.person, is_medical=True)
        with pytest.raises(SecondPersonNeeded):
            newest(article).publish(user=editor.person)
        newest(article).publish(user=staff.person)
        assert now(article).live

    def test_without_the_mark_nobody_is_asked_for(self, editor):
        article = self.article(editor.person)
        newest(article).publish(user=editor.person)
        assert now(article).live

    def test_the_screen_asks_for_it(self, editor):
        article = self.article(editor.person)
        assert "It speaks of treatment or health" in editor.get(edit_url(article)).text

    def test_of_news_of_any_kind(self, editor):
        article = make_news("Access", kind="access", live=False, is_medical=True)
        article.save_revision(user=editor.person)
        with pytest.raises(SecondPersonNeeded):
            newest(article).publish(user=editor.person)

    def test_a_change_of_medical_facts_on_any_page(self, editor, staff, about):
        change = {"significance": Significance.MEDICAL}
        editor.post(edit_url(about), {**page_form(about, "A dose", **change), "action-publish": "1"})
        assert "A dose" not in str(now(about).body)
        staff.post(edit_url(about), {**page_form(about, "A dose", **change), "action-publish": "1"})
        assert "A dose" in str(now(about).body)
        # The next change is one of its own.
        again = {"significance": Significance.NORMAL}
        editor.post(edit_url(about), {**page_form(about, "An address", **again), "action-publish": "1"})
        assert "An address" in str(now(about).body)

    @pytest.mark.parametrize("is_public", [True, False])
    def test_nobody_takes_the_mark_away_and_publishes_it_alone(self, editor, staff, draft, is_public):
        if is_public:
            publish(staff, draft)
        draft.kind = "network"
        draft.title = "Another title"
        publish(staff, draft)
        assert now(draft).title != "Another title" or not is_live(draft)

    def test_without_that_question_they_would(self, staff, draft, monkeypatch):
        """The twin."""
        monkeypatch.setattr(medical, "was_marked", lambda *_asked: False)
        draft.kind = "network"
        publish(staff, draft)
        assert is_live(draft)

    def translated(self, editor, source):
        """A translation that says of itself that it is about the network, and never said anything else."""
        made = source.copy_for_translation(locale("es"))
        Revision.objects.for_instance(made).delete()
        made = now(made)
        made.kind, made.title = "network", "Un estudio"
        made.save_revision(user=editor.person)
        return made

    def test_a_translation_of_a_medical_text_is_medical(self, editor, draft):
        made = self.translated(editor, draft)
        with pytest.raises(SecondPersonNeeded):
            newest(made).publish(user=editor.person)

    def test_without_that_question_it_would_escape(self, editor, draft, monkeypatch):
        """The twin."""
        monkeypatch.setattr(medical, "is_marked_elsewhere", lambda *_asked: False)
        made = self.translated(editor, draft)
        newest(made).publish(user=editor.person)
        assert is_live(made)

    def test_one_whose_source_has_changed_in_medical_facts_too(self, editor, staff):
        source = self.article(editor.person, significance=Significance.MEDICAL)
        newest(source).publish(user=staff.person)
        made = languages.begin(now(source), locale("es"))
        made.title = "Efectos"
        made.save_revision(user=editor.person)
        with pytest.raises(SecondPersonNeeded):
            newest(made).publish(user=editor.person)

    def test_kind_and_mark_are_carried_to_a_translation_that_is_there(self, draft):
        made = draft.copy_for_translation(locale("es"))
        made.kind = "network"
        draft.is_medical = True
        taking.structured(made, draft)
        assert (made.kind, made.is_medical) == ("research", True)

    def test_a_look_at_a_current_translation_publishes_no_new_words(self, editor, staff, draft):
        publish(staff, draft)
        made = now(draft).copy_for_translation(locale("es"))
        made.title = "Un estudio"
        made.save_revision(user=editor.person)
        newest(made).publish(user=staff.person)
        languages.mark_current(actor=editor.person, source=now(draft), translation=now(made))
        assert now(made).live


def test_words_are_compared_without_the_marks_of_editing():
    one = {
        "title": "A",
        "body": '[{"type": "text", "value": "<p data-block-key=\\"x1\\">B&amp;</p>", "id": "1"}]',
    }
    two = {
        "title": "A",
        "body": '[{"type": "text", "value": "<p>B&</p>", "id": "2"}]',
        "correction": "<p></p>",
    }
    assert medical.words_of(one) == medical.words_of(two)
    assert medical.words_of(one) != medical.words_of({**one, "title": "B"})


def test_pages_without_kinds_have_no_medical_ones():
    assert StandardPage.MEDICAL == KnowledgeArticle.MEDICAL == frozenset()
