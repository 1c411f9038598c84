"""In the place of a file that was deleted: who did it, as the space names people."""

import pytest

from advocates.accounts.models import Person
from advocates.files.library import actions
from advocates.files.tests.factories import keep
from advocates.spaces.actions import ensure_shared, open_space
from advocates.spaces.bylines import Protected
from advocates.spaces.models import Kind, Space

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(member):
    """One in the space of all members, deleted by somebody who chose not to be found."""
    ensure_shared()
    Person.objects.filter(pk=member.person.pk).update(full_name="Hidden Name", is_protected=True)
    return deleted(member, Space.objects.get(kind=Kind.MEMBERS))


def deleted(member, space):
    item = keep(member.person, space)
    actions.delete_file(actor=member.person, item=item, reason="Out of date")
    return f"/members/files/l/{item.public_id}/"


def test_a_protected_person_is_not_named(other_member, gone):
    text = other_member.get(gone).text
    assert "A representative" in text
    assert "Hidden Name" not in text


def test_without_the_look_they_would_be(other_member, gone, monkeypatch):
    """The twin."""
    monkeypatch.setattr(Protected, "where", lambda *_any: Protected())
    assert "Hidden Name" in other_member.get(gone).text


def test_among_named_people_everybody_is(member, other_member, gone):
    room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person])
    member.person.refresh_from_db()
    assert "Hidden Name" in other_member.get(deleted(member, room)).text
