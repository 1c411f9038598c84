"""Every page of the members' area asks with statements that are written once; none of them computes with a value."""

import logging

import pytest

from advocates.organisations.models import Mandate, Organisation
from tests.cast import make_person

pytestmark = pytest.mark.django_db
PAGES = (
    "/members/",
    "/members/organisation/{organisation}/",
    "/members/organisation/{organisation}/history/",
    "/members/organisation/{organisation}/invite/",
    "/members/organisation/{organisation}/entry/",
    "/members/people/",
    "/members/notices/",
    "/account/",
    "/account/notices/",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["member", "moderator"])
def test_no_question_computes(request, who, page, caplog):
    client = request.getfixturevalue(who)
    mandate = Mandate.objects.filter(person=client.person).select_related("organisation").first()
    own = mandate.organisation if mandate else Organisation.objects.first()
    with caplog.at_level(logging.ERROR, logger="advocates.core.asking"):
        assert client.get(page.format(organisation=own.public_id)).status_code in {200, 403}
    assert "is not written once" not in caplog.text


def test_nothing_of_one_person_stands_on_the_page_of_another(member, other_member):
    """Header, switcher and rows are kept by what they show."""
    make_person("rosa")
    first = member.get("/members/").text
    second = other_member.get("/members/").text
    assert member.person.full_name in first
    assert member.person.full_name not in second
    assert other_member.person.full_name in second


def test_the_switcher_keeps_the_query_of_this_page_alone(member):
    asked = member.get("/members/people/?q=windmill").text
    assert 'href="?q=windmill&amp;lang=es"' in asked
    assert "windmill" not in member.get("/members/people/").text
    assert 'href="?lang=es"' in member.get("/members/people/").text


def test_a_mandate_that_ends_is_out_of_kept_parts_and_statements(member):
    own = Organisation.objects.get(name="Own Group")
    url = f"/members/organisation/{own.public_id}/"
    assert member.get(url).status_code == 200
    Mandate.objects.filter(person=member.person).update(
        ends_at="2020-01-02T00:00Z", starts_at="2020-01-01T00:00Z"
    )
    assert member.get(url).status_code == 302
    assert member.get("/members/people/").status_code == 302
