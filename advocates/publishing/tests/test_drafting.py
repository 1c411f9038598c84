"""An accepted page of the wiki becomes the draft of an article, with its source noted."""

import re

import pytest
from wagtail.images.models import Image

from advocates.files.tests.factories import upload
from advocates.publishing.models import KnowledgeArticle, KnowledgeTopic, TakenOver
from advocates.publishing.proposed import actions, converting
from advocates.publishing.proposed.actions import DraftedAlready, make_draft
from advocates.publishing.proposed.converting import body_of
from advocates.publishing.tests.articles import make_topic
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PageProposal
from advocates.wiki.proposals import kept
from advocates.wiki.tests.factories import make_page, save

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
    assert kinds == ["text", "heading", "text", "heading", "table"]
    headings = [value for kind, value in body_of(TEXT) if kind == "heading"]
    assert headings == [{"text": "Who comes", "level": "2"}, {"text": "Later", "level": "3"}]
    assert "<b>bold</b>" in body_of(TEXT)[0][1]


@pytest.mark.parametrize("source", ["", "\n\n", "<script>alert(1)</script>", "## ", "a\u202eb", "x" * 5000])
def test_any_text_becomes_something_harmless(db, source):
    assert "<script" not in str(body_of(source))


class TestWhatComesAlong:
    def test_a_table_is_a_table(self, db):
        (table,) = [value for kind, value in body_of(TEXT, "How we meet") if kind == "table"]
        assert table == {"caption": "Later", "columns": ["a", "b"], "rows": [{"cells": ["c", "d"]}]}

    @pytest.mark.parametrize(
        "source",
        [
            "| only one |\n|---|\n| word |",
            "|" + " a |" * 9 + "\n|" + "---|" * 9 + "\n|" + " word |" * 9,
            f"| a | b |\n|---|---|\n| word | {'long ' * 90} |",
            f"| {'a' * 81} | b |\n|---|---|\n| word | c |",
            "| a | b |\n|---|---|\n" + "| word | c |\n" * 201,
        ],
    )
    def test_one_that_the_block_cannot_hold_loses_no_word(self, db, source):
        blocks = body_of(source)
        assert {kind for kind, _value in blocks} == {"text"}
        assert "word" in blocks[0][1]
        for sign in ("a", "long") if "long" in source else ("a",):
            assert blocks[0][1].count(sign) >= source.count(sign) - 3

    def test_a_column_without_a_heading(self, db):
        (table,) = [value for kind, value in body_of("|  | b |\n|---|---|\n| c |  |") if kind == "table"]
        assert (table["columns"], table["rows"]) == (["–", "b"], [{"cells": ["c", ""]}])

    def test_notes_have_the_numbers_of_the_text(self, db):
        blocks = body_of("Ask[^b] and look[^a].\n\n[^a]: In **there**.\n\n[^b]: Somebody.")
        assert [kind for kind, _value in blocks] == ["text", "heading", "text"]
        assert "Ask[1] and look[2]." in blocks[0][1]
        assert blocks[1][1]["text"] == "Notes"
        assert re.findall(r"<li[^>]*>(.*?)</li>", blocks[2][1]) == ["Somebody.", "In <b>there</b>."]
        assert "↑" not in str(blocks)
        assert "[^" not in str(blocks)

    def test_links_between_pages_are_words(self, db):
        text = str(body_of("See [[First steps]], [[Money|what it costs]] and [[#abcdefghjkmn|that]]."))
        assert "See First steps, what it costs and that." in text
        assert "[[" not in text

    @pytest.mark.parametrize(
        "address",
        [
            "/members/wiki/abc/",
            "{site}/members/wiki/abc/",
            "{site}/manage/",
            "/%6dembers/wiki/",
            "/./members/",
            "/x/../members/",
            "//{host}/account/",
            "HTTP://{host}/members/",
            "/MEMBERS/",
            "#s1",
            "files/abc.pdf",
        ],
    )
    def test_no_way_leads_into_the_members_area(self, db, settings, address):
        address = address.format(site=settings.SITE_URL, host=settings.SITE.netloc)
        ((kind, text),) = body_of(f"Read [these words]({address}).")
        assert "<a" not in text
        assert "these words" in text

    def test_without_the_rule_it_would(self, db, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(converting, "is_public", lambda _address: True)
        assert 'href="/members/wiki/abc/"' in str(body_of("[x](/members/wiki/abc/)"))

    @pytest.mark.parametrize("address", ["https://example.org/a", "/knowledge/x/", "mailto:a@example.org"])
    def test_what_everybody_may_follow_stays_a_link(self, db, address):
        assert f'href="{address}"' in str(body_of(f"Read [this]({address})."))

    def test_headings_in_lists_and_code_lose_nothing(self, db):
        text = str(body_of("- ## Inside\n- two\n\n```\none\ntwo & three\n```\n\n> said\n"))
        assert all(word in text for word in ("Inside", "two", "one<br/>two &amp; three", "said"))

    def test_a_heading_that_is_too_long_is_bold(self, db):
        assert "<b>" + "word " * 29 + "word</b>" in str(body_of("# " + "word " * 30))


class TestPictures:
    @pytest.fixture
    def proposal(self, member):
        page = make_page(member.person, "How we meet")
        desk = upload(member.person, page.space, name="desk.png", alt="A desk")
        text = "See:\n\n- a ![](desk.webp) b\n- c\n\n![The desk](desk.webp) ![](gone.webp)"
        save(member.person, page, text, 1, filing=Filing([desk.public_id]))
        member.post(f"{page.address}propose/", {"number": "2"})
        return PageProposal.objects.get()

    @pytest.fixture
    def taken(self, proposal, other_member, editor):
        sent = {"decision": "accept", "reasons": "Right."}
        other_member.post(f"/members/wiki/proposals/{proposal.public_id}/", sent)
        editor.post(f"/manage/proposed/{proposal.public_id}/take/")
        return TakenOver.objects.get()

    def draft(self, editor, taken):
        topic = make_topic()
        answer = editor.post(f"/manage/proposed/{taken.proposal.public_id}/draft/", {"topic": topic.pk})
        assert answer.status_code == 302
        return KnowledgeArticle.objects.get(taken_over=taken).get_latest_revision_as_object()

    def test_they_come_along_as_copies_with_their_words(self, editor, taken):
        shown = [block.value for block in self.draft(editor, taken).body if block.block_type == "picture"]
        assert [each["alt"] for each in shown] == ["A desk", "The desk"]
        (copy,) = Image.objects.all()
        assert {each["image"] for each in shown} == {copy}
        assert "desk" not in copy.file.name
        assert copy.uploaded_by_user == editor.person

    def test_what_is_missing_is_named_to_the_editor(self, editor, taken):
        self.draft(editor, taken)
        taken.refresh_from_db()
        assert taken.left_out == ["gone.webp"]
        shown = editor.get(f"/manage/proposed/{taken.proposal.public_id}/").text
        assert "These pictures did not come along: \u2068gone.webp\u2069." in shown

    def test_one_that_is_kept_back_is_named_and_not_copied(self, editor, taken, monkeypatch):
        monkeypatch.setattr(kept, "pictures_of", lambda _proposal: {})
        draft = self.draft(editor, taken)
        assert "picture" not in {block.block_type for block in draft.body}
        taken.refresh_from_db()
        assert taken.left_out == ["desk.webp", "gone.webp"]
        assert not Image.objects.exists()

    def test_a_second_time_leaves_no_copies(self, editor, taken):
        make_draft(actor=editor.person, taken=taken, topic=make_topic())
        with pytest.raises(DraftedAlready):
            make_draft(actor=editor.person, taken=taken, topic=make_topic())
        assert Image.objects.count() == 1

    def test_nor_a_deed_that_fails(self, editor, taken, monkeypatch):
        monkeypatch.setattr(actions, "source_line", lambda *_words: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_draft(actor=editor.person, taken=taken, topic=make_topic())
        assert not Image.objects.exists()

    def test_the_editor_opens_and_saves_it(self, editor, taken):
        draft = self.draft(editor, taken)
        assert editor.get(f"/manage/pages/{draft.pk}/edit/").status_code == 200


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
