"""Whatever somebody puts into any field of the members' talk: a clear answer, the text kept, never an error of ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.html import escape

from advocates.core.tests.test_markup import PAYLOADS
from advocates.forum.forms import new_sending
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply, write_to
from advocates.moderation.tests.scenes import report
from advocates.organisations.models import Mandate

pytestmark = pytest.mark.django_db
MARK = "keep-what-i-typed"
BAD = {
    "empty": "",
    "spaces": " \t\r\n\u3000 ",
    "a megabyte": f"{MARK} " + "x" * 1_000_000,
    "a NUL": f"{MARK} a\0b",
    "half a pair": (f"{MARK} \ud800".encode("utf-8", "surrogatepass")),
    "nested quotes": ">" * 10_000 + f" {MARK}",
    "nested lists": "".join(f"{' ' * at}- a\n" for at in range(400)) + MARK,
    "backwards": f"\u202e\u2066{MARK}\u202d\u200f",
    "marks": f"{MARK} e" + "\u0301" * 10_000,
    "no characters": f"{MARK} \ufffe\uffff\U0010fffe",
    "four bytes": f"{MARK} 𝒜𓂀🏳️‍🌈",
    "a new header": f"{MARK}\r\nBcc: somebody@example.org\r\n\r\n",
    "a template": f"{MARK} {{{{ settings.SECRET_KEY }}}}{{% debug %}}",
    "a statement": f"{MARK}'); DROP TABLE forum_post; --",
}
# Of what would act in a page, many at once, so that each field sees them all.
SCRIPTS = {
    f"scripts {at}": f"{MARK} " + " ".join(PAYLOADS[at : at + 20]) for at in range(0, len(PAYLOADS), 20)
}


class Acting(HTMLParser):
    """What would act in a page and is none of ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_script = tag == "script"
        said = [(name, (value or "").strip().lower()) for name, value in attrs]
        for name, value in said:
            if name.startswith("on") or value.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"{tag} {name}={value[:40]}")
            if name in {"src", "data", "srcdoc", "action", "formaction"} and "//" in value:
                self.found.append(f"{tag} {name}={value[:40]}")
        if tag in {"iframe", "object", "embed", "base", "math", "marquee", "applet"}:
            self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if self.is_script and "alert" in data:
            self.found.append("script")

    def handle_endtag(self, _tag: str) -> None:
        self.is_script = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form: who sends it, where to, what it holds when it is right, and the fields for text of people."""

    who: str
    address: str
    right: dict[str, Any]
    texts: tuple[str, ...]
    # Fields in which somebody writes at length: what was typed stands there again.
    kept: tuple[str, ...] = field(default=("text",))


@pytest.fixture
def forms(member, other_member, moderator, staff) -> dict[str, Form]:
    topic = begin(member.person)
    Topic.objects.update(is_opened=True)
    post, shelf = topic.posts.get(), topic.category
    message = write_to(member.person, other_member.person)
    answer = reply(member.person, topic)
    case = report(other_member, answer).case
    to = str(Mandate.objects.get(person=other_member.person).public_id)
    words = {"text": "We do.", "lang": "en"}
    at, work = f"/members/forum/t/{topic.public_id}/", f"/members/moderation/{case.public_id}/"
    return {
        "topic": Form("member", f"/members/forum/c/{shelf.public_id}/new/", {"title": "A", **words}, ("title", "text")),
        "answer": Form("member", f"{at}answer/", {**words, "seen": 2}, ("text",)),
        "edit": Form("member", f"/members/forum/p/{post.public_id}/edit/", {**words, "base_revision": 1}, ("text",)),
        "message": Form(
            "member", "/members/messages/new/", {**words, "to": to, "subject": "A"}, ("subject", "text", "q")
        ),
        "answer to a message": Form(
            "member", f"/members/forum/t/{message.public_id}/answer/", {**words, "seen": 1}, ("text",)
        ),
        "bring in": Form("member", f"{message.address}add/", {"q": "a"}, ("q", "to"), ()),
        "translation": Form(
            "moderator",
            f"/members/forum/p/{post.public_id}/languages/es/",
            {"text": "Lo hacemos.", "revision": 1},
            ("text",),
        ),
        "summary": Form(
            "member", f"{at}summary/", {"decided": "a", "open": "b", "who": "c", "lang": "en", "base": 0},
            ("decided", "open", "who"), ("decided", "open", "who"),
        ),
        "lock": Form("moderator", f"{at}lock/", {"reason": "Over.", "successor": ""}, ("reason", "successor"), ()),
        "split": Form("moderator", f"{at}split/", {"title": "Another", "posts": "2"}, ("title", "posts"), ()),
        "merge": Form("moderator", f"{at}merge/", {"into": at}, ("into",), ()),
        **_of_moderators(post, work),
        **_of_others(topic),
    }  # fmt: skip


def _of_moderators(post: Post, work: str) -> dict[str, Form]:
    reasons = {"decision": "hide", "facts": "It names a patient.", "rule": "Nobody is named."}
    return {
        "report": Form(
            "moderator", f"/members/reports/new/post/{post.public_id}/", {"reason": "other", "text": "It is wrong."},
            ("text", "reason"),
        ),
        "note": Form("moderator", f"{work}note/", {"text": "Look here."}, ("text",)),
        "decision": Form(
            "moderator", f"{work}decide/", {**reasons, "answer": "Thank you."}, ("facts", "rule", "answer"),
            ("facts", "answer"),
        ),
        "hide": Form(
            "moderator", f"/members/moderation/hide/post/{post.public_id}/", reasons, ("facts", "rule"), ("facts",)
        ),
    }  # fmt: skip


def _of_others(topic: Topic) -> dict[str, Form]:
    shelf, words = topic.category, {"text": "We do.", "lang": "en"}
    return {
        "draft": Form(
            "member",
            "/members/drafts/save/",
            {"draft_key": f"answer:{topic.public_id}", "window": "w", "revision": 1, **words},
            ("text", "title", "window", "draft_key", "revision"),
            (),
        ),
        "category": Form(
            "staff",
            f"/manage/spaces/{shelf.space.public_id}/categories/new/",
            {"name_en": "A", "about_en": "b"},
            ("name_en", "about_en", "name_ar"),
            (),
        ),
        "committee": Form("staff", "/manage/spaces/new/", {"name_en": "A"}, ("name_en",), ()),
    }  # fmt: skip


FORMS = (
    "topic", "answer", "edit", "message", "answer to a message", "bring in", "translation", "summary", "lock", "split",
    "merge", "report", "note", "decision", "hide", "draft", "category", "committee",
)  # fmt: skip


def sendings(form: Form, values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name in form.texts:
        for what, value in values.items():
            yield name, what, value


@pytest.mark.parametrize("which", FORMS)
def test_every_field_bears_everything(request, forms, which):
    form = forms[which]
    client = request.getfixturevalue(form.who)
    for name, what, value in sendings(form, BAD | SCRIPTS):
        sent = {**form.right, "sending": new_sending(), name: value}
        answer = client.post(form.address, sent)
        assert answer.status_code in {200, 204, 302, 403, 404, 409, 413, 422, 429}, (name, what)
        said = answer.content.decode()
        assert Acting(said).found == [], (name, what)
        is_kept = name in form.kept and what not in {"empty", "spaces", "a NUL", "half a pair", "a megabyte"}
        if answer.status_code in {409, 422} and is_kept:
            assert escape(MARK) in said, (name, what)


@pytest.mark.parametrize(
    "which", ["topic", "answer", "message", "summary", "translation", "report", "category"]
)
def test_what_was_stored_is_shown_as_text(request, forms, which):
    """Every page that shows it, after every field took what it would take."""
    form = forms[which]
    client = request.getfixturevalue(form.who)
    for name, _what, value in sendings(form, BAD | SCRIPTS):
        client.post(form.address, {**form.right, "sending": new_sending(), name: value})
    topics = [topic.address for topic in Topic.objects.order_by("-pk")[:12]]
    lists = ["/members/", "/members/forum/", "/members/messages/", "/members/reports/", "/members/notices/"]
    for address in (*lists, *topics, "/members/drafts/", "/members/following/", "/members/moderation/"):
        answer = request.getfixturevalue("moderator").get(address, follow=True)
        assert answer.status_code in {200, 404}, address
        assert Acting(answer.text).found == [], address


def test_the_oracle_sees_what_acts():
    """The twin: put into a page as they are, payloads are seen; not those that only act after Markdown."""
    seen = [payload for payload in PAYLOADS if Acting(f"<p>{payload}</p>").found]
    assert len(seen) > len(PAYLOADS) * 0.4


@pytest.mark.parametrize("page", ["-1", "0", "1e9", "NaN", "9" * 30, "٣", "a\0", "1 OR 1=1"])
def test_no_page_like_this(member, page):
    topic = begin(member.person)
    for address in (f"/members/forum/t/{topic.public_id}/", f"/members/forum/c/{topic.category.public_id}/"):
        for name in ("page", "before", "quote"):
            assert member.get(address, {name: page}).status_code in {200, 404}


def test_an_answer_to_a_topic_that_vanished_keeps_the_text(member, other_member):
    """Hidden while somebody wrote: what was typed stands among their drafts."""
    topic = begin(member.person, category=make_shelf())
    sent = {
        "text": MARK, "lang": "en", "sending": new_sending(), "seen": 1, "window": "w1", "revision": 1,
        "draft_key": f"answer:{topic.public_id}",
    }  # fmt: skip
    Topic.objects.filter(pk=topic.pk).update(hidden_at=topic.started_at)
    answer = other_member.post(
        f"/members/forum/t/{topic.public_id}/answer/", sent, HTTP_ORIGIN="http://testserver"
    )
    assert answer.status_code == 404
    assert MARK in answer.text
    assert MARK in other_member.get("/members/drafts/").text
