"""Of a talk in a room nobody else is told: not by a bell, a list, a mail, a digest, or what the worker keeps."""

import pytest
from django.core import serializers
from django.utils import timezone

from advocates.core import jobs
from advocates.core.models import Job, Mail, StreamEntry
from advocates.core.viewer import viewer_for
from advocates.notifications.mails import send_digests
from advocates.notifications.models import MailWishes, Notice, NoticeQuerySet
from tests.crawling import crawl
from tests.private_news import NEWS, plant_news
from tests.private_words import Words
from tests.test_leaks import found

pytestmark = pytest.mark.django_db
PAGES = ("/members/", "/members/notices/", "/members/following/", "/members/forum/", "/account/notices/")


@pytest.fixture
def words():
    return Words()


def inside(address):
    return address.startswith(("/members/", "/account/notices")) and "logout" not in address


def seen(client, words):
    leaks = found(words.of(NEWS), crawl(client, PAGES, follow=inside, most=600))
    return {leak.partition(" at ")[0].partition(":")[2] for leak in leaks}


def test_whoever_sits_there_is_told(member, words):
    plant_news(words, member.person)
    assert viewer_for(member.person).news_count == 1
    assert {"title", "text", "author"} <= seen(member, words)


def test_nobody_else_is(member, other_member, moderator, words):
    topic = plant_news(words, member.person)
    for client in (other_member, moderator):
        assert seen(client, words) & {"title", "text", "room"} == set()
        assert viewer_for(client.person).news_count == 0
        assert topic.public_id not in client.get("/members/notices/").text


def test_not_even_with_a_notice_of_it(other_member, member, words):
    """Somebody was told, and may read there no more."""
    topic = plant_news(words, member.person)
    Notice.objects.filter(person=member.person).update(person=other_member.person)
    assert seen(other_member, words) & {"title", "text", "room"} == set()
    assert viewer_for(other_member.person).news_count == 0
    assert topic.public_id not in other_member.get("/members/notices/").text


def test_without_the_door_the_bell_would_ring(other_member, member, words, monkeypatch):
    """The twin: the list asks its source, which has a door of its own; the count has but one."""
    plant_news(words, member.person)
    Notice.objects.filter(person=member.person).update(person=other_member.person, space=0)
    assert viewer_for(other_member.person).news_count == 0
    monkeypatch.setattr(NoticeQuerySet, "standing", lambda rows: rows)
    assert Notice.objects.visible_to(viewer_for(other_member.person)).standing().exists()


def test_nothing_that_leaves_or_waits_holds_a_word(member, words, settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_SERVER = tmp_path, None
    (tmp_path / "mail").mkdir()
    plant_news(words, member.person)
    MailWishes.objects.update(next_at=timezone.now())
    send_digests()
    waiting = kept()
    jobs.run_due()
    folder = folder_of_mail(tmp_path / "mail")
    assert len(folder) == 2
    text = "\n".join([waiting, kept(), *folder]).lower()
    assert [what for what, word in words.of(NEWS).items() if word.lower() in text] == []


def kept():
    rows = [
        *Mail.objects.filter(purpose__startswith="notices"),
        *Job.objects.all(),
        *Notice.objects.all(),
        *StreamEntry.objects.all(),
    ]
    return serializers.serialize("json", rows)


def folder_of_mail(folder):
    """The mails of this test, as they would go over the line."""
    sent = Mail.objects.filter(purpose__startswith="notices", state=Mail.State.SENT)
    return [file.read_text() for mail in sent for file in folder.glob(f"*-{mail.pk}.eml")]
