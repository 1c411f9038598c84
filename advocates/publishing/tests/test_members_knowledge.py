"""Knowledge for members alone: an address of its own, and none of the public ones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.publishing import addresses, reading, wagtail_hooks
from advocates.publishing.models import KnowledgeArticle
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.search import page_index

pytestmark = pytest.mark.django_db
PUBLIC = "/knowledge/starting-a-group/how-we-negotiate/"


@pytest.fixture
def article():
    page_index.forget()
    made = make_knowledge(
        make_topic(), "How we negotiate", is_for_members=True, body=[("text", "<p>Calmly.</p>")]
    )
    yield made
    page_index.forget()


def address(article):
    return f"/members/knowledge/{article.public_id}/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("pending", 302), ("former", 302), ("member", 200), ("editor", 302), ("staff", 302)],
)
def test_who_reads_it(request, article, who, status):
    answer = request.getfixturevalue(who).get(address(article))
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    assert ("Calmly." in answer.text) is (status == 200)


def test_an_id_of_nothing_and_one_of_a_public_article_or_a_draft(member, article):
    topic = make_topic()
    for other in (
        make_knowledge(topic, "Open"),
        make_knowledge(topic, "Begun", live=False, is_for_members=True),
    ):
        assert member.get(address(other)).status_code == 404
    assert member.get("/members/knowledge/nothing/").status_code == 404


@pytest.mark.parametrize("who", ["visitor", "member", "editor", "staff"])
def test_its_public_address_is_nothing_to_anybody(request, article, who):
    client = request.getfixturevalue(who)
    assert client.get(PUBLIC).status_code == 404
    assert client.get(f"{PUBLIC}feedback/").status_code == 404
    assert client.get(f"/es{PUBLIC}").status_code == 404


def test_it_stands_in_no_public_list(visitor, article):
    make_knowledge(make_topic(), "Open to all")
    for path in (
        "/knowledge/",
        "/knowledge/starting-a-group/",
        "/search/?q=negotiate",
        "/sitemap-pages-1.xml",
    ):
        text = visitor.get(path).text
        assert "How we negotiate" not in text, path
        assert "how-we-negotiate" not in text, path


def test_without_the_door_it_would(visitor, article, monkeypatch):
    """The twin: each way to a public page asks the same question."""
    everything = KnowledgeArticle.objects.live
    for door in ("search.models", "search.actions"):
        monkeypatch.setattr(f"advocates.{door}.listed_pages", everything)
    monkeypatch.setattr("advocates.publishing.sections.listed_pages", everything)
    page_index.forget()
    assert "How we negotiate" in visitor.get("/search/?q=negotiate").text
    assert "how-we-negotiate" in visitor.get("/sitemap-pages-1.xml").text


def test_without_its_guards_it_would_be_served(visitor, article, monkeypatch):
    """The twin of the address: our routing, the page's own, and the hook each stand before it."""
    monkeypatch.setattr("advocates.publishing.routing.public_pages", KnowledgeArticle.objects.live)
    assert visitor.get(PUBLIC).status_code == 404
    monkeypatch.setattr(KnowledgeArticle, "route", lambda page, request, _steps: (page, [], {}))
    assert visitor.get(PUBLIC).status_code == 404
    monkeypatch.setattr(wagtail_hooks, "is_closed", lambda _page: False)
    assert "Calmly." in visitor.get(PUBLIC).text


def test_its_translation_that_is_public_does_not_lead_to_it(article):
    assert reading.public_pages().filter(pk=article.pk).count() == 0
    assert addresses.translations_of(article) == []


def test_a_link_on_a_public_page_leads_to_the_members_area(visitor, article):
    make_news(body=[("text", f'<p><a linktype="page" id="{article.pk}">How</a></p>')], related=[
        ("link", {"label": "More", "page": article, "address": ""})
    ])  # fmt: skip
    text = visitor.get("/news/a-quiet-year/").text
    assert text.count(f'href="{address(article)}"') + text.count(address(article)) >= 2
    assert "how-we-negotiate" not in text


def test_members_find_it_in_their_list(member, article):
    assert address(article) in member.get("/members/knowledge/").text


def test_the_list_asks_the_same_for_two_and_for_twelve(member, article):
    counts = []
    member.get("/members/knowledge/")
    for first, last in ((0, 1), (1, 11)):
        for number in range(first, last):
            make_knowledge(make_topic(), f"Number {number}", is_for_members=True)
        with CaptureQueriesContext(connection) as asked:
            member.get("/members/knowledge/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_copy_has_an_id_of_its_own(article):
    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"}, to=make_topic("Copies"))
    assert copy.public_id != article.public_id
