"""Sharing an article: a text for each network, the dry run, and sending it off."""

import pytest

from advocates.core import fetch, jobs
from advocates.core.tests.outside import permitted
from advocates.publishing.models import KnowledgeArticle, NewsIndex, ShareText
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.office import edit_url
from advocates.syndication.models import Delivery
from advocates.syndication.tests.networks import Networks, make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def networks(monkeypatch):
    with permitted(monkeypatch) as server:
        monkeypatch.setattr(fetch, "BEARING", {"http", "https"})
        yield Networks(server)


@pytest.fixture
def article():
    return make_news("Meeting in spring", summary="Everybody comes.")


def path_of(article, channel=None):
    return f"/manage/sharing/{article.pk}/" + (f"{channel.public_id}/" if channel else "")


def test_a_text_for_each_network(editor, article):
    text = editor.get(path_of(article)).text
    for network in ("mastodon", "bluesky", "whatsapp", "facebook", "linkedin"):
        assert f'name="{network}"' in text
    assert text.count("Everybody comes.\n\nhttp") == 5
    assert "/copy." in text


def test_of_an_event_also_when_and_where_it_is(editor):
    text = editor.get(path_of(make_event(summary="Everybody comes."))).text
    assert text.count("14:00, Berlin time\n\nHouse of groups, Berlin") == 5


@pytest.mark.parametrize("kind", ["news", "event", "knowledge"])
def test_each_kind_is_posted_as_what_it_is(editor, networks, kind):
    page = {"news": make_news, "event": make_event, "knowledge": lambda: make_knowledge(make_topic())}[kind]()
    path = path_of(page)
    assert f'href="{path}"' in editor.get(edit_url(page)).text
    assert editor.post(path, {"mastodon": "Come!"}).status_code == 302
    assert editor.post(path_of(page, make_channel(networks.server))).status_code == 302
    jobs.run_due()
    assert len(networks.posts) == 1
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.thing, delivery.text) == (kind, str(page.pk), "Come!")
    assert "https://m.example/@net/1" in editor.get(path).text


def test_what_is_for_members_alone_is_never_passed_on(editor, networks):
    article = make_knowledge(make_topic(), is_for_members=True)
    assert f'href="{path_of(article)}"' not in editor.get(edit_url(article)).text
    for path in (path_of(article), path_of(article, make_channel(networks.server))):
        assert editor.get(path).status_code == editor.post(path).status_code == 404


def test_nor_what_became_so_meanwhile(editor, networks):
    article = make_knowledge(make_topic())
    editor.post(path_of(article, make_channel(networks.server)))
    KnowledgeArticle.objects.update(is_for_members=True)
    jobs.run_due()
    assert networks.asked == []
    assert Delivery.objects.get().state == "dropped"


def test_another_page_has_no_texts(editor):
    assert editor.get(path_of(NewsIndex.objects.first())).status_code == 404


def test_an_own_text_is_kept_for_its_network_until_it_is_emptied(editor, article):
    path = path_of(article)
    assert editor.post(path, {"mastodon": "Come!\r\nAll of you."}).status_code == 302
    assert ShareText.objects.get().text == "Come!\nAll of you."
    assert "All of you." in editor.get(path).text
    editor.post(path, {"mastodon": ""})
    assert not ShareText.objects.exists()


def test_too_long_is_said_and_kept_in_the_form(editor, article):
    answer = editor.post(path_of(article), {"bluesky": "y" * 301, "mastodon": "\u202ex"})
    assert answer.status_code == 422
    assert "y" * 301 in answer.text
    assert "301 characters" in answer.text
    assert not ShareText.objects.exists()


def test_the_dry_run_then_the_post(editor, article, networks):
    channel = make_channel(networks.server)
    path = path_of(article, channel)
    answer = editor.get(path)
    assert "Meeting in spring" in answer.text
    assert "Nothing has left yet" in answer.text
    assert not Delivery.objects.exists()
    assert editor.post(path).status_code == 302
    assert editor.post(path).status_code == 409
    jobs.run_due()
    assert len(networks.posts) == 1
    text = editor.get(path_of(article)).text
    assert "https://m.example/@net/1" in text


def test_a_draft_never_leaves(editor, networks):
    draft = make_news("Secret plan", live=False)
    channel = make_channel(networks.server)
    assert editor.get(path_of(draft)).status_code == 200
    assert editor.post(path_of(draft, channel)).status_code == 409
    jobs.run_due()
    assert (networks.asked, Delivery.objects.count()) == ([], 0)


def test_nor_does_what_was_taken_back_meanwhile(editor, article, networks):
    editor.post(path_of(article, make_channel(networks.server)))
    article.unpublish()
    jobs.run_due()
    assert networks.asked == []
    assert Delivery.objects.get().state == "dropped"


def test_accounts_of_other_languages_are_not_offered(editor, article, networks):
    channel = make_channel(networks.server, language="es")
    assert editor.get(path_of(article, channel)).status_code == 404


def test_a_post_that_failed_waits_for_the_editors(editor, article, networks):
    editor.post(path_of(article, make_channel(networks.server, token="dead")))
    jobs.run_due()
    delivery = Delivery.objects.get()
    assert "refused" in editor.get("/manage/waiting/").text
    assert "Try again" in editor.get(path_of(article)).text
    assert editor.post(f"/manage/sharing/posts/{delivery.public_id}/again/").status_code == 302
    assert editor.post(f"/manage/sharing/posts/{delivery.public_id}/again/").status_code == 409
    assert editor.post(f"/manage/sharing/posts/{delivery.public_id}/settle/").status_code == 409
