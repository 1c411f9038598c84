"""Whoever is protected is named on no page that many read, nor in its history, nor in what is taken out of it."""

import io
import zipfile

import pytest

from advocates.accounts.models import Person
from advocates.organisations.models import Organisation
from advocates.organisations.people.actions import set_group_protection, set_protection
from advocates.spaces import bylines
from advocates.wiki import actions
from advocates.wiki.models import PageProposal, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_taking_out import long_ago

pytestmark = pytest.mark.django_db
NAME = "Quillonda Zebrafield"


@pytest.fixture
def writer(other_member) -> Person:
    Person.objects.filter(pk=other_member.person.pk).update(full_name=NAME)
    other_member.person.refresh_from_db()
    return other_member.person


@pytest.fixture
def written(writer) -> WikiPage:
    begun = make_page(writer, "Meeting", "One.")
    save(writer, begun, "One.\n\nTwo.", 1)
    begun.refresh_from_db()
    actions.note_editing(person=writer, page=begun)
    return begun


def places(written: WikiPage) -> list[str]:
    of = written.address
    report = f"/members/reports/new/page/{written.public_id}-2/"
    return [of, f"{of}history/", f"{of}r/1/", f"{of}difference/?old=1&new=2", f"{of}edit/", report]


def names_in(client, address: str) -> bool:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return NAME in answer.content.decode()


def test_nobody_reads_the_name(member, writer, written):
    assert all(names_in(member, place) for place in places(written))
    set_protection(person=writer, is_protected=True)
    assert not any(names_in(member, place) for place in places(written))


def test_without_the_rule_it_would_stand_there(member, writer, written, monkeypatch):
    set_protection(person=writer, is_protected=True)
    monkeypatch.setattr(bylines, "NAMED", {written.space.kind})
    assert all(names_in(member, place) for place in places(written))


def test_nor_in_what_is_taken_out(member, writer, written):
    long_ago(member)
    set_protection(person=writer, is_protected=True)
    answer = member.post(f"{written.address}out/", {"part": "page"})
    taken = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert taken.namelist()
    assert not any(NAME.encode() in taken.read(name) for name in taken.namelist())


def test_nor_beside_a_proposal(member, other_member, writer, written):
    other_member.post(f"{written.address}propose/", {"number": "2"})
    place = f"/members/wiki/proposals/{PageProposal.objects.get().public_id}/"
    assert names_in(member, place)
    set_group_protection(
        actor=writer, organisation=Organisation.objects.get(mandates__person=writer), is_protected=True
    )
    for shown in (place, "/members/wiki/proposals/"):
        assert "Other Group" not in member.get(shown).content.decode()
    assert not names_in(member, place)
