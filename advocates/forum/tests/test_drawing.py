"""What is drawn once shows what was drawn each time: the same form, the same rights, nobody else's words."""

import re

import pytest
from django.utils import translation

from advocates.accounts.models import Person
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply

pytestmark = pytest.mark.django_db

CHANGING = re.compile(r'(name="(?:csrfmiddlewaretoken|sending|window)" value=")[^"]*"')


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person)


def form_of(page: str) -> str:
    """The form of an answer, without what is drawn by lot."""
    form = re.search(r'<section class="mt-6" aria-labelledby="answer">.*?</section>', page, re.DOTALL)[0]
    return CHANGING.sub(r"\1", form)


def test_the_empty_form_is_the_form_that_holds_a_draft_without_it(member, topic, monkeypatch):
    address = f"/members/forum/t/{topic.public_id}/?page=1"
    kept = form_of(member.get(address).text)
    monkeypatch.setattr("advocates.forum.views.is_empty", lambda _writing: False)
    assert form_of(member.get(address).text) == kept


def test_the_empty_form_belongs_to_its_topic_and_its_reader(member, other_member, topic):
    other = begin(member.person, "Another")
    pages = [
        client.get(f"/members/forum/t/{each.public_id}/?page=1").text
        for client in (member, other_member)
        for each in (topic, other)
    ]
    for page, each in zip(pages, (topic, other) * 2, strict=True):
        assert f'action="/members/forum/t/{each.public_id}/answer/#answer"' in page
        assert f'data-topic="{each.public_id}"' in page
    owners = [re.search(r'data-owner="([^"]*)"', page)[1] for page in pages]
    assert owners == [str(client.person.public_id) for client in (member, member, other_member, other_member)]
    tokens = [re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1] for page in pages]
    assert len(set(tokens)) == len(tokens)


def test_names_and_titles_are_escaped(member, other_member, topic):
    Person.objects.filter(pk=other_member.person.pk).update(full_name="<script>alert(1)</script> 100 % %(x)s")
    Topic.objects.update(title="<img src=x> & %s")
    reply(other_member.person, topic)
    page = member.get(f"/members/forum/t/{topic.public_id}/?page=1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 100 % %(x)s" in page
    assert "&lt;img src=x&gt; &amp; %s" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x&gt; &amp; %s" in member.get("/members/forum/").text


def test_each_post_has_the_buttons_of_its_reader(member, other_member, moderator, topic):
    answer = reply(other_member.person, topic)
    first = topic.posts.get(number=1)
    address = f"/members/forum/t/{topic.public_id}/?page=1"
    own = member.get(address).text
    assert f"/members/forum/p/{first.public_id}/edit/" in own
    assert f"/members/forum/p/{answer.public_id}/edit/" not in own
    assert f'form="deeds" formaction="/members/forum/p/{answer.public_id}/thank/"' in own
    assert f"/members/forum/p/{first.public_id}/thank/" not in own
    assert "/members/moderation/hide/" not in own
    other_member.post(f"/members/forum/p/{first.public_id}/thank/")
    assert f'formaction="/members/forum/p/{first.public_id}/unthank/"' in other_member.get(address).text
    assert own.count('<form method="post" id="deeds">') == 1


def test_times_are_those_of_each_reader(member, other_member, topic):
    Post.objects.update(written_at="2026-05-04T22:30:00Z")
    Person.objects.filter(pk=member.person.pk).update(time_zone="Asia/Tokyo")
    Person.objects.filter(pk=other_member.person.pk).update(time_zone="America/New_York")
    address = f"/members/forum/t/{topic.public_id}/?page=1"
    assert "5 May 2026, 07:30, Asia/Tokyo (+09:00)" in member.get(address).text
    assert "4 May 2026, 18:30, America/New York (-04:00)" in other_member.get(address).text


def test_each_language_has_its_own_dates(member, topic):
    Post.objects.update(written_at="2026-05-04T12:00:00Z")
    address = f"/members/forum/t/{topic.public_id}/?page=1"
    drawn = {}
    for language in ("en", "ar", "en"):
        with translation.override(language):
            page = member.get(f"{address}&lang={language}").text
        drawn.setdefault(language, set()).add(re.search(r'<div class="pop"><p>(.*?)</p>', page)[1])
    assert len(drawn["en"]) == 1
    assert drawn["en"] != drawn["ar"]


def test_a_list_is_drawn_with_what_is_so_for_each_topic(member, other_member):
    shelf = make_shelf()
    begin(other_member.person, "New one", category=shelf)
    locked = begin(other_member.person, "Locked one", category=shelf)
    Topic.objects.filter(pk=locked.pk).update(locked_at=locked.started_at, is_pinned=True)
    page = member.get(f"/members/forum/c/{shelf.public_id}/").text
    rows = {re.search(r"(New|Locked) one", row)[1]: row for row in page.split('<li class="topic')[1:]}
    assert "No answer yet" in rows["New"]
    assert "Pinned" not in rows["New"]
    assert "Locked</span>" in rows["Locked"]
    assert "Pinned" in rows["Locked"]
    assert "No answer yet" not in rows["Locked"]
