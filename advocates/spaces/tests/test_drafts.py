"""Saving what is typed, offering it again, throwing it away; two windows, late savings, lost places."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import retention
from advocates.core.viewer import viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.spaces.drafts import actions, composer
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.models import Draft, DraftQuerySet, Kind
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
SAVE = "/members/drafts/save/"


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person, "Where do we meet?")


def saving(topic, window="w1", revision=1, text="I began", **fields):
    return {
        "draft_key": f"answer:{topic.public_id}",
        "window": window,
        "revision": revision,
        "text": text,
        "lang": "en",
        **fields,
    }


def save(client, topic, **fields):
    return client.post(SAVE, saving(topic, **fields))


def form(topic, **fields):
    return {"text": "We do.", "lang": "en", "sending": new_sending(), "seen": topic.last_number, **fields}


def page_of(client, topic, query=""):
    return client.get(f"/members/forum/t/{topic.public_id}/{query}").text


def test_what_is_typed_is_kept_and_offered(other_member, topic):
    answer = save(other_member, topic)
    draft = Draft.objects.get()
    assert answer.json() == {"draft": draft.public_id, "revision": 1, "others": []}
    assert (draft.text, draft.person_id, draft.space_id) == (
        "I began", other_member.person.pk, topic.space_id,
    )  # fmt: skip
    page = page_of(other_member, topic)
    assert "You began this on" in page
    assert f"draft={draft.public_id}" in page
    used = page_of(other_member, topic, f"?page=1&draft={draft.public_id}")
    assert ">\nI began</textarea>" in used
    assert "You began this on" not in used


def test_nobody_else_sees_it(member, moderator, other_member, topic):
    save(other_member, topic, text="Only mine")
    draft = Draft.objects.get()
    for client in (member, moderator):
        assert "Only mine" not in page_of(client, topic, f"?page=1&draft={draft.public_id}")
        assert "Only mine" not in client.get("/members/drafts/").text
        for deed in ("discard", "restore"):
            assert client.post(f"/members/drafts/{draft.public_id}/{deed}/").status_code == 404
    assert "Only mine" in other_member.get("/members/drafts/").text


def test_without_the_door_others_would(member, other_member, topic, monkeypatch):
    """Red twin."""
    save(other_member, topic, text="Only mine")
    monkeypatch.setattr(DraftQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert "Only mine" in member.get("/members/drafts/").text


def test_the_same_saving_twice_and_a_late_one_change_nothing(other_member, topic):
    for revision, text in ((1, "a"), (3, "abc"), (3, "abc"), (2, "ab")):
        answer = save(other_member, topic, revision=revision, text=text)
        assert answer.status_code == 200
    draft = Draft.objects.get()
    assert (draft.text, draft.revision) == ("abc", 3)


def test_two_windows_have_two_drafts(other_member, topic):
    save(other_member, topic, window="w1", text="From here")
    save(other_member, topic, window="w2", text="From there")
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["From here", "From there"]


def test_detail_7_two_windows_with_one_draft_do_not_overwrite_each_other(other_member, topic):
    first = save(other_member, topic).json()
    opened = {"draft": first["draft"], "draft_base": first["revision"]}
    save(other_member, topic, window="w2", revision=2, text="Longer here", **opened)
    other = save(other_member, topic, window="w3", revision=2, text="Longer there", **opened).json()
    assert other["draft"] != first["draft"]
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["Longer here", "Longer there"]


def test_without_the_revision_they_would(other_member, topic):
    """Red twin: a window that claims to know the newest revision takes the draft over."""
    first = save(other_member, topic).json()
    for window, base in (("w2", 1), ("w3", 2)):
        save(other_member, topic, window=window, revision=base + 1, text=window,
             draft=first["draft"], draft_base=base)  # fmt: skip
    assert list(Draft.objects.values_list("text", flat=True)) == ["w3"]


def test_it_is_gone_when_the_text_was_sent(other_member, topic):
    save(other_member, topic, text="We do.")
    key = f"answer:{topic.public_id}"
    sent = form(topic, window="w1", draft_key=key)
    assert other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent).status_code == 302
    assert "You began this on" not in page_of(other_member, topic)
    # A saving that was under way arrives when everything is over.
    save(other_member, topic, revision=9, text="We do.")
    assert Draft.objects.get().text == ""
    page = page_of(other_member, topic)
    assert "You began this on" not in page
    assert 'data-spent="w1"' in page


def test_a_saving_after_the_sending_of_what_was_never_saved(other_member, topic):
    sent = form(topic, window="w1")
    other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    save(other_member, topic)
    assert not Draft.objects.exclude(text="").exists()


def test_discarding_can_be_taken_back(other_member, topic):
    save(other_member, topic)
    draft = Draft.objects.get()
    answer = other_member.post(f"/members/drafts/{draft.public_id}/discard/", {"back": "1"})
    assert answer["Location"] == (
        f"/members/forum/t/{topic.public_id}/?page=1&discarded={draft.public_id}#answer"
    )
    page = other_member.get(answer["Location"]).text
    assert "Your draft was discarded." in page
    assert "You began this on" not in page
    answer = other_member.post(f"/members/drafts/{draft.public_id}/restore/", {"back": "1"})
    assert answer["Location"] == (
        f"/members/forum/t/{topic.public_id}/?page=1&draft={draft.public_id}#answer"
    )
    assert "I began</textarea>" in other_member.get(answer["Location"]).text


def test_where_the_place_is_lost_the_text_stays_and_its_name_goes(member, other_member):
    shelf = make_shelf(Kind.REGION, region=viewer_for(other_member.person).acting.region)
    topic = begin(other_member.person, "Secret meeting", category=shelf)
    save(other_member, topic, text="My own words")
    assert "Secret meeting" in other_member.get("/members/drafts/").text
    Topic.objects.filter(pk=topic.pk).update(
        space=make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region).space
    )
    page = other_member.get("/members/drafts/").text
    assert "My own words" in page
    assert "Secret meeting" not in page
    assert "not open to you any more" in page
    assert "Go on writing" not in page
    # Nor does saving on tell whether it is there, and it loses nothing.
    assert save(other_member, topic, revision=5, text="My own words, longer").status_code == 200
    draft = Draft.objects.get()
    assert (draft.text, draft.space) == ("My own words, longer", None)


@pytest.mark.parametrize(
    "fields",
    [
        {"window": ""},
        {"window": "x" * 41},
        {"draft_key": "wiki:1"},
        {"draft_key": "answer:"},
        {"draft_key": "answer:<b>"},
        {"text": "  "},
    ],
    ids=["no window", "long window", "unknown kind", "no place", "odd place", "nothing"],
)
def test_what_is_no_draft_is_refused(other_member, topic, fields):
    assert other_member.post(SAVE, {**saving(topic), **fields}).status_code == 422
    assert not Draft.objects.exists()


def test_odd_characters_are_no_error(other_member, topic):
    text = "half \ud800, nothing \0, \u202e\U0001f9e1".encode(errors="replace").decode()
    assert save(other_member, topic, text=text, title="x" * 500, lang="<x>").status_code == 200
    draft = Draft.objects.get()
    assert "\0" not in draft.text
    assert (len(draft.title), draft.lang) == (200, "")


def test_a_locked_topic_keeps_the_text_as_a_draft(other_member, topic):
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now(), locked_reason="It goes on elsewhere.")
    sent = form(topic, text="What I meant to say", window="w1")
    answer = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert answer.status_code == 409
    assert "Your text has been kept as a draft." in answer.text
    assert "What I meant to say" in answer.text
    assert Draft.objects.get().text == "What I meant to say"
    assert "What I meant to say" in other_member.get("/members/drafts/").text
    Topic.objects.filter(pk=topic.pk).update(locked_at=None)
    assert "You began this on" in page_of(other_member, topic)


def test_a_space_that_closes_meanwhile_keeps_the_text(other_member, topic, monkeypatch):
    """It closes between the page's question and the deed."""
    monkeypatch.setattr("advocates.forum.policies.can_answer", lambda _viewer, _topic: True)
    monkeypatch.setattr("advocates.forum.policies.can_start_topic", lambda _viewer, _shelf: True)
    type(topic.space).objects.filter(pk=topic.space_id).update(closed_at=timezone.now())
    sent = form(topic, text="Too late", window="w1")
    answer = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert (answer.status_code, Draft.objects.get().text) == (409, "Too late")
    shelf = topic.category.public_id
    sent = {**sent, "title": "New", "window": "w2", "text": "Too late again"}
    answer = other_member.post(f"/members/forum/c/{shelf}/new/", sent)
    assert answer.status_code == 409
    assert "Too late again</textarea>" in answer.text
    assert Draft.objects.get(key=f"topic:{shelf}").title == "New"


def test_a_new_topic_comes_back_with_title_language_and_choice(other_member, topic):
    shelf = topic.category.public_id
    saved = {"draft_key": f"topic:{shelf}", "window": "w", "title": "Prices", "text": "What?", "lang": "es"}
    draft = other_member.post(SAVE, {**saved, "is_kept_on_site": "on"}).json()["draft"]
    page = other_member.get(f"/members/forum/c/{shelf}/new/?draft={draft}").text
    for part in ('value="Prices"', "What?</textarea>", '<option value="es" selected>'):
        assert part in page
    assert 'name="is_kept_on_site"' in page
    assert "checked" in page.partition('name="is_kept_on_site"')[2].partition(">")[0]


def test_a_change_comes_back_on_the_revision_it_was_made_from(member, topic):
    post = topic.posts.get()
    saved = {"draft_key": f"edit:{post.public_id}", "window": "w", "text": "Better", "base_revision": "1"}
    draft = member.post(SAVE, saved).json()["draft"]
    Post.objects.filter(pk=post.pk).update(revision=2)
    page = member.get(f"/members/forum/p/{post.public_id}/edit/?draft={draft}").text
    assert "Better</textarea>" in page
    assert 'name="base_revision" value="1"' in page


def test_detail_7_after_the_session_ended_what_was_saved_is_offered(other_member, topic):
    save(other_member, topic, text="Before the session ended")
    other_member.cookies.clear()
    assert save(other_member, topic, revision=2, text="After it").status_code == 302
    sign_in(other_member, Person.objects.get(pk=other_member.person.pk), second_factor=True)
    assert "Before the session ended" in page_of(other_member, topic)
    assert Draft.objects.get().text == "Before the session ended"


def test_detail_8_a_retry_after_a_lost_answer_makes_one_post_and_leaves_no_draft(other_member, topic):
    save(other_member, topic, text="We do.")
    sent = form(topic, window="w1")
    for _twice in range(2):
        other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert Post.objects.filter(person=other_member.person).count() == 1
    assert not Draft.objects.standing().exists()


def test_detail_10_what_comes_meanwhile_costs_no_text(member, other_member, topic):
    sent = form(topic, text="Half a thought", window="w1")
    reply(member.person, topic, "One more thing.")
    answer = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert answer.status_code == 409
    assert "Half a thought</textarea>" in answer.text
    assert 'name="window" value="w1"' in answer.text


def test_on_a_shared_device_nothing_stays_in_the_browser(rf, member):
    request = rf.get("/")
    request.viewer = replace(viewer_for(member.person), is_shared_device=True)
    assert not composer.composer_of(request, "answer:x", make_shelf().space).is_local


def test_of_a_silent_space_nothing_stays_in_the_browser(rf, member):
    shelf = make_shelf(Kind.COMMITTEE)
    request = rf.get("/")
    request.viewer = viewer_for(member.person)
    assert not composer.composer_of(request, "answer:x", shelf.space).is_local
    assert composer.composer_of(request, "answer:x", make_shelf().space).is_local


def test_they_end_after_ninety_days_and_what_was_sent_after_one(member, topic):
    now = timezone.now()
    ages = {"old": 91, "young": 80}
    for name, days in ages.items():
        typed = Typed(f"answer:{topic.public_id}", name, name)
        draft = actions.save(person=member.person, typed=typed, space=None)
        Draft.objects.filter(pk=draft.pk).update(saved_at=now - timedelta(days=days))
    actions.spend(person=member.person, key=f"answer:{topic.public_id}", window="sent")
    retention.purge(now)
    assert sorted(Draft.objects.values_list("window", flat=True)) == ["sent", "young"]
    with time_machine.travel(now + timedelta(days=1, minutes=1)):
        retention.purge()
    assert list(Draft.objects.values_list("window", flat=True)) == ["young"]


def test_somebody_has_only_so_many(member, topic, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 3)
    for number in range(6):
        typed = Typed(f"answer:{topic.public_id}", f"w{number}", f"{number}")
        actions.save(person=member.person, typed=typed, space=None)
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["2", "3", "4", "5"]


def test_saving_has_a_limit(member, topic, settings):
    settings.LIMITS = {"draft-save": (2, 60)}
    statuses = [save(member, topic, revision=number).status_code for number in (1, 2, 3)]
    assert statuses == [200, 200, 429]
