"""Languages of content: what the setting means and what stops the start; what stands beside articles in one."""

import re

import pytest
from django.conf import settings as now
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from wagtail.models import Locale

from advocates.config import languages
from advocates.core import content_languages, visitorforms
from advocates.core.models import Mail
from advocates.core.visitorforms import new_ticket
from advocates.forum.models import Comment
from advocates.publishing.models import HomePage, NewsArticle, Suggestion
from advocates.publishing.readers.forms import PURPOSE
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.test_fallback import translated
from advocates.search import page_index
from tests.source import product, relative, text_of

INTERFACES = {"en": "English", "es": "Español"}


def read(monkeypatch, value):
    monkeypatch.setenv("CONTENT_LANGUAGES", value)
    return languages.content_languages(INTERFACES, "en")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", {}),
        ("uk", {"uk": "en"}),
        ("uk, ca:es hi", {"uk": "en", "ca": "es", "hi": "en"}),
        ("AM", {"am": "en"}),
        ("pt-br", {"pt-br": "en"}),
    ],
)
def test_what_is_understood(monkeypatch, value, found):
    assert read(monkeypatch, value) == found


@pytest.mark.parametrize("value", ["es", "xx", "news", "uk:fr", "a/b", ":en", "uk:ar"])
def test_what_stops_the_start(monkeypatch, value):
    with pytest.raises(SystemExit, match="CONTENT_LANGUAGES"):
        read(monkeypatch, value)


def test_only_what_editors_write_knows_of_them():
    """Everything else offers the languages of the interface."""
    allowed = {
        "advocates/config/settings.py",
        # An account posts what editors have written.
        *(f"advocates/syndication/posting/{name}.py" for name in ("forms", "models")),
        *(
            f"advocates/publishing/{name}.py"
            for name in ("addresses", "forms", "members/views", "news/listing", "sections", "sites", "views")
        ),
    }
    named = {relative(path) for path in product(".py") if re.search(r"settings\.LANGUAGES\b", text_of(path))}
    assert named <= allowed


@pytest.mark.django_db
class TestBesideArticles:
    """Comments, a feed and a picture, in an interface that is not translated into the article's language."""

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
    def harvest(self):
        article = make_news("The harvest", slug="harvest", kind="network")
        article.save_revision().publish()
        return NewsArticle.objects.get(pk=article.pk)

    @pytest.fixture(params=["zhnyva", "жнива"])
    def article(self, request, harvest):
        return translated(harvest, "uk", title="Жнива", slug=request.param)

    def at(self, article, rest=""):
        return f"/uk/news/{article.slug}/{rest}"

    def test_comments_have_an_address_in_the_interface_beside(self, visitor, article):
        page = visitor.get(self.at(article)).text
        assert self.at(article, "comments/new/") in page
        assert iri_to_uri(self.at(article, "card.png?v=")) in page
        answer = visitor.get(self.at(article, "comments/"))
        assert answer.status_code == 200
        assert '<html lang="es" dir="ltr"' in answer.text
        assert answer["Content-Language"] == "es"
        assert '<bdi lang="uk">Жнива</bdi>' in answer.text
        for rest in ("new/", "comments.atom"):
            assert visitor.get(self.at(article, f"comments/{rest}")).status_code == 200

    def test_a_comment_written_there_stands_in_the_one_conversation(self, member, visitor, article):
        path = self.at(article, "comments/new/")
        form = member.get(path).context["form"]
        assert form["lang"].value() == "uk"
        data = {"text": "Добре сказано.", "lang": "uk", "sending": "one"}
        answer = member.post(path, data)
        assert answer.status_code == 302
        assert answer["Location"].startswith(iri_to_uri(self.at(article, "comments/")))
        assert Comment.objects.get().lang == "uk"
        for address in (self.at(article, "comments/"), "/news/harvest/comments/"):
            assert "Добре сказано." in visitor.get(address).text

    def test_a_guest_is_mailed_in_the_language_of_the_interface(self, visitor, article, monkeypatch):
        monkeypatch.setattr(visitorforms, "COST", 1)
        path = self.at(article, "comments/new/")
        page = visitor.get(path).text
        hidden = dict(re.findall(r'name="(ticket|work|csrfmiddlewaretoken)"[^>]*value="([^"]*)"', page))
        data = {**hidden, "text": "Добре.", "lang": "uk", "name": "Оля", "email": "olya@example.org"}
        answer = visitor.post(path, data)
        assert (answer.status_code, answer["Location"]) == (
            302,
            iri_to_uri(self.at(article, "comments/sent/")),
        )
        assert visitor.get(self.at(article, "comments/sent/")).status_code == 200
        assert Mail.objects.get().language == "es"

    def test_hreflang_names_the_comments_beside_real_translations_alone(self, visitor, article):
        site = now.SITE_URL
        for path in (self.at(article, "comments/"), "/news/harvest/comments/"):
            head = visitor.get(path).text.partition("</head>")[0]
            found = dict(re.findall(r'rel="alternate" hreflang="([^"]*)" href="([^"]*)"', head))
            assert found == {
                "en": f"{site}/news/harvest/comments/",
                "uk": f"{site}{self.at(article, 'comments/')}",
                "x-default": f"{site}/news/harvest/comments/",
            }
            for address in found.values():
                assert visitor.get(address.removeprefix(site)).status_code == 200
            assert f'<link rel="canonical" href="{site}{path}">' in head

    def test_hreflang_of_the_articles_is_mutual(self, visitor, article):
        heads = [
            visitor.get(path).text.partition("</head>")[0] for path in (self.at(article), "/news/harvest/")
        ]
        found = [re.findall(r'rel="alternate" hreflang="([^"]*)" href="([^"]*)"', head) for head in heads]
        assert found[0] == found[1]
        assert [code for code, _url in found[0]] == ["en", "uk", "x-default"]

    def test_the_switch_on_the_comments_leads_somewhere(self, visitor, article):
        menu = visitor.get(self.at(article, "comments/")).text.partition('<details class="lang">')[2]
        ways = dict(re.findall(r'<a href="([^"]*)" hreflang="([^"]*)"', menu.partition("</details>")[0]))
        assert set(ways.values()) >= {"en", "ar"}
        for path in ways:
            assert visitor.get(path).status_code == 200

    def test_a_feed_of_its_own(self, visitor, article):
        text = visitor.get("/feeds/news.atom?lang=uk").text
        assert "Жнива" in text
        assert "The harvest" not in text
        assert now.SITE_URL + iri_to_uri(self.at(article)) in text
        assert f'href="{now.SITE_URL}/uk/news/"' in text
        assert "lang=uk" in text
        assert 'xml:lang="uk"' in text
        assert "Жнива" not in visitor.get("/feeds/news.atom").text
        for name in ("news.rss", "news.json"):
            assert "Жнива" in visitor.get(f"/feeds/{name}?lang=uk").text

    def test_without_that_question_it_would_be_the_english_one(self, visitor, article, monkeypatch):
        """The twin."""
        monkeypatch.setattr(content_languages, "_asked", type("Nothing", (), {
            "get": lambda _self: "", "set": lambda _self, _value: None, "reset": lambda _self, _token: None,
        })())  # fmt: skip
        assert "Жнива" not in visitor.get("/feeds/news.atom?lang=uk").text

    def test_a_picture_to_pass_on(self, visitor, article):
        answer = visitor.get(self.at(article, "card.png"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert visitor.get(f"/news/{article.slug}/card.png").status_code == 404

    def test_events_have_their_calendar_and_picture_too(self, visitor, harvest):
        english = make_event("A day for groups", slug="day")
        event = translated(english, "uk", title="День", slug="den")
        text = visitor.get("/uk/news/events/den/").text
        for rest in ("event.ics", "card.png"):
            assert f"/uk/news/events/den/{rest}" in text
            assert visitor.get(f"/uk/news/events/den/{rest}").status_code == 200
        assert event.title in visitor.get("/feeds/events.atom?lang=uk").text
        assert "День" in visitor.get(f"{reverse('events_calendar')}?lang=uk").text

    @pytest.mark.parametrize("prefix", ["/xx", "/de", "/es/uk", "/uk/uk", "/uk/es"])
    @pytest.mark.parametrize("rest", ["comments/", "comments/new/", "card.png"])
    def test_no_other_prefix_leads_there(self, visitor, article, prefix, rest):
        assert visitor.get(f"{prefix}/news/{article.slug}/{rest}").status_code == 404

    def test_a_draft_has_nothing(self, visitor, article):
        article.unpublish()
        for rest in ("comments/", "comments/new/", "card.png"):
            assert visitor.get(self.at(article, rest)).status_code == 404

    @pytest.fixture
    def lesson(self):
        """Knowledge in the language, under a name of its own letters."""
        home, source = HomePage.objects.get(locale__language_code="en"), make_topic()
        translated(home, "uk", title="Головна", slug="home-uk")
        topic = translated(source, "uk", title="Почати", slug="почати")
        return make_knowledge(topic, "Перша зустріч", slug="зустріч")

    def test_knowledge_is_answered_there_too(self, visitor, editor, lesson):
        path = "/uk/knowledge/почати/зустріч/"
        assert f'href="{path}feedback/"' in visitor.get(path).text
        answer = visitor.get(f"{path}feedback/")
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert '<html lang="es" dir="ltr"' in answer.text
        assert '<bdi lang="uk">Перша зустріч</bdi>' in answer.text
        assert f'href="{path}"' in answer.text
        visitor.post(f"{path}feedback/", {"ticket": new_ticket(PURPOSE), "text": "Бракує другого кроку."})
        said = Suggestion.objects.get()
        assert (said.article_id, said.lang) == (lesson.pk, "uk")
        assert "Бракує другого кроку." in editor.get("/manage/waiting/").text

    def test_of_a_draft_there_is_no_such_form(self, visitor, lesson):
        lesson.unpublish()
        assert visitor.get("/uk/knowledge/почати/зустріч/feedback/").status_code == 404

    def test_no_cookie_but_that_of_a_form(self, visitor, article):
        for rest in ("", "comments/", "card.png"):
            assert not visitor.get(self.at(article, rest)).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "en"])
def test_letters_of_every_script_may_stand_in_an_address(visitor, language):
    article = make_news("الحصاد", language=language)
    article.save_revision().publish()
    prefix = "" if language == "en" else f"/{language}"
    for rest in ("", "comments/", "card.png"):
        assert visitor.get(f"{prefix}/news/{article.slug}/{rest}").status_code == 200
