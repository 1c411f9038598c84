"""Knowledge for members alone: an address of its own, and none of the public ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core.visitorforms import new_ticket
from advocates.publishing import addresses, reading, wagtail_hooks
from advocates.publishing.models import Helpfulness, KnowledgeArticle, Suggestion
from advocates.publishing.readers.forms import PURPOSE, FeedbackForm
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


class TestLanguages:
    """Each member's own first; of what there is in others alone, each article once."""

    @pytest.fixture
    def spanish(self, article):
        made = make_knowledge(
            make_topic("Empezar", "es"),
            "Cómo negociamos",
            is_for_members=True,
            translation_key=article.translation_key,
        )
        return KnowledgeArticle.objects.get(pk=made.pk)

    def test_the_list_is_in_the_reader_s_and_then_what_is_nowhere_else(self, member, article, spanish):
        make_knowledge(make_topic("Empezar", "es"), "Solo aquí", is_for_members=True)
        english, own = (member.get(f"/members/knowledge/?lang={code}").text for code in ("en", "es"))
        assert address(article) in english
        assert address(spanish) not in english
        assert (
            english.index("How we negotiate")
            < english.index("In other languages")
            < english.index("Solo aquí")
        )
        assert address(spanish) in own
        assert address(article) not in own
        assert "In other languages" not in own

    def test_where_there_is_nothing_in_the_reader_s_the_others_stand_once(self, member, article, spanish):
        text = member.get("/members/knowledge/?lang=ar").text
        assert re.findall(r'href="(/members/knowledge/\w+/)"', text) == [address(article)]

    def test_an_article_leads_to_its_other_languages(self, member, article, spanish):
        assert f'hreflang="es" dir="ltr" href="{address(spanish)}"' in member.get(address(article)).text
        assert f'hreflang="en" dir="ltr" href="{address(article)}"' in member.get(address(spanish)).text

    def test_also_to_one_that_is_public_and_to_none_that_is_not_published(self, member, article, spanish):
        KnowledgeArticle.objects.filter(pk=spanish.pk).update(is_for_members=False)
        assert f'href="{address(spanish)}"' not in member.get(address(article)).text
        assert 'href="/es/knowledge/empezar/cómo-negociamos/"' in member.get(address(article)).text
        KnowledgeArticle.objects.filter(pk=spanish.pk).update(live=False)
        assert 'hreflang="es"' not in member.get(address(article)).text.partition("<main")[2]

    def test_it_asks_the_same_for_one_language_as_for_two(self, member, article):
        counts = []
        for make in (lambda: None, lambda: make_knowledge(
            make_topic("Empezar", "es"), "Dos", is_for_members=True, translation_key=article.translation_key
        )):  # fmt: skip
            make()
            member.get(address(article))
            with CaptureQueriesContext(connection) as asked:
                member.get(address(article))
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_there_is_a_path_for_each_level(member, article):
    topic = make_topic()
    for step, (title, level) in enumerate(
        (("Second", "leading"), ("First", "leading"), ("Other", "starting"))
    ):
        make_knowledge(topic, title, level=level, path_step=9 - step, is_for_members=True)
    make_knowledge(topic, "Open to all", level="leading", path_step=1)
    paths = member.get("/members/knowledge/").text.partition('id="paths"')[2]
    assert paths.index("Other") < paths.index("For people who lead a group") < paths.index("First")
    assert paths.index("First") < paths.index("Second")
    assert "How we negotiate" not in paths
    assert "Open to all" not in paths


class TestFeedback:
    """As under what everybody reads: counted and read, and nobody learns by whom."""

    def test_the_article_leads_to_it(self, member, article):
        assert f'href="{address(article)}feedback/"' in member.get(address(article)).text
        answer = member.get(f"{address(article)}feedback/")
        assert "How we negotiate" in answer.text
        assert "/work." in answer.text
        assert f'href="{address(article)}"' in answer.text

    def test_what_a_member_says_is_counted_and_read_by_editors(self, member, editor, article, monkeypatch):
        monkeypatch.setattr(FeedbackForm, "is_proved", True)
        form = {"ticket": new_ticket(PURPOSE), "helped": "yes", "text": "The second step is missing."}
        assert member.post(f"{address(article)}feedback/", form).status_code == 200
        assert Helpfulness.objects.get(article=article).yes == 1
        assert "The second step is missing." in editor.get("/manage/waiting/").text
        assert not {str(member.person.pk), member.person.email} & set(
            str(vars(Suggestion.objects.get())).split()
        )

    def test_bad_input_keeps_the_text(self, member, article):
        form = {"ticket": new_ticket(PURPOSE), "helped": "maybe", "text": "Words that stay."}
        answer = member.post(f"{address(article)}feedback/", form)
        assert answer.status_code == 422
        assert "Words that stay." in answer.text

    @pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
    def test_nobody_else_says_anything(self, request, article, who):
        client = request.getfixturevalue(who)
        form = {"ticket": new_ticket(PURPOSE), "text": "From outside."}
        assert client.post(f"{address(article)}feedback/", form).status_code == 302
        assert not Suggestion.objects.exists()

    def test_of_what_is_not_there_there_is_no_form(self, member, article):
        KnowledgeArticle.objects.update(live=False)
        assert member.get(f"{address(article)}feedback/").status_code == 404


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
