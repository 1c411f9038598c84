"""A page that is not in the reader's language is shown in another one, and says so; and languages of content alone."""

import re

import pytest
from django.conf import settings as now
from wagtail.models import Locale

from advocates.core.viewer import viewer_for
from advocates.publishing import views
from advocates.publishing.languages import listing
from advocates.publishing.languages.actions import begin
from advocates.publishing.models import HomePage, KnowledgeArticle, NewsArticle, StandardPage
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.search import page_index

pytestmark = pytest.mark.django_db


def locale(code):
    return Locale.objects.get(language_code=code)


def translated(source, code, **fields):
    made = begin(source, locale(code))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save_revision().publish()
    return type(made).objects.get(pk=made.pk)


@pytest.fixture
def harvest():
    article = make_news("The harvest", slug="harvest", body=[("text", "<p>What was brought in.</p>")])
    article.save_revision().publish()
    return NewsArticle.objects.get(pk=article.pk)


def switched(text):
    """Where the header's switch leads, by language."""
    menu = text.partition('<details class="lang">')[2].partition("</details>")[0]
    return {code: url for url, code in re.findall(r'<a href="([^"]*)" hreflang="([^"]*)"', menu)}


@pytest.mark.parametrize(("prefix", "side"), [("es", "ltr"), ("ar", "rtl")])
def test_detail_8_it_is_shown_with_a_word_on_that_in_its_own_language(visitor, harvest, prefix, side):
    answer = visitor.get(f"/{prefix}/news/harvest/")
    text = answer.text
    assert answer.status_code == 200
    assert f'<html lang="{prefix}" dir="{side}"' in text
    assert '<article lang="en" dir="ltr">' in text
    assert "What was brought in." in text
    assert text.count('role="note"') == 1


def test_it_is_not_indexed_twice(visitor, harvest):
    text = visitor.get("/es/news/harvest/").text
    assert f'<link rel="canonical" href="{now.SITE_URL}/news/harvest/">' in text
    assert 'rel="alternate" hreflang' not in text
    assert "/es/news/harvest/" not in visitor.get("/sitemap-pages-1.xml").text


def test_of_a_page_of_its_own_there_is_no_word(visitor, harvest):
    text = visitor.get("/news/harvest/").text
    assert 'role="note"' not in text
    assert f'<link rel="canonical" href="{now.SITE_URL}/news/harvest/">' in text


def test_the_switch_follows_translated_addresses_and_else_leads_to_the_fallback(visitor, harvest):
    translated(harvest, "es", slug="cosecha", title="La cosecha")
    ways = switched(visitor.get("/news/harvest/").text)
    assert ways == {"en": "/news/harvest/", "es": "/es/news/cosecha/", "ar": "/ar/news/harvest/"}
    assert visitor.get(ways["ar"]).status_code == 200
    assert switched(visitor.get("/es/news/cosecha/").text)["en"] == "/news/harvest/"


def test_hreflang_names_real_translations_alone(visitor, harvest):
    translated(harvest, "es", slug="cosecha")
    text = visitor.get("/es/news/cosecha/").text
    assert re.findall(r'rel="alternate" hreflang="([^"]*)"', text) == ["en", "es", "x-default"]


def test_the_address_of_the_source_leads_to_the_translation(visitor, harvest):
    translated(harvest, "es", slug="cosecha")
    answer = visitor.get("/es/news/harvest/")
    assert (answer.status_code, answer["Location"]) == (302, "/es/news/cosecha/")


@pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
def test_what_a_page_itself_does_not_know_leads_nowhere(visitor, prefix):
    assert visitor.get(f"{prefix}/news/?kind=nonsense").status_code == 404


def test_a_source_in_any_language_is_shown(visitor):
    make_news("La cosecha", slug="cosecha", language="es")
    assert '<article lang="es" dir="ltr">' in visitor.get("/news/cosecha/").text


def test_there_is_one_discussion(visitor, harvest):
    assert 'href="/news/harvest/comments/new/"' in visitor.get("/es/news/harvest/").text


@pytest.mark.parametrize(
    "path", ["/es/news/never/", "/es/history/", "/uk/news/harvest/", "/es/es/news/harvest/"]
)
def test_what_is_nowhere_is_nothing(visitor, harvest, path):
    home = HomePage.objects.get(locale__language_code="en")
    home.add_child(instance=StandardPage(title="History", slug="history", locale=home.locale, live=False))
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "member", "editor"])
def test_what_is_for_members_alone_falls_back_for_nobody(request, who):
    make_knowledge(make_topic(), "How we negotiate", slug="negotiate", is_for_members=True)
    client = request.getfixturevalue(who)
    assert client.get("/es/knowledge/starting-a-group/negotiate/").status_code == 404


def test_without_the_door_it_would(visitor, monkeypatch):
    """The twin."""
    made = make_knowledge(make_topic(), "How we negotiate", slug="negotiate", is_for_members=True)
    monkeypatch.setattr(views.addresses, "live_elsewhere", lambda _path, _language: [made])
    assert "How we negotiate" in visitor.get("/es/knowledge/starting-a-group/negotiate/").text


class TestALanguageOfContentAlone:
    @pytest.fixture(autouse=True)
    def ukrainian(self, settings):
        settings.CONTENT_LANGUAGES = {"uk": "es"}
        settings.LANGUAGES = [*settings.INTERFACE_LANGUAGES, ("uk", "українська")]
        settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
        Locale.objects.get_or_create(language_code="uk")
        page_index.forget()
        yield
        page_index.forget()

    @pytest.fixture
    def article(self, harvest):
        return translated(harvest, "uk", title="Жнива", slug="zhnyva")

    def test_its_pages_stand_under_its_own_prefix_with_the_interface_beside_it(self, visitor, article):
        answer = visitor.get("/uk/news/zhnyva/")
        assert answer.status_code == 200
        assert '<html lang="es" dir="ltr"' in answer.text
        assert '<article lang="uk" dir="ltr">' in answer.text
        assert "Жнива" in answer.text

    def test_its_list_names_them(self, visitor, article):
        text = visitor.get("/uk/").text
        assert 'href="/uk/news/zhnyva/"' in text
        assert '<bdi lang="uk">українська</bdi>' in text

    def test_what_is_not_in_it_falls_back(self, visitor, article):
        make_news("Rain", slug="rain")
        text = visitor.get("/uk/news/rain/").text
        assert '<article lang="en" dir="ltr">' in text
        assert "ucraniano" in text

    def test_other_languages_lead_to_it_and_search_finds_it(self, visitor, article):
        assert 'href="/uk/news/zhnyva/"' in visitor.get("/news/harvest/").text
        assert re.search(r'hreflang="uk" href="[^"]*/uk/news/zhnyva/"', visitor.get("/news/harvest/").text)
        assert "/uk/news/zhnyva/" in visitor.get("/search/?q=Жнива").text
        assert "/uk/news/zhnyva/" in visitor.get("/sitemap-pages-1.xml").text

    def test_there_is_one_discussion_at_an_address_of_its_own(self, visitor, article):
        text = visitor.get("/uk/news/zhnyva/").text
        assert 'href="/uk/news/zhnyva/comments/new/"' in text
        assert "/uk/news/zhnyva/card.png" in text

    def test_nobody_is_offered_an_interface_in_it(self, visitor, member):
        assert 'hreflang="uk"' not in visitor.get("/").text
        assert visitor.get("/account/login/", headers={"accept-language": "uk"})["Content-Language"] == "es"
        assert 'value="uk"' not in member.get("/account/languages/").text

    def test_editors_see_what_is_missing_in_it(self, editor, harvest):
        assert "The harvest" in editor.get("/manage/translations/?language=uk").text
        assert listing.older_ones(viewer_for(editor.person)) == []

    def test_nothing_in_it_is_nothing(self, visitor):
        assert visitor.get("/uk/").status_code == 404


class TestLists:
    """Whoever reads a language in which little was published still finds what there is."""

    def test_news_of_other_languages_stand_where_there_are_none(self, visitor, harvest):
        translated(harvest, "ar", title="الحصاد")
        text = visitor.get("/es/news/").text
        assert text.count("The harvest") == 1
        assert "الحصاد" not in text
        assert 'href="/news/harvest/"' in text

    def test_and_not_beside_those_of_ones_own(self, visitor, harvest):
        translated(harvest, "es", title="La cosecha")
        text = visitor.get("/es/news/").text
        assert "La cosecha" in text
        assert "The harvest" not in text

    def test_of_knowledge_what_is_not_in_ones_language_is_named_once(self, visitor):
        topic = make_topic("Meeting", slug="meeting")
        first, second = (
            make_knowledge(topic, "The first meeting"),
            make_knowledge(topic, "The second meeting"),
        )
        for article in (first, second):
            article.save_revision().publish()
        text = visitor.get("/es/knowledge/").text
        assert text.count("The first meeting") == text.count("The second meeting") == 1
        translated(topic, "es", title="Formar un grupo")
        translated(first, "es", title="La primera reunión")
        text = visitor.get("/es/knowledge/").text
        assert "La primera reunión" in text
        assert "The first meeting" not in text
        assert text.count("The second meeting") == 1
        assert "The second meeting" not in visitor.get("/knowledge/").text.partition('id="elsewhere"')[2]

    def test_what_is_for_members_alone_is_not_among_it(self, visitor):
        kept = make_knowledge(make_topic(), "Kept among members", is_for_members=True)
        kept.save_revision().publish()
        assert "Kept among members" not in visitor.get("/es/knowledge/").text

    def test_that_look_finds_it_where_nobody_minds_who_reads(self, visitor, monkeypatch):
        """The twin of the one above."""
        kept = make_knowledge(make_topic(), "Kept among members", is_for_members=True)
        kept.save_revision().publish()
        monkeypatch.setattr(
            type(KnowledgeArticle.objects.all()), "visible_to", lambda rows, _viewer: rows.live()
        )
        assert "Kept among members" in visitor.get("/es/knowledge/").text
