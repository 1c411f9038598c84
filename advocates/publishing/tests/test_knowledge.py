"""Knowledge as everybody reads it: topics, and articles with their parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_a_topic_without_articles_is_not_drawn(visitor):
    make_topic("Empty topic")
    assert "Empty topic" not in read(visitor, "/knowledge/")
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
