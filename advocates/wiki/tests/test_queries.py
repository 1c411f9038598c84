"""Pages of the wiki ask the database as often for three pages as for three hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core.viewer import Viewer, viewer_for
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.models import WikiPage
from advocates.wiki.models.shown import shown
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db
# Session and viewer are two of them; whether somebody is new is one, of people whose mandates are all young.
PAGES = {"": 5, "history/": 6, "difference/": 9, "links/": 5, "edit/": 12, "move/": 4, "care/": 4}
LISTS = {"/members/wiki/": 3, "/members/wiki/s/{space}/": 6, "/members/wiki/s/{space}/care/": 8}


def asked(client, address: str) -> int:
    # The first time fills what a process keeps in memory.
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_as_often_for_few_as_for_many(member, other_member):
    top = make_page(member.person, "Top")
    page = make_page(member.person, "Measured", "[[Top]]", parent=top)
    save(other_member.person, page, "[[Top]] again", 1)
    addresses = {
        **{f"{page.address}{rest}": most for rest, most in PAGES.items()},
        **{address.format(space=page.space.public_id): most for address, most in LISTS.items()},
    }
    few = {address: asked(member, address) for address in addresses}
    for number in range(60):
        parent = [None, top, page][number % 3]
        make_page(
            [member, other_member][number % 2].person, f"Page {number}", "[[Measured]] [[Top]]", parent=parent
        )
    assert {address: asked(member, address) for address in addresses} == few
    assert {address: (few[address], most) for address, most in addresses.items() if few[address] > most} == {}


def test_the_short_way_to_a_page_is_the_same_door(member, other_member):
    """The statement that is written once lets in whom `visible_to` lets in."""
    rooms = [open_space(actor=member.person, kind=Kind.ROOM, names={"en": str(n)}) for n in range(23)]
    pages = [make_page(member.person, space=room) for room in rooms] + [make_page(member.person)]
    for client in (member, other_member):
        viewer = viewer_for(client.person)
        seen = set(WikiPage.objects.visible_to(viewer).values_list("public_id", flat=True))
        assert {page.public_id for page in pages if shown(viewer, page.public_id)} == seen
    assert shown(Viewer(), pages[-1].public_id) is None
