"""An accepted page of the wiki becomes the draft of an article, with its source noted."""

import pytest

from advocates.publishing.models import KnowledgeArticle, KnowledgeTopic, TakenOver
from advocates.publishing.proposed import actions
from advocates.publishing.proposed.actions import DraftedAlready, make_draft
from advocates.publishing.proposed.converting import body_of
from advocates.publishing.tests.articles import make_topic

pytestmark = pytest.mark.django_db
TEXT = (
    "First words, **bold**.\n\n## Who comes\n\n- one\n- two\n\n### Later\n\n| a | b |\n|---|---|\n| c | d |"
)


@pytest.fixture
def taken():
    return TakenOver.objects.create(
        title="How we meet",
        lang="en",
        text=TEXT,
        source_url="/members/wiki/abc/",
        revision=3,
        organisation="Example Group",
    )


def test_a_text_becomes_headings_and_text(db):
    kinds = [kind for kind, _value in body_of(TEXT)]
    assert kinds == ["text", "heading", "text", "heading", "text"]
    headings = [value for kind, value in body_of(TEXT) if kind == "heading"]
    assert headings == [{"text": "Who comes", "level": "2"}, {"text": "Later", "level": "3"}]
    assert "<b>bold</b>" in body_of(TEXT)[0][1]


@pytest.mark.parametrize("source", ["", "\n\n", "<script>alert(1)</script>", "## ", "a\u202eb", "x" * 5000])
def test_any_text_becomes_something_harmless(db, source):
    assert "<script" not in str(body_of(source))


def test_the_draft_names_its_source_and_nobody_reads_it_yet(visitor, editor, taken):
    draft = make_draft(actor=editor.person, taken=taken, topic=make_topic())
    kept = KnowledgeArticle.objects.get(pk=draft.pk)
    assert not kept.live
    assert kept.taken_over == taken
    assert (
        kept.sources[0].value["text"] == "Example Group, revision 3 of a page of the members of this network"
    )
    assert "/members/wiki/" not in str(kept.sources[0].value)
    assert visitor.get("/knowledge/starting-a-group/how-we-meet/").status_code == 404
    assert editor.get(f"/manage/pages/{draft.pk}/edit/").status_code == 200


def drafted(editor, taken, lang, topic):
    TakenOver.objects.filter(pk=taken.pk).update(lang=lang)
    taken.refresh_from_db()
    return KnowledgeArticle.objects.get(pk=make_draft(actor=editor.person, taken=taken, topic=topic).pk)


class TestLanguage:
    """The article is in the language of the text, below the topic in that language."""

    @pytest.mark.parametrize(
        ("lang", "words"), [("es", "Example Group, revisión 3"), ("ar", "Example Group")]
    )
    def test_a_topic_that_is_there_is_found(self, editor, taken, lang, words):
        draft = drafted(editor, taken, lang, make_topic())
        topic = draft.get_parent().specific
        assert (draft.locale.language_code, topic.locale.language_code, topic.live) == (lang, lang, True)
        assert topic.translation_key == make_topic().translation_key
        assert words in draft.sources[0].value["text"]

    def test_one_that_is_not_is_begun_as_a_draft(self, editor, visitor, taken):
        draft = drafted(editor, taken, "es", make_topic("Alone", slug="alone"))
        topic = draft.get_parent().specific
        assert (topic.locale.language_code, topic.live) == ("es", False)
        assert "Alone" not in visitor.get("/es/knowledge/").text
        assert KnowledgeTopic.objects.filter(translation_key=topic.translation_key).count() == 2

    def test_from_a_topic_in_a_third_language(self, editor, taken):
        spanish = KnowledgeTopic.objects.get(slug="starting-a-group", locale__language_code="es")
        draft = drafted(editor, taken, "en", spanish)
        assert draft.get_parent().pk == make_topic().pk

    def test_a_language_in_which_the_site_publishes_nothing(self, editor, taken):
        assert drafted(editor, taken, "sw", make_topic()).get_parent().pk == make_topic().pk

    def test_without_the_look_it_would_be_an_english_article(self, editor, taken, monkeypatch):
        """The twin."""
        monkeypatch.setattr(actions, "topic_in", lambda topic, _language: topic)
        assert drafted(editor, taken, "es", make_topic()).locale.language_code == "en"


def test_only_once(editor, taken):
    make_draft(actor=editor.person, taken=taken, topic=make_topic())
    with pytest.raises(DraftedAlready):
        make_draft(actor=editor.person, taken=taken, topic=make_topic())
    assert KnowledgeArticle.objects.filter(taken_over=taken).count() == 1
