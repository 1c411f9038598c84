"""A page gets another address: what hangs below it is found under the old one, and nothing written there is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.encoding import iri_to_uri
from wagtail.models import Locale

from advocates.forum.models import Comment
from advocates.publishing import conversations, moved
from advocates.publishing.events import views as events
from advocates.publishing.models import EventPage, KnowledgeArticle, KnowledgeTopic, NewsArticle, Suggestion
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.test_fallback import translated
from advocates.spaces.actions import ensure_shared

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "es", "ar", "uk"]
NEW = {"en": "crop", "es": "cosecha", "ar": "الحصاد", "uk": "zhnyva"}


@pytest.fixture(autouse=True)
def ukrainian(settings):
    """A language of content alone beside those of the interface."""
    settings.CONTENT_LANGUAGES = {"uk": "es"}
    settings.LANGUAGES = [*settings.INTERFACE_LANGUAGES, ("uk", "українська")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    Locale.objects.get_or_create(language_code="uk")
    ensure_shared()


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Give a page another address; the old one is remembered when that is committed."""

    def renamed(page, slug):
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        return page

    return renamed


def in_prefix(language, path):
    return path if language == "en" else f"/{language}{path}"


def in_its_language(source, language):
    source.save_revision().publish()
    source = type(source).objects.get(pk=source.pk)
    return source if language == "en" else translated(source, language)


def leads(client, old, new):
    """For reading and for the head of it, with what was asked for besides."""
    for ask in (client.get, client.head):
        answer = ask(f"{old}?after=1-2")
        assert (answer.status_code, answer["Location"]) == (301, iri_to_uri(f"{new}?after=1-2"))
    return True


@pytest.fixture(params=LANGUAGES)
def news(request, rename):
    """An article in one language, with its old and its new address."""
    article = in_its_language(make_news("The harvest", slug="harvest"), request.param)
    rename(article, NEW[request.param])
    return tuple(in_prefix(request.param, f"/news/{slug}/") for slug in ("harvest", NEW[request.param]))


@pytest.mark.parametrize(
    "below", ["comments/", "comments/new/", "comments/sent/", "comments/comments.atom", "card.png"]
)
def test_what_hangs_below_news(visitor, news, below):
    old, new = news
    assert leads(visitor, f"{old}{below}", f"{new}{below}")
    assert visitor.get(f"{new}{below}").status_code == 200


def test_a_comment_that_is_sent_to_the_old_address_is_taken(member, news):
    answer = member.post(f"{news[0]}comments/new/", {"text": "Under the news.", "lang": "en"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(iri_to_uri(f"{news[1]}comments/"))
    assert Comment.objects.count() == 1


def test_one_with_a_mistake_is_kept_in_its_form(member, news):
    answer = member.post(f"{news[0]}comments/new/", {"text": "Under the news.", "lang": "not a language"})
    assert answer.status_code == 422
    assert "Under the news." in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("below", ["event.ics", "card.png"])
def test_what_hangs_below_an_event(visitor, rename, language, below):
    event = in_its_language(EventPage.objects.get(pk=make_event(slug="meeting").pk), language)
    rename(event, NEW[language])
    old, new = (in_prefix(language, f"/news/events/{slug}/") for slug in ("meeting", NEW[language]))
    assert leads(visitor, f"{old}{below}", f"{new}{below}")
    assert visitor.get(f"{new}{below}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["article", "topic"])
def test_what_hangs_below_an_article_of_knowledge(visitor, rename, language, what):
    article = in_its_language(make_knowledge(make_topic("Alone", slug="alone"), slug="first"), language)
    topic = KnowledgeTopic.objects.parent_of(article).get()
    topic.save_revision().publish()
    old = in_prefix(language, "/knowledge/alone/first/")
    rename(article if what == "article" else topic, NEW[language])
    found = KnowledgeArticle.objects.get(pk=article.pk)
    new = in_prefix(language, f"/knowledge/{found.get_parent().slug}/{found.slug}/")
    assert new != old
    assert leads(visitor, f"{old}feedback/", f"{new}feedback/")
    assert visitor.get(f"{new}feedback/").status_code == 200


def test_what_a_reader_wrote_at_the_old_address_stays_in_the_form(visitor, rename):
    article = in_its_language(make_knowledge(make_topic("Alone", slug="alone"), slug="first"), "en")
    rename(article, "second")
    answer = visitor.post("/knowledge/alone/first/feedback/", {"text": "Say more on tea."})
    assert answer.status_code == 422
    assert "Say more on tea." in answer.text
    assert not Suggestion.objects.exists()


class TestWhatStaysClosed:
    @pytest.fixture
    def article(self, rename):
        made = in_its_language(make_news("The harvest", slug="harvest"), "en")
        return rename(made, "crop")

    @pytest.mark.parametrize("path", ["/news/harvest/comments/", "/news/harvest/card.png"])
    def test_what_is_public_no_more_leads_nowhere(self, visitor, article, path):
        assert visitor.get(path).status_code == 301
        NewsArticle.objects.get(pk=article.pk).unpublish()
        assert visitor.get(path).status_code == 404

    @pytest.mark.parametrize(
        "path", ["/es/news/harvest/comments/", "/news/never/comments/", "/news/never/card.png"]
    )
    def test_nor_what_never_was(self, visitor, article, path):
        assert visitor.get(path).status_code == 404

    def test_what_is_for_members_alone_by_now(self, visitor, rename):
        article = in_its_language(make_knowledge(make_topic("Alone", slug="alone"), slug="first"), "en")
        rename(article, "second")
        KnowledgeArticle.objects.filter(pk=article.pk).update(is_for_members=True)
        assert visitor.get("/knowledge/alone/first/feedback/").status_code == 404

    def test_another_article_at_the_old_address_is_that_one(self, visitor, article):
        make_news("Another harvest", slug="harvest")
        assert "Another harvest" in visitor.get("/news/harvest/comments/").text

    def test_without_the_look_nothing_is_found(self, visitor, article, monkeypatch):
        """The twin."""
        for module in (conversations, events):
            monkeypatch.setattr(module, "moved_from", lambda *_: None)
        assert visitor.get("/news/harvest/comments/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/news/harvest/comments/",
        "/news/harvest/card.png",
        "/news/events/meeting/event.ics",
        "/news/events/meeting/card.png",
        "/knowledge/alone/first/feedback/",
    ],
)
def test_an_address_of_today_asks_nothing_more(visitor, path):
    in_its_language(make_news("The harvest", slug="harvest"), "en")
    make_event(slug="meeting")
    make_knowledge(make_topic("Alone", slug="alone"), slug="first")
    visitor.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    assert not [each for each in asked.captured_queries if "wagtailredirects" in each["sql"]]
    assert moved.moved_from("news/never/", "en", NewsArticle.objects.all()) is None
