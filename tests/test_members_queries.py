"""Signed-in pages ask the database as often for one group as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person

pytestmark = pytest.mark.django_db
# Session and viewer are two of them, wherever somebody is signed in.
PAGES = {
    "/members/": 13,
    "/members/organisation/{organisation}/": 6,
    "/members/organisation/{organisation}/history/": 6,
    "/members/organisation/{organisation}/invite/": 4,
    "/members/organisation/mandates/{mandate}/hand-over/": 5,
    "/members/people/": 4,
    "/members/notices/": 3,
    "/account/": 4,
    "/account/notices/": 4,
}


def asked(client, url: str) -> int:
    # The first time fills what a process keeps in memory.
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_plumbing_2_as_often_for_one_group_as_for_forty(member, page):
    own = Organisation.objects.get(name="Own Group")
    mandate = Mandate.objects.get(person=member.person)
    url = page.format(organisation=own.public_id, mandate=mandate.public_id)
    # Somebody else is there to hand over to, in both cases.
    role = Mandate.Role.REPRESENTATIVE
    Mandate.objects.create(person=make_person("colleague"), organisation=own, role=role)
    few = asked(member, url)
    speakers = [make_person(f"speaker{number}") for number in range(5)]
    for number in range(40):
        group = own if number < len(speakers) else make_organisation(f"Group {number}", state=State.MEMBER)
        speaker = speakers[number % len(speakers)]
        Mandate.objects.create(person=speaker, organisation=group, role=Mandate.Role.REPRESENTATIVE)
    assert asked(member, url) == few
    assert few <= PAGES[page]
