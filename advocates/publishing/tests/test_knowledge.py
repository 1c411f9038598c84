"""Knowledge as everybody reads it: topics, and articles with their parts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.publishing.models import GlossaryTerm, KnowledgeTopic
from advocates.publishing.tests.articles import make_knowledge, make_topic

pytestmark = pytest.mark.django_db


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/knowledge/", "/es/knowledge/", "/ar/knowledge/"])
def test_a_new_installation_says_that_there_is_nothing(visitor, path):
    assert 'class="empty"' in read(visitor, path)


def test_a_topic_without_articles_leads_nowhere_and_says_so(visitor):
    make_topic("Empty topic")
    assert 'href="/knowledge/empty-topic/"' not in read(visitor, "/knowledge/")
    assert "There is no article on this topic yet." in read(visitor, "/knowledge/empty-topic/")


def test_topics_and_articles(visitor):
    topic = make_topic()
    make_knowledge(topic)
    make_knowledge(topic, "Not yet", live=False)
    text = read(visitor, "/knowledge/")
    assert 'href="/knowledge/starting-a-group/"' in text
    assert 'href="/knowledge/starting-a-group/the-first-meeting/"' in text
    assert "Not yet" not in text
    assert "The first meeting" in read(visitor, "/knowledge/starting-a-group/")
    assert visitor.get("/knowledge/starting-a-group/not-yet/").status_code == 404


def test_an_article_leads_to_its_parts(visitor):
    headings = [("heading", {"text": f"Part {number}", "level": "2"}) for number in (1, 2)]
    article = make_knowledge(make_topic(), body=headings)
    text = read(visitor, "/knowledge/starting-a-group/the-first-meeting/")
    for block in article.body:
        assert f'href="#b-{block.id}"' in text
        assert f'<h2 id="b-{block.id}"' in text


def test_the_same_number_of_questions_for_ten_and_for_sixty(visitor):
    topic, counts = make_topic(), []
    for first, last in ((0, 10), (10, 60)):
        for number in range(first, last):
            make_knowledge(topic, f"Number {number}")
        read(visitor, "/knowledge/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(visitor, "/knowledge/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_new_installation_has_topics_and_says_that_nobody_has_written_yet(visitor):
    assert KnowledgeTopic.objects.filter(locale__language_code="en").count() == 6
    text = read(visitor, "/knowledge/")
    assert "Not written yet" in text
    assert "Patient-friendly websites" in text
    assert "/knowledge/fundraising/" not in visitor.get("/sitemap-pages-1.xml").text
    assert 'content="noindex"' in read(visitor, "/knowledge/fundraising/")


def test_a_topic_with_an_article_is_in_the_sitemap(visitor):
    make_knowledge(make_topic())
    text = visitor.get("/sitemap-pages-1.xml").text
    assert "/knowledge/starting-a-group/<" in text
    assert "/knowledge/starting-a-group/the-first-meeting/<" in text


def test_each_level_has_its_path_in_the_order_of_its_steps(visitor):
    topic = make_topic()
    make_knowledge(topic, "Second step", level="starting", path_step=2)
    make_knowledge(topic, "First step", level="starting", path_step=1)
    make_knowledge(topic, "Beside the path", level="leading")
    _before, _heading, path = read(visitor, "/knowledge/").partition("What to read first")
    assert path.index("First step") < path.index("Second step")
    assert "For people who are starting a group" in path
    assert "Beside the path" not in path


def test_words_of_the_glossary_are_explained_where_they_stand(visitor):
    topic = make_topic()
    article = make_knowledge(topic, body=[("text", "<p>Look at the by-laws of other groups.</p>")])
    GlossaryTerm.objects.create(
        locale=article.locale, term="By-law", also="by-laws", meaning="A rule of a group."
    )
    GlossaryTerm.objects.create(locale=article.locale, term="Law", meaning="Not in this text.")
    text = read(visitor, "/knowledge/starting-a-group/the-first-meeting/")
    assert "A rule of a group." in text


@pytest.mark.parametrize(("days", "is_told"), [(1, False), (-1, True)])
def test_readers_are_told_of_a_check_that_is_overdue(visitor, days, is_told):
    make_knowledge(make_topic(), next_check_on=timezone.localdate() + timedelta(days=days))
    text = read(visitor, "/knowledge/starting-a-group/the-first-meeting/")
    assert ("This was to be checked again" in text) is is_told


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", "This site does not replace your doctor."),
        ("/es", "Este sitio no reemplaza a tu equipo médico."),
        ("/ar", "هذا الموقع لا يغني عن طبيبك."),
    ],
)
def test_detail_25_a_medical_article_names_its_sources_and_its_check_and_no_language_forgets_the_doctor(
    visitor, prefix, said
):
    make_knowledge(
        make_topic(),
        checked_by="A haematologist",
        checked_role="doctor",
        checked_on=timezone.localdate(),
        sources=[("source", {"text": "A guideline", "address": "https://example.org/guideline"})],
    )
    text = read(visitor, f"{prefix}/knowledge/starting-a-group/the-first-meeting/")
    for words in ("A haematologist", 'href="https://example.org/guideline"', "A guideline", said):
        assert words in text
    assert f'datetime="{timezone.localdate():%Y-%m-%d}"' in text
