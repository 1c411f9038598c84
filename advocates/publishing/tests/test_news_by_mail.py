"""The news by mail, once a month: asked for, confirmed, told once in the reader's language, ended with one click."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from advocates.core import installation, links, outbox, visitorforms
from advocates.core.models import Mail
from advocates.forum.tests.commented import filled
from advocates.publishing.models import NewsArticle
from advocates.publishing.news import following
from advocates.publishing.tests.articles import make_news
from advocates.syndication import actions, consents, monthly, questions
from advocates.syndication.models import Consent, Subscription
from advocates.syndication.topics import purpose_of

pytestmark = pytest.mark.django_db
MARCH, APRIL = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


def follow(client, **values):
    typed = {"address": "reader@example.org", "kind": "", "language": "es", **values}
    return client.post("/news/follow/", filled(client.get("/news/follow/"), "follow", **typed))


def confirmed(client, **values):
    follow(client, **values)
    found = Subscription.objects.get()
    link = links.url_of(questions.LINK, str(found.public_id))
    client.post(link[link.index("/link/") :])
    Subscription.objects.update(told_until=MARCH)
    return Subscription.objects.get()


def said(mail):
    with translation.override(mail.language):
        return monthly.compose(mail)


class TestAsking:
    def test_nothing_comes_before_the_link_was_used(self, visitor):
        assert follow(visitor).status_code == 200
        found = Subscription.objects.get()
        assert (found.kind, found.scope, found.language, found.confirmed_at) == ("news", "", "es", None)
        make_news("New")
        assert monthly.send_monthly(APRIL) == 0

    def test_the_proof_names_the_sentence_that_stood_there(self, visitor):
        found = confirmed(visitor)
        assert found.confirmed_at
        line = Consent.objects.get(deed="confirmed")
        assert line.text_version == "news-2026-11"
        assert "news" in str(consents.TEXTS[line.text_version])

    @pytest.mark.parametrize("wrong", [{"address": "x"}, {"kind": "gossip"}, {"language": "xx"}])
    def test_bad_input(self, visitor, wrong):
        assert follow(visitor, **wrong).status_code == 422
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("language", ["", "/es", "/ar"])
    @pytest.mark.parametrize("is_written", [False, True])
    def test_the_list_of_news_leads_there_whether_there_is_any_or_not(self, visitor, language, is_written):
        """In English there may be news: in a language that has none the ways are the same."""
        if is_written:
            make_news("New")
        page = visitor.get(f"{language}/news/")
        for way in ("/news/follow/", "/news/newsletter/", "/news/events/"):
            assert f'href="{language}{way}"' in within(page)
        for name in ("atom", "rss", "json"):
            assert f'href="/feeds/news.{name}' in within(page)
        assert not page.cookies

    def test_the_foot_of_every_page_leads_there(self, visitor):
        for path in ("/", "/directory/", "/news/"):
            assert 'href="/news/follow/"' in visitor.get(path).content.decode().partition("<footer")[2]

    def test_an_article_leads_there(self, visitor):
        make_news("New")
        assert 'href="/news/follow/"' in within(visitor.get("/news/new/"))


def within(page):
    """What a page shows between header and footer."""
    return page.content.decode().partition("<main")[2].partition("<footer")[0]


class TestChoosing:
    """Rhythm and language are each reader's own."""

    def test_each_newsletter_with_its_own_sentence(self, visitor):
        found = confirmed(visitor, kind="newsletter", fallback="en")
        assert (found.scope, found.language, found.fallback) == ("newsletter", "es", "en")
        line = Consent.objects.get(deed="confirmed")
        assert line.text_version == "letter-2026"
        assert "each newsletter" in str(consents.TEXTS[line.text_version])

    def test_the_question_does_not_speak_of_a_month(self, visitor):
        follow(visitor, kind="newsletter", language="en")
        actions.consider(Subscription.objects.get().pk)
        with translation.override("en"):
            asked = questions.compose(Mail.objects.get())
        assert asked.subject == "Do you want our newsletter?"
        assert "month" not in asked.text + asked.html

    def test_the_month_is_not_told_to_who_wants_newsletters(self, visitor):
        make_news("New", days=5)
        confirmed(visitor, kind="newsletter")
        assert monthly.send_monthly(APRIL) == 0

    def test_detail_17_by_the_personal_link_all_of_it_is_changed(self, visitor):
        found = confirmed(visitor, kind="newsletter")
        link = links.url_of(monthly.MANAGE, str(found.public_id))
        path = link[link.index("/link/") :]
        page = visitor.get(path).text
        for words in ("Each newsletter, when it is sent", "Once a month: all news", "Send me nothing then"):
            assert words in page
        assert visitor.post(path, {"scope": "", "language": "ar", "fallback": ""}).status_code == 200
        found.refresh_from_db()
        assert (found.scope, found.language, found.fallback) == ("", "ar", "")
        assert (
            visitor.post(path, {"scope": "newsletter", "language": "ar", "fallback": "es"}).status_code == 200
        )
        found.refresh_from_db()
        assert (found.scope, found.language, found.fallback) == ("newsletter", "ar", "es")

    @pytest.mark.parametrize("wrong", [{"fallback": "xx"}, {"scope": "gossip"}])
    def test_what_there_is_not_changes_nothing(self, visitor, wrong):
        found = confirmed(visitor, kind="newsletter")
        link = links.url_of(monthly.MANAGE, str(found.public_id))
        values = {"scope": "", "language": "ar", "fallback": "", **wrong}
        assert visitor.post(link[link.index("/link/") :], values).status_code == 422
        found.refresh_from_db()
        assert found.scope == "newsletter"


class TestTelling:
    def test_once_and_in_the_reader_s_language(self, visitor):
        english = make_news("A quiet year", days=5)
        spanish = english.copy_for_translation(
            type(english.locale).objects.get(language_code="es"), copy_parents=True
        )
        spanish.title, spanish.slug, spanish.live = "Un año tranquilo", "un-ano", True
        spanish.save()
        make_news("Only in English", days=6)
        make_news("Of another month", days=60)
        make_news("A draft", days=7, live=False)
        confirmed(visitor)
        assert monthly.send_monthly(APRIL) == 1
        assert monthly.send_monthly(APRIL) == 0
        mail = Mail.objects.get(purpose=purpose_of("news", ""))
        text = said(mail).text
        assert "Un año tranquilo" in text
        assert "/es/news/un-ano/" in text
        assert "Only in English" in text
        for words in ("A quiet year", "Of another month", "A draft"):
            assert words not in text

    def test_what_was_taken_back_is_not_told_any_more(self, visitor):
        make_news("Taken back", days=5)
        confirmed(visitor)
        monthly.send_monthly(APRIL)
        NewsArticle.objects.update(live=False)
        assert not monthly.may_send(Mail.objects.get(purpose=purpose_of("news", "")))

    def test_one_kind_alone(self, visitor):
        make_news("Trial", days=5, kind="trials")
        make_news("Care", days=5, kind="care")
        confirmed(visitor, kind="trials", language="en")
        monthly.send_monthly(APRIL)
        text = said(Mail.objects.get(purpose=purpose_of("news", "trials"))).text
        assert "Trial" in text
        assert "Care" not in text

    def test_a_month_without_news_sends_nothing(self, visitor):
        confirmed(visitor)
        assert monthly.send_monthly(APRIL) == 0

    def test_detail_18_one_click_ends_it(self, visitor):
        make_news("New", days=5)
        confirmed(visitor)
        monthly.send_monthly(APRIL)
        mail = Mail.objects.get(purpose=purpose_of("news", ""))
        address = outbox.unsubscribe_url(mail.recipient, mail.purpose)
        path = address[address.index("/link/") :]
        assert visitor.get(path).status_code == 200
        assert not outbox.is_suppressed(mail.recipient, mail.purpose)
        assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert outbox.is_suppressed(mail.recipient, mail.purpose)
        assert actions.end_unsubscribed() == 1
        assert Subscription.objects.get().address == ""


def test_every_kind_can_be_followed():
    assert following.topic().scopes == (following.LETTER, "", *NewsArticle.Kind.values)
