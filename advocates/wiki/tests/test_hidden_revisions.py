"""A moderator hides an old text with reasons: nobody reads it anywhere, its line stays, and the page stays as it is."""

import re

import pytest
from django.db import transaction

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.moderation import kinds
from advocates.moderation.deciding.actions import hide_now
from advocates.moderation.models import Case
from advocates.moderation.tests.scenes import HIDE, viewer_of
from advocates.wiki.models import PageRevision, PageRevisionQuerySet
from advocates.wiki.reporting import revisions
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.translations.family import sides

pytestmark = pytest.mark.django_db
SECRET = "Names a patient."


@pytest.fixture
def page(member, other_member):
    made = make_page(other_member.person, "A page", "Open.")
    save(other_member.person, made, SECRET, 1, "About zanzibar")
    save(member.person, made, "Names nobody.", 2)
    made.refresh_from_db()
    return made


@pytest.fixture
def hidden(page, moderator):
    hide_now(viewer=viewer_of(moderator), target=fetched(moderator, page, 2), ruling=HIDE)
    return page


def fetched(client, page, number):
    return kinds.fetch(viewer_for(client.person), revisions.REVISION, f"{page.public_id}-{number}")


WAYS = (
    ("get", "r/2/"),
    ("get", "r/2/restore/"),
    ("post", "r/2/restore/"),
    ("post", "r/2/check/"),
    ("get", "difference/"),
    ("get", "difference/?from=1&to=2"),
    ("get", "difference/?from=2&to=3"),
)


@pytest.mark.parametrize(("how", "way"), WAYS, ids=range(len(WAYS)))
def test_nobody_reads_it(member, other_member, moderator, hidden, how, way):
    for client in (member, other_member, moderator):
        answer = getattr(client, how)(f"{hidden.address}{way}")
        assert answer.status_code == 409
        assert SECRET not in answer.text
        assert f'href="{hidden.address}history/"' in answer.text


def test_its_line_stays(member, hidden):
    text = member.get(f"{hidden.address}history/").text
    assert '<li value="2">' in text
    assert "A moderator has hidden the text of this revision." in text
    assert "zanzibar" not in text
    assert f"{hidden.address}r/2/" not in text
    assert member.get(hidden.address).status_code == 200
    assert member.get(f"{hidden.address}difference/?from=1&to=3").status_code == 200
    assert StreamEntry.objects.get(kind="wiki.revision.hidden").is_audit


def test_what_is_offered_to_be_compared_can_be_read(member, hidden):
    """The two newest that can be read are chosen, and “What changed” of a line passes over what is hidden."""
    text = member.get(f"{hidden.address}history/").text
    assert '<input type="radio" name="from" value="1" checked>' in text
    assert '<input type="radio" name="to" value="3" checked>' in text
    assert text.count(" checked>") == 2
    offered = re.findall(r'href="../(difference/\?from=1&amp;to=3)"', text)
    assert len(offered) == text.count("../difference/?from") == 1
    assert member.get(f"{hidden.address}{offered[0].replace('&amp;', '&')}").status_code == 200


def test_a_translation_does_not_show_what_it_was_made_from(hidden):
    assert sides(None, (hidden.pk, 2))[1].text == ""
    assert sides(None, (hidden.pk, 1))[1].text == "Open."


def test_the_form_gives_no_part_of_it(member, hidden):
    sent = {
        "text": "x",
        "lang": "en",
        "summary": "x",
        "base_revision": 2,
        "window": "w",
        "sending": "s",
        "part": "0",
    }
    assert SECRET not in member.post(f"{hidden.address}edit/", sent).text
    assert SECRET not in PageRevision.objects.latest("pk").source


def test_twin_without_the_rule_it_would_be_read(member, hidden, monkeypatch):
    monkeypatch.setattr(PageRevisionQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert SECRET in member.get(f"{hidden.address}r/2/").text


def test_the_newest_is_the_page_and_not_hidden_so(moderator, page):
    assert fetched(moderator, page, 3) is None
    with transaction.atomic():
        revisions.hide(f"{page.public_id}-3")
    assert not PageRevision.objects.exclude(hidden_at=None).exists()


def test_it_is_reported_from_its_page(member, other_member, moderator, page):
    address = f"/members/reports/new/revision/{page.public_id}-2/"
    assert address in member.get(f"{page.address}r/2/").text
    assert address not in other_member.get(f"{page.address}r/2/").text
    assert (
        f"/members/moderation/hide/revision/{page.public_id}-2/" in moderator.get(f"{page.address}r/2/").text
    )
    assert member.post(address, {"reason": "private", "text": "Look."}).status_code == 302
    assert SECRET in moderator.get(f"/members/moderation/{Case.objects.get().public_id}/").text


def test_it_can_be_shown_again(member, moderator, hidden):
    moderation_case = Case.objects.get()
    assert (moderation_case.kind, moderation_case.target) == ("revision", f"{hidden.public_id}-2")
    with transaction.atomic():
        revisions.show(moderation_case.target)
    assert SECRET in member.get(f"{hidden.address}r/2/").text
