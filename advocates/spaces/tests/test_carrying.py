"""A text that was sent comes back with every refusal, and with none that another site provoked."""

import re

import pytest
from django.test import Client

from advocates.core.viewer import viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.drafts import carrying
from advocates.spaces.models import Draft, Kind
from tests.cast import CastClient, sign_in

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}
TEXT = 'Hours of <b>work</b> & "thought"'
SHOWN = "Hours of &lt;b&gt;work&lt;/b&gt; &amp; &quot;thought&quot;</textarea>"


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person)


def form(topic, **fields):
    return {
        "text": TEXT, "lang": "en", "sending": new_sending(), "seen": topic.last_number, "window": "w",
        "draft_key": f"answer:{topic.public_id}", **fields,
    }  # fmt: skip


def send(client, topic, data=None, **headers):
    return client.post(f"/members/forum/t/{topic.public_id}/answer/", data or form(topic), **(headers or OWN))


def fields_of(page: str) -> dict[str, str]:
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return dict(names)


def test_detail_7_a_text_sent_after_the_session_ended_comes_back(other_member, topic):
    other_member.cookies.clear()
    sent = form(topic)
    answer = send(other_member, topic, sent)
    assert answer.status_code == 403
    assert SHOWN in answer.text
    assert "Sign in in a new window" in answer.text
    assert "no-store" in answer["Cache-Control"]
    # Nothing is kept for a stranger.
    assert not Draft.objects.exists()
    # In another window of the same browser the person signs in; then this page is sent.
    sign_in(other_member, other_member.person, second_factor=True)
    again = {**fields_of(answer.text), "text": TEXT}
    assert again["sending"] == sent["sending"]
    assert send(other_member, topic, again).status_code == 302
    assert Post.objects.get(number=2).source == TEXT


def test_the_old_ticket_of_that_page_costs_one_look_more(other_member, topic):
    client = CastClient(enforce_csrf_checks=True)
    client.person = other_member.person
    answer = send(client, topic)
    sign_in(client, client.person, second_factor=True)
    # Signing in has made the ticket new.
    again = {**fields_of(answer.text), "text": TEXT, "csrfmiddlewaretoken": "x" * 64}
    second = send(client, topic, again)
    assert second.status_code == 403
    assert SHOWN in second.text
    assert "Sign in in a new window" not in second.text
    assert Draft.objects.get().text == TEXT
    last = {**fields_of(second.text), "text": TEXT}
    assert last["csrfmiddlewaretoken"] != again["csrfmiddlewaretoken"]
    assert send(client, topic, last).status_code == 302
    assert (Post.objects.get(number=2).source, Draft.objects.get().text) == (TEXT, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_USER_AGENT": "old"},
        {**OWN, "HTTP_SEC_FETCH_MODE": "cors"},
    ],
    ids=["another site", "nobody", "nothing said", "a program"],
)
def test_other_sites_cannot_put_words_on_our_page(topic, headers):
    answer = send(Client(), topic, **headers)
    assert (answer.status_code, answer.content) == (302, b"")


def test_without_that_guard_they_could(topic, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(carrying, "is_own_form", lambda _request: True)
    assert SHOWN in send(Client(), topic, HTTP_ORIGIN="https://evil.example").text


def test_it_tells_nobody_whether_an_address_exists(topic):
    known, unknown = f"/members/forum/t/{topic.public_id}/answer/", "/members/nothing/"
    data, pages = form(topic), []
    for address in (known, unknown):
        answer = Client().post(address, data, **OWN)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.text)
        pages.append((answer.status_code, text.replace(address, "ADDRESS")))
    assert pages[0] == pages[1]


def test_without_a_text_it_is_the_same_redirect_as_ever(topic):
    answer = send(Client(), topic, {"text": "  ", "lang": "en"})
    assert (answer.status_code, answer.content) == (302, b"")


def test_who_lost_the_mandate_meanwhile_has_the_text(other_member, topic):
    end_mandate(
        actor=None, mandate=Mandate.objects.get(person=other_member.person), ending=Mandate.Ending.NETWORK
    )
    answer = send(other_member, topic)
    assert answer.status_code == 403
    assert SHOWN in answer.text
    assert "Send it</button>" not in answer.text


def test_who_lost_the_space_meanwhile_has_the_text_as_a_draft(other_member):
    shelf = make_shelf(Kind.REGION, region=viewer_for(other_member.person).acting.region)
    topic = begin(other_member.person, category=shelf)
    Topic.objects.filter(pk=topic.pk).update(space=make_shelf(Kind.COMMITTEE).space)
    answer = send(other_member, topic)
    assert answer.status_code == 404
    assert SHOWN in answer.text
    assert topic.title not in answer.text
    assert Draft.objects.get().text == TEXT


def test_a_closed_space_is_no_reason_to_lose_it(other_member, topic):
    type(topic.space).objects.filter(pk=topic.space_id).update(closed_at="2026-01-01T00:00Z")
    answer = send(other_member, topic)
    assert answer.status_code == 403
    assert SHOWN in answer.text
    assert Draft.objects.get().text == TEXT


def test_odd_input_is_no_error(topic):
    client = Client(raise_request_exception=False)
    for body, kind in (
        (b"text=x&" + b"&".join(b"a%d=1" % number for number in range(1100)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b'{"text": "x"}', "application/json"),
    ):  # fmt: skip
        answer = client.post("/members/forum/", body, content_type=kind, **OWN)
        assert answer.status_code == 302
