"""What people expect of news, mail, posts elsewhere and donations, and first versions forget: numbered details.

Most stand where their deed is tested; they are not written twice. Here is what was shown nowhere else. Tests that show
a detail carry its number in their names (`test_detail_5_…`), here and in the files that are named.

 1 a link to a draft ends                    test_checking: whoever has it reads that revision; it ends after seven days
 2 the zone of a plan, a missed run          test_scheduling
 3 an old address leads on, per language     test_news: an old address leads to the new one
 4 a correction is told                      test_news: it says who wrote and who checked it and what was wrong
 5 the author who has left                   here
 6 a feed per language                       test_news, test_feeds and test_cached_feeds of syndication
 7 hreflang leads back and forth             here
 8 what is not translated falls back         test_fallback
 9 pictures have sizes, words, and wait      here
10 the shared picture after a change         test_sharing
11 posted once; a key that ends              test_posting and test_channels of syndication
12 what is planned is posted too             here, languages that are planned together too
13 nothing of others before a click          here
14 one conversation for all languages        test_conversations, test_comment of the forum
15 held, closed, trap, floods                test_comment of the forum, test_conversations: the last day counts
16 a guest gets no mail about answers        here
17 language and rhythm of letters            test_news_by_mail: choosing
18 one click, signed out; GET only shows     test_news_by_mail: one click ends it; test_transport of core
19 leaving one list leaves the others        here
20 hard, soft, complaints                    test_bounces and test_mail_hook_events of core
21 SPF, DKIM, DMARC; threads and lists       test_doctor_mail of operations, test_mail_out of the forum, here
22 short enough to be shown, and plain text  here
23 a choice of currencies                    here
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.images import get_image_model

from advocates.accounts.leaving import erase_person
from advocates.accounts.models import Person
from advocates.core import fetch, jobs, outbox
from advocates.core.models import Mail
from advocates.core.tests.outside import permitted
from advocates.forum.models import Comment
from advocates.forum.tests import commented
from advocates.publishing.languages import actions as languages
from advocates.publishing.languages import planning
from advocates.publishing.languages.actions import begin
from advocates.publishing.models import DonatePage, NewsArticle, Newsletter
from advocates.publishing.newsletter import actions, letters, refusals, tasks
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.newsletters import make_newsletter, news
from advocates.publishing.tests.test_donate import ACCOUNT, fill
from advocates.publishing.tests.test_launch import draft_of, locale, translate
from advocates.syndication.models import Delivery, OwnChannel
from advocates.syndication.tests.networks import Networks, make_channel
from advocates.syndication.topics import purpose_of
from tests.cast import make_person
from tests.scene import picture

pytestmark = pytest.mark.django_db
FOREIGN = re.compile(r'(?:src|srcset|data|poster|action)="(?:https?:)?//(?!127\.0\.0\.1:8000/)[^"]*"')


@pytest.fixture
def writer():
    return make_person("writer", "editor")


def in_spanish(source, **fields):
    made = begin(source, type(source.locale).objects.get(language_code="es"))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save_revision().publish()
    return type(made).objects.get(pk=made.pk)


def published(article):
    article.save_revision().publish()
    return article


def photo():
    return get_image_model().objects.create(title="A cloth", file=picture())


class TestTheAuthorWhoHasLeft:
    """Detail 5."""

    @pytest.fixture
    def article(self, writer):
        made = make_news("By somebody", author_line="Ada Writer", owner=writer)
        made.save_revision(user=writer).publish(user=writer)
        erase_person(actor=None, person=writer)
        return NewsArticle.objects.get(pk=made.pk)

    def test_detail_5_stays_named_and_the_account_does_not(self, visitor, article):
        assert "Ada Writer" in visitor.get(article.url).text
        assert not Person.objects.filter(pk=article.owner_id, email__startswith="writer").exists()

    def test_detail_5_or_is_not_where_the_editors_take_the_name_out(self, visitor, article):
        article.author_line = ""
        published(article)
        assert "Ada Writer" not in visitor.get(article.url).text


def test_detail_7_other_languages_lead_back_and_forth(visitor):
    """Detail 7: each names all, itself too, and all name the same for whoever reads none of them."""
    source = published(make_news("The harvest", slug="harvest"))
    other = in_spanish(source, slug="cosecha", title="La cosecha")
    pattern = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"')
    named = [dict(pattern.findall(visitor.get(page.url).text)) for page in (source, other)]
    assert named[0] == named[1]
    assert list(named[0]) == ["en", "es", "x-default"]
    assert named[0]["es"].endswith("/es/news/cosecha/")
    assert named[0]["x-default"] == named[0]["en"]


def test_detail_9_a_picture_has_its_words_in_each_language_and_its_sizes_and_waits(visitor):
    """Detail 9."""
    shown = photo()
    source = published(
        make_news("Seen", slug="seen", body=[("picture", {"image": shown, "alt": "A blue cloth"})])
    )
    other = in_spanish(source, body=[("picture", {"image": shown, "alt": "Una tela azul"})])
    for page, words in ((source, "A blue cloth"), (other, "Una tela azul")):
        (drawn,) = re.findall(r"<img [^>]+>", visitor.get(page.url).text)
        assert f'alt="{words}"' in drawn
        assert re.search(r'width="\d+" height="\d+"', drawn)
        assert 'loading="lazy"' in drawn


class TestWhatIsPlanned:
    """Detail 12: nobody sits at a desk when it is published."""

    @pytest.fixture
    def server(self, monkeypatch):
        with permitted(monkeypatch) as made:
            monkeypatch.setattr(fetch, "BEARING", {"http", "https"})
            yield Networks(made)

    def publish_planned(self, writer, *, days=1, article=None):
        planned = article or make_news("Planned", live=False)
        planned.go_live_at = timezone.now() + timedelta(days=days)
        planned.save_revision(user=writer).publish(user=writer)
        with time_machine.travel(planned.go_live_at + timedelta(minutes=1)):
            jobs.plan()
            jobs.run_due()
            jobs.run_due()
        return NewsArticle.objects.get(pk=planned.pk)

    def test_detail_12_is_posted_once_when_it_is_published(self, writer, server):
        make_channel(server.server, posts_planned=True)
        article = self.publish_planned(writer)
        assert article.live
        assert [text.partition("\n")[0] for text in server.posts] == ["Planned"]
        assert Delivery.objects.get().queued_by == writer
        article.title = "Planned anew"
        self.publish_planned(writer, days=3, article=article)
        assert len(server.posts) == 1

    @pytest.mark.parametrize("changes", [{"posts_planned": False}, {"language": "es"}, {"sealed_token": ""}])
    def test_only_by_accounts_that_do_so_in_its_language(self, writer, server, changes):
        channel = make_channel(server.server, posts_planned=True)
        OwnChannel.objects.filter(pk=channel.pk).update(**changes)
        assert self.publish_planned(writer).live
        assert not Delivery.objects.exists()

    def test_each_language_by_its_own_account_when_they_are_published_together(self, writer, server):
        source = draft_of()
        translate(source, "es")
        languages.tick(actor=writer, source=source, locales=[locale("es")])
        for language in ("en", "es"):
            make_channel(server.server, posts_planned=True, language=language)
        moment = timezone.now() + timedelta(days=1)
        planning.plan(actor=writer, source=source, at=moment)
        with time_machine.travel(moment + timedelta(minutes=1)):
            jobs.plan()
            jobs.run_due()
            jobs.run_due()
        assert sorted(Delivery.objects.values_list("language", "state")) == [
            ("en", "posted"),
            ("es", "posted"),
        ]
        assert {each.queued_by for each in Delivery.objects.all()} == {writer}

    def test_an_account_that_refuses_keeps_it_from_nobody(self, writer, server):
        channel = make_channel(server.server, posts_planned=True)
        OwnChannel.objects.filter(pk=channel.pk).update(most=1)
        make_channel(server.server, posts_planned=True, handle="@other")
        assert self.publish_planned(writer).live
        assert Delivery.objects.get().channel.handle == "@other"

    def test_what_is_published_by_hand_waits_for_a_hand(self, writer, server):
        make_channel(server.server, posts_planned=True)
        published(make_news("By hand", live=False))
        jobs.run_due()
        assert not Delivery.objects.exists()


def test_detail_13_a_video_is_a_link_until_somebody_follows_it(visitor):
    """Detail 13: nothing is asked of another machine, neither by the page nor as far as the browser may."""
    film = {"address": "https://video.example/watch", "label": "A film", "image": photo(), "alt": "A still"}
    article = published(make_news("A film", body=[("video", film)], author_line="Somebody"))
    answer = visitor.get(article.url)
    assert 'href="https://video.example/watch"' in answer.text
    assert "<iframe" not in answer.text
    assert not FOREIGN.findall(answer.text)
    assert FOREIGN.findall('<img src="https://video.example/still.jpg">')
    assert "video.example" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-src" not in answer["Content-Security-Policy"]


def test_detail_16_nobody_writes_to_a_guest_about_answers(member, moderator, monkeypatch):
    """Detail 16: whoever asked for nothing gets nothing; their own link is the one that they confirmed."""
    paper = commented.publish(monkeypatch)
    question = commented.shown(moderator.person, paper)
    Mail.objects.all().delete()
    commented.from_member(member.person, paper, answers=question.post.public_id)
    assert Comment.objects.get(pk=question.pk).post is not None
    assert not Mail.objects.filter(recipient="reader@example.org").exists()


def test_detail_19_leaving_one_list_leaves_the_others_and_what_keeps_an_account_safe(visitor):
    """Detail 19."""
    purpose, other = purpose_of("news", "newsletter"), purpose_of("news", "")
    url = outbox.unsubscribe_url("reader@example.org", purpose)
    assert visitor.post(url[url.index("/link/") :]).status_code == 200
    assert outbox.is_suppressed("reader@example.org", purpose)
    assert not outbox.is_suppressed("reader@example.org", other)
    assert not outbox.is_suppressed("reader@example.org", "")
    outbox.queue("reader@example.org", subject="A new sign-in", text="Was it you?", language="en")
    assert Mail.objects.get(subject="A new sign-in").state == Mail.State.WAITING


def test_detail_21_a_letter_to_many_names_its_list_and_the_click_that_ends_it(writer):
    """Detail 21; a mail to one person names none."""
    for purpose, is_list in ((tasks.PURPOSE, True), ("", False)):
        mail = Mail(
            sender="net@example.org", recipient="a@example.org", purpose=purpose, language="en", text="Text"
        )
        said = outbox.as_message(mail)
        assert (said["List-Id"] is not None) is is_list
        assert (said["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is is_list


class TestALongLetter:
    """Detail 22: what a large mailbox would cut off is said before it leaves."""

    # Each of them becomes a link of many letters.
    LONG = "a.org " * 1_600

    def test_an_ordinary_one_is_far_from_it(self, writer):
        articles = [news(f"Article {number}", summary="What it is about. " * 10) for number in range(20)]
        version = make_newsletter(writer, articles=articles).versions.get()
        assert letters.weight_of(version) < letters.MOST_BYTES / 3

    def test_in_a_script_of_long_letters_it_is_weighed_as_it_travels(self, writer):
        short, long = (
            make_newsletter(writer, opening=letter * 9_000).versions.get() for letter in ("a", "ア")
        )
        assert letters.weight_of(long) - letters.weight_of(short) == 2 * 9_000

    def test_detail_22_it_is_refused_with_its_weight_and_stays_a_draft(self, writer):
        made = make_newsletter(writer, opening=self.LONG)
        with pytest.raises(refusals.NotReady, match=r"The version in English has \d+ kB"):
            actions.hand_in(actor=writer, newsletter=made, planned_for=None)
        assert Newsletter.objects.get().state == "draft"

    def test_without_the_guard_it_would_wait(self, writer, monkeypatch):
        monkeypatch.setattr(actions, "refuse_too_long", lambda versions: None)
        actions.hand_in(actor=writer, newsletter=make_newsletter(writer, opening=self.LONG), planned_for=None)
        assert Newsletter.objects.get().state == "waiting"

    def test_detail_22_as_plain_text_nothing_is_missing(self, writer):
        article = news("A title", summary="What it is about.")
        version = make_newsletter(writer, articles=[article], opening="Dear readers").versions.get()
        text = letters.proof(version, recipient="a@example.org").text
        for said in (
            "Subject en",
            "Dear readers",
            "A title",
            "What it is about.",
            article.slug,
            "/news/follow/",
        ):
            assert said in text
        assert not re.search(r"<\w+|&\w+;", text)


@pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
def test_detail_23_whoever_gives_chooses_among_the_currencies(visitor, prefix):
    """Detail 23: what the network takes stands side by side, and nobody guesses for the giver."""
    giving = DonatePage.objects.get(locale__language_code="en")
    fill(giving, ACCOUNT, {**ACCOUNT, "currency": "BRL", "number": "12-345-6", "bic": ""})
    text = visitor.get(f"{prefix}/donate/").text
    headings = re.findall(r"<h3>([^<]+)</h3>", text)
    assert [code for heading in headings for code in ("EUR", "BRL") if code in heading] == ["EUR", "BRL"]
