"""A page goes out to a translator as numbered paragraphs, and comes back as a draft."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as some
from wagtail.blocks import StreamValue
from wagtail.models import Locale

from advocates.publishing.languages import document, marks
from advocates.publishing.languages.paragraphs import paragraphs_of, with_words
from advocates.publishing.models import KnowledgeArticle, NewsArticle
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic

RICH = (
    '<p data-block-key="a1">First <b>bold</b> and <a href="https://example.org/?a=1&amp;b=2">a link</a>.</p>'
    '<ul><li data-block-key="a2">one<br/>two</li><li data-block-key="a3"><i>three</i><ul><li data-block-key="a4">deep'
    "</li></ul></li></ul>"
)
BODY = [
    ("heading", {"text": "Who comes", "level": "2"}),
    ("text", RICH),
    ("table", {"caption": "Dates", "columns": ["Day", "Place"], "rows": [{"cells": ["Monday", "Harbour"]}]}),
    ("button", {"label": "Come", "page": None, "address": "/directory/"}),
    ("quote", {"text": "[3] is not\n[2=] a number", "source": "<b> & co"}),
]


@pytest.fixture
def source(db):
    article = make_news(
        "The harvest", slug="harvest", kind="network", summary="What was brought in.", body=BODY
    )
    article.save_revision().publish()
    return NewsArticle.objects.get(pk=article.pk)


def address(page, rest="es/"):
    return f"/manage/translations/{page.pk}/{rest}"


def filled(text, words=None):
    """The document with each paragraph translated: as it is, or by a function of its text."""
    lines, source = [], ""
    for line in text.split("\n"):
        found = document.NUMBER.match(line)
        if found and not found[2]:
            source = found[3]
        elif found:
            lines.append(f"[{found[1]}=] {(words or str)(source)}")
            continue
        elif source:
            source += f"\n{line}"
        lines.append(line)
    return "\n".join(lines)


def handed_out(editor, page, kind="txt", language="es"):
    answer = editor.get(address(page, f"{language}/document.{kind}"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def hand_in(editor, page, text, **fields):
    return editor.post(address(page), {"text": text, "base": "0", **fields})


def spanish(page):
    found = page.get_translation_or_none(Locale.objects.get(language_code="es"))
    return found.get_latest_revision_as_object() if found else None


class TestThere:
    def test_numbers_stand_before_paragraphs(self, editor, source):
        text = handed_out(editor, source)
        assert f"[#{source.pk}-{source.live_revision_id}-es]" in text
        for line in (
            "[1] The harvest",
            "[1=] ",
            "[2] What was brought in.",
            "First <b>bold</b> and <link1>a link",
        ):
            assert line in text
        assert "/directory/" not in text
        assert "[6] deep" not in text.partition("one<br1>two")[0]

    def test_a_word_processor_opens_it(self, editor, source):
        html = handed_out(editor, source, "html")
        assert "<p>[1] The harvest</p>" in html
        assert "&lt;b&gt;bold&lt;/b&gt;" in html
        assert document.read(document.text_of_html(html)).page == source.pk

    @pytest.mark.parametrize("rest", ["en/", "fr/", "es/document.pdf", "en/document.txt", "es/changes/"])
    def test_what_there_is_not(self, editor, source, rest):
        assert editor.get(address(source, rest)).status_code == 404


class TestAndBack:
    def test_it_becomes_a_draft_and_nothing_is_published(self, editor, visitor, source):
        text = filled(
            handed_out(editor, source), lambda said: said.replace("First", "Primero").replace("harvest", "x")
        )
        answer = hand_in(editor, source, text)
        made = spanish(source)
        assert answer.status_code == 302
        assert answer["Location"] == f"/manage/pages/{made.pk}/edit/"
        assert (made.title, made.live, made.translated_revision) == ("The x", False, source.live_revision_id)
        assert "Primero <b>bold</b>" in made.body[1].value.source
        assert visitor.get("/es/news/harvest/").text.count("Primero") == 0

    @pytest.mark.parametrize("kind", ["txt", "html"])
    def test_out_and_in_without_change_gives_an_equal_page(self, editor, source, kind):
        text = handed_out(editor, source)
        if kind == "html":
            lines = filled(text).split("\n")
            content = document.as_html("en", "x", [], lines).encode()
            assert hand_in(editor, source, "", file=SimpleUploadedFile("x.html", content)).status_code == 302
        else:
            assert hand_in(editor, source, filled(text)).status_code == 302
        made = spanish(source)
        assert made.body.get_prep_value() == source.body.get_prep_value()
        assert (made.title, made.summary) == (source.title, source.summary)

    def test_a_document_of_a_word_processor(self, editor, source):
        text = filled(handed_out(editor, source))
        body = "".join(f"<text:p>{document.escape(line)}</text:p>" for line in text.split("\n"))
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr(
                "content.xml",
                '<?xml version="1.0"?><d xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
                + body
                + "</d>",
            )
        answer = hand_in(editor, source, "", file=SimpleUploadedFile("x.odt", file.getvalue()))
        assert answer.status_code == 302
        assert spanish(source).title == "The harvest"

    def test_missing_doubled_unknown_and_broken_are_named_and_nothing_is_written(self, editor, source):
        text = filled(handed_out(editor, source)).replace("[2=] What was brought in.", "[2=]")
        text = text.replace("<b>bold</b>", "<b>bold").replace("[2=]", "[2=]", 1) + "\n[1=] Again\n[99=] What"
        answer = hand_in(editor, source, text)
        assert answer.status_code == 422
        for words in ("<dd>2</dd>", "<dd>1</dd>", "<dd>99</dd>", "&lt;b&gt;"):
            assert words in answer.text
        assert "What was brought in." in answer.text
        assert spanish(source) is None

    def test_with_gaps_only_when_that_is_said(self, editor, source):
        text = filled(handed_out(editor, source)).replace("[2=] What was brought in.", "[2=]")
        assert hand_in(editor, source, text).status_code == 422
        assert hand_in(editor, source, text, with_gaps="on").status_code == 302
        assert spanish(source).summary == "What was brought in."

    @pytest.mark.parametrize("text", ["", "No document", "[#1-1-es]\n[1=] x", "[1=] x", "a\x00b"])
    def test_what_is_no_document_of_this_page(self, editor, source, text):
        assert hand_in(editor, source, text).status_code == 422
        assert spanish(source) is None

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"\x80\x81", b"PK\x03\x04broken", b"x" * (2 * 2**20 + 1)]
    )
    def test_what_is_no_file_of_ours(self, editor, source, content):
        answer = hand_in(editor, source, "", file=SimpleUploadedFile("x.odt", content))
        assert answer.status_code == 422
        assert spanish(source) is None

    def test_a_title_that_is_too_long_is_named(self, editor, source):
        text = filled(handed_out(editor, source), lambda said: said.replace("The harvest", "x" * 300))
        assert "Too long" in hand_in(editor, source, text).text
        assert spanish(source) is None

    def test_who_was_slower_is_told_and_loses_nothing(self, editor, source):
        text = filled(handed_out(editor, source))
        hand_in(editor, source, text)
        answer = hand_in(editor, source, text)
        assert answer.status_code == 409
        assert "First &lt;b&gt;" in answer.text

    def test_whoever_knows_of_the_draft_may_change_it(self, editor, source):
        """The twin."""
        hand_in(editor, source, filled(handed_out(editor, source)))
        text = filled(handed_out(editor, source), lambda said: said.replace("harvest", "cosecha"))
        base = spanish(source).latest_revision_id
        assert hand_in(editor, source, text, base=str(base)).status_code == 302
        assert spanish(source).title == "The cosecha"

    def test_what_changed_since_is_named(self, editor, source):
        text = filled(handed_out(editor, source)).replace("[2=] What was brought in.", "[2=]")
        source.title = "Another harvest"
        source.save_revision().publish()
        answer = hand_in(editor, source, text)
        assert "Changed in the source since" in answer.text

    def test_a_second_document_holds_what_is_translated_already(self, editor, source):
        hand_in(
            editor,
            source,
            filled(handed_out(editor, source), lambda said: said.replace("harvest", "cosecha")),
        )
        assert "[1=] The cosecha" in handed_out(editor, source)
        source.title = "Another harvest"
        source.save_revision().publish()
        again = handed_out(editor, source)
        assert "[1=] \n" in again
        assert "[2=] What was brought in." in again

    def test_a_mirror_of_the_source_becomes_a_page_of_its_own(self, editor, source):
        source.copy_for_translation(Locale.objects.get(language_code="es"), alias=True)
        assert hand_in(editor, source, filled(handed_out(editor, source))).status_code == 302
        assert spanish(source).alias_of_id is None

    def test_pages_above_are_begun_as_drafts(self, editor, visitor):
        article = make_knowledge(make_topic("Alone", slug="alone"), "One", slug="one")
        article.save_revision().publish()
        article = KnowledgeArticle.objects.get(pk=article.pk)
        assert hand_in(editor, article, filled(handed_out(editor, article))).status_code == 302
        parent = spanish(article).get_parent()
        assert (parent.locale.language_code, parent.live) == ("es", False)


class TestMarks:
    @pytest.mark.parametrize(
        ("words", "wrong"),
        [("<b>x", "<b>"), ("x</b>", "</b>"), ("<link2>x</link2>", "<link2>"), ("<b><i>x</b></i>", "</b>")],
    )
    def test_what_does_not_fit_is_named(self, words, wrong):
        tags = marks.to_marks("<b>a</b><i>b</i><a href='/x/'>c</a>")[1]
        with pytest.raises(ValueError, match=wrong):
            marks.from_marks(words, tags)

    def test_what_a_translator_types_is_never_markup(self):
        assert marks.from_marks('<script>x</script> & <a href="/">', {}) == (
            '&lt;script&gt;x&lt;/script&gt; &amp; &lt;a href="/"&gt;'
        )


inline = some.recursive(
    some.text(max_size=12).map(marks.escape)
    | some.sampled_from(["<br/>", " ", "\\", "&lt;b&gt;", "[1]", "[2=]"]),
    lambda inner: some.builds(
        lambda tag, parts: f"{tag[0]}{''.join(parts)}{tag[1]}",
        some.sampled_from(
            [
                ("<b>", "</b>"),
                ("<i>", "</i>"),
                ('<a href="/x/">', "</a>"),
                ('<a linktype="page" id="3">', "</a>"),
            ]
        ),
        some.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(some.lists(inline, max_size=5).map("".join))
def test_marks_lose_nothing(html):
    words, tags = marks.to_marks(html)
    back = marks.from_marks(words, tags)
    # Quotes need no escaping between tags.
    assert back.replace("&quot;", '"').replace("&#x27;", "'") == html.replace("&quot;", '"').replace(
        "&#x27;", "'"
    )


@pytest.mark.django_db
@given(some.lists(some.text(max_size=30), min_size=1, max_size=6))
def test_numbers_lose_nothing(texts):
    """Out and in: what stands behind a number comes back under it, whatever it looks like."""
    page = NewsArticle(title="x")
    page.body = StreamValue(
        page.body.stream_block, [("quote", {"text": text, "source": "s"}) for text in texts]
    )
    paragraphs = paragraphs_of(page)
    lines = document.lines_of((1, 2, "es"), paragraphs, {each.name: each.text for each in paragraphs})
    back = document.read(document.as_text("t", [], lines))
    assert (back.page, back.revision, back.language, back.doubled) == (1, 2, "es", [])
    for number, each in enumerate(paragraphs, start=1):
        plain = document.UNSEEN.sub("", each.text.replace("\r\n", "\n").replace("\r", "\n"))
        assert " ".join(back.words.get(number, "").split()) == " ".join(plain.split())


def test_words_go_where_they_came_from(db):
    page = make_news("A", body=BODY)
    names = {each.name: f"{number}" for number, each in enumerate(paragraphs_of(page)) if not each.is_rich}
    assert with_words(page, names) == {}
    assert [each.text for each in paragraphs_of(page) if not each.is_rich] == list(names.values())
