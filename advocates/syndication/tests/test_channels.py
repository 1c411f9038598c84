"""Accounts for posting: kept by staff; the key goes in and never comes out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import secrets
from advocates.core.models import StreamEntry
from advocates.operations.channel_check import channels as examined
from advocates.syndication.models import OwnChannel
from advocates.syndication.posting import tasks
from advocates.syndication.tests.networks import TOKEN

pytestmark = pytest.mark.django_db
PATH = "/manage/channels/"
FORM = {
    "network": "mastodon", "server": "https://m.example/", "handle": "@net", "language": "en", "most": "500",
    "token": TOKEN, "token_ends_on": "",
}  # fmt: skip


def add(staff, **changes):
    return staff.post(f"{PATH}new/", {**FORM, **changes})


def test_it_is_kept_and_its_key_is_never_shown(staff):
    assert add(staff).status_code == 302
    channel = OwnChannel.objects.get()
    assert (channel.server, channel.added_by) == ("https://m.example", staff.person)
    assert TOKEN not in channel.sealed_token
    assert secrets.decrypt(channel.sealed_token, purpose=tasks.PURPOSE) == TOKEN
    for path in (PATH, f"{PATH}{channel.public_id}/"):
        text = staff.get(path).text
        assert TOKEN not in text
        assert channel.sealed_token not in text
    assert StreamEntry.objects.get(kind="syndication.channel.added").is_audit


def test_not_even_when_something_else_is_wrong(staff):
    answer = add(staff, handle="two words")
    assert answer.status_code == 422
    assert TOKEN not in answer.text
    assert "two words" in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"server": "http://m.example/"}, {"server": "https://m.example/api"}, {"server": "https://127.0.0.1:8000/"},
        {"server": "https://localhost/"}, {"server": ""}, {"handle": ""}, {"token": ""}, {"token": "two words"},
        {"token": "schlüssel"}, {"language": "xx"}, {"network": "whatsapp"}, {"most": "0"}, {"most": "x"},
        {"token_ends_on": "9999-99-99"}, {"token_ends_on": "1200-01-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_at_its_field(staff, changes):
    answer = add(staff, **changes)
    assert answer.status_code == 422
    assert f'href="#id_{next(iter(changes))}' in answer.text
    assert not OwnChannel.objects.exists()


def test_once(staff):
    add(staff)
    assert add(staff).status_code == 409
    assert add(staff, language="es").status_code == 302


def test_the_key_of_a_new_account_is_not_called_optional(staff):
    page = staff.get(f"{PATH}new/").text
    assert "required" in re.search(r'<input type="password"[^>]*>', page)[0]
    assert "Enter the key of the account." in add(staff, token="").text


def test_one_may_post_what_is_written_in_a_language_of_content(staff, settings):
    assert add(staff, language="uk").status_code == 422
    settings.LANGUAGES = [*settings.INTERFACE_LANGUAGES, ("uk", "українська")]
    assert add(staff, language="uk").status_code == 302
    assert "українська" in staff.get(PATH).text


def test_an_empty_key_leaves_the_old_one_and_forgetting_ends_it(staff):
    add(staff)
    channel = OwnChannel.objects.get()
    path = f"{PATH}{channel.public_id}/"
    assert staff.post(path, {**FORM, "token": "", "most": "1000"}).status_code == 302
    channel.refresh_from_db()
    assert (channel.most, tasks.token_of(channel)) == (1000, TOKEN)
    assert staff.post(f"{path}forget/").status_code == 302
    channel.refresh_from_db()
    assert (channel.is_usable, tasks.token_of(channel)) == (False, "")
    assert staff.post(path, {**FORM, "token": ""}).status_code == 422


def test_bluesky_is_always_three_hundred(staff):
    add(staff, network="bluesky", server="https://bsky.example", handle="net.bsky.example", most="900")
    assert OwnChannel.objects.get().most == 300


@pytest.mark.parametrize(("days", "is_warned"), [(15, False), (14, True), (0, True), (-3, True)])
def test_staff_editors_and_the_doctor_are_warned_two_weeks_before(staff, editor, days, is_warned):
    add(staff, token_ends_on=(timezone.localdate() + timedelta(days=days)).isoformat())
    assert ("The key" in staff.get(PATH).text) is is_warned
    assert ("ends on" in editor.get("/manage/waiting/").text) is is_warned
    assert bool(list(examined())) is is_warned


def test_only_staff(editor, moderator):
    for client in (editor, moderator):
        assert client.get(PATH).status_code == 404
        assert add(client).status_code == 404
    assert not OwnChannel.objects.exists()
