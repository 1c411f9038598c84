"""How it will look is what will be stored; and names in a text change nothing about its being clean."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from advocates.core import markup
from advocates.core.markup import Named
from advocates.forum.forms import new_sending
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person)


def form(topic, **fields):
    return {"text": "We **do**.", "lang": "en", "sending": new_sending(), "seen": topic.last_number, **fields}


def send(client, topic, **fields):
    return client.post(f"/members/forum/t/{topic.public_id}/answer/", form(topic, **fields))


def region_shelf(client):
    return make_shelf(Kind.REGION, region=client.get("/members/forum/").wsgi_request.viewer.acting.region)


class TestThePreview:
    CORPUS = (
        "Plain.", "**b** *i* ~~s~~ `c`", "# A\n\n## B", "- a\n  - b\n1. c", "> q\n>\n> r", "a|b\n-|-\nc|d",
        "https://example.org/ ana@example.org", "<b>x</b> & \"y\"", "مرحبا **بكم**", "[a](/members/forum/)",
        "```\ncode\n```", "@{member} and @[x](person:{key})", "> [x](post:{post}):\n>\n> y", "line  \nbreak\n\n---",
        "![p](https://example.org/x.png)", "\u202eback", "a" * 3000,
    )  # fmt: skip

    @pytest.mark.parametrize("text", CORPUS, ids=[str(at) for at in range(len(CORPUS))])
    def test_it_is_what_will_be_stored(self, member, other_member, topic, text):
        if "{" in text:
            text = text.format(
                member=member.person.full_name,
                key=other_member.person.public_id,
                post=topic.posts.get().public_id,
            )
        sent = {"text": text, "lang": "ar", "space": topic.space.public_id}
        page = member.post("/members/forum/preview/", sent)
        assert page.status_code == 200
        assert send(member, topic, text=text, lang="ar").status_code == 302
        html = Post.objects.latest("pk").html
        assert f'<div class="post__body" lang="ar" dir="rtl">{html}</div>' in page.text

    @pytest.mark.parametrize("where", ["answer", "new", "edit"])
    def test_without_scripts_it_stands_above_the_text(self, member, topic, where):
        shelf = make_shelf()
        address = {
            "answer": f"/members/forum/t/{topic.public_id}/answer/",
            "new": f"/members/forum/c/{shelf.public_id}/new/",
            "edit": f"/members/forum/p/{topic.posts.get().public_id}/edit/",
        }[where]
        posts, sent = Post.objects.count(), form(topic, title="T", base_revision=1, preview="1")
        page = member.post(address, sent)
        assert page.status_code == 200
        assert page.text.index('<p dir="auto">We <strong>do</strong>.</p>') < page.text.index(
            "We **do**.</textarea>"
        )
        assert 'name="sending" value="' + sent["sending"] in page.text or where == "edit"
        assert (Post.objects.count(), Topic.objects.count()) == (posts, 1)

    def test_of_a_space_that_one_does_not_read(self, member, other_member):
        space = region_shelf(member).space.public_id
        sent = {"text": "x", "lang": "en", "space": space}
        assert member.post("/members/forum/preview/", sent).status_code == 200
        assert other_member.post("/members/forum/preview/", sent).status_code == 404


PIECES = (
    "@[a](person:ab-1)", "[a](person:ab-1)", "@[**b**](organisation:x)", "[q](post:22)", "> ", "\n\n", "* ", "`", "@",
    "[", "](person:ab-1)", "<person:ab-1>", "<b>", "|", "\n-|-\n", "\\", "é", "\u202e", "# ",
)  # fmt: skip
NAMED = {
    ("person", "ab-1"): Named('<i>"Zoë"</i> & co', "/members/forum/who/x/"),
    ("organisation", "x"): Named("](javascript:alert(1))"),
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.sampled_from(PIECES), max_size=14).map("".join))
def test_cleaning_again_changes_nothing_with_names(text):
    html = markup.render(text, lambda _references: NAMED)
    assert markup.clean(html) == html
    assert "<i>" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)
