"""What the open data may hold: exactly the public fields of exactly the public entries."""

import csv
import io
import json

import pytest

from advocates.organisations import directory, exporting
from advocates.organisations.directory import Entry
from advocates.organisations.models import PRIVATE_FIELDS, Organisation, OrganisationQuerySet
from advocates.organisations.tests.factories import PRIVATE, make_merged, make_organisation
from advocates.organisations.vocabulary import Precision, State

pytestmark = pytest.mark.django_db
PATHS = (
    "/api/v1/organisations",
    "/api/v1/organisations.csv",
    "/api/v1/organisations.geojson",
    "/api/v1/countries",
)
PUBLIC = {
    "slug", "name", "local_name", "acronym", "country", "countries", "city", "region", "languages", "disease_areas",
    "services", "website", "member", "confirmed_on", "sources", "url",
}  # fmt: skip


@pytest.fixture(params=["visitor", "pending", "editor", "staff"])
def reader(request):
    return request.getfixturevalue(request.param)


def leaks(client) -> list[str]:
    """Addresses of the open data on which a word of a hidden entry or a private field stands."""
    planted = ("zebrapine", "quillsworth", "15550100777")
    return [
        path for path in PATHS if any(word in client.get(path).content.decode().lower() for word in planted)
    ]


def test_private_fields_are_named_here_too():
    assert set(PRIVATE) == set(PRIVATE_FIELDS)
    assert {
        field.name for field in Organisation._meta.get_fields() if field.name.startswith("private_")
    } <= set(PRIVATE)


def test_no_private_word_for_anybody(reader):
    make_organisation("Example", **PRIVATE)
    make_organisation("Zebrapine hidden", country="AQ", is_published=False)
    make_organisation("Zebrapine former", country="BV", state=State.FORMER)
    make_merged("Zebrapine merged", make_organisation("Other"))
    assert leaks(reader) == []


def test_everybody_reads_the_same(visitor, staff):
    make_organisation("Hidden", is_published=False)
    make_organisation("Example", **PRIVATE)
    for path in PATHS:
        assert visitor.get(path).content == staff.get(path).content


def test_key_sets_are_exactly_the_public_ones(visitor):
    make_organisation(precision=Precision.CITY, latitude="1.23456", longitude="2.34567", **PRIVATE)
    listed = json.loads(visitor.get(PATHS[0]).content)["results"][0]
    row = next(csv.DictReader(io.StringIO(visitor.get(PATHS[1]).content.decode("utf-8-sig"))))
    feature = json.loads(visitor.get(PATHS[2]).content)["features"][0]
    assert set(listed) == set(row) == PUBLIC
    assert set(feature["properties"]) == PUBLIC | {"precision"}
    assert set(feature) == {"type", "id", "geometry", "properties"}


def test_the_index_itself_holds_no_private_field():
    assert not set(Entry.__dataclass_fields__) & set(PRIVATE_FIELDS)


def test_no_count_tells_of_a_hidden_group(visitor):
    make_organisation("Hidden", country="AQ", is_published=False)
    assert json.loads(visitor.get(PATHS[0]).content)["count"] == 0
    assert json.loads(visitor.get(PATHS[3]).content)["results"] == []
    assert json.loads(visitor.get(PATHS[0] + "?country=aq").content)["count"] == 0


class TestTwins:
    def test_without_visible_to(self, visitor, monkeypatch):
        make_organisation("Zebrapine", is_published=False)
        assert leaks(visitor) == []
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, _viewer: self)
        directory.forget()
        assert leaks(visitor) == list(PATHS[:3])

    def test_without_in_directory(self, visitor, monkeypatch):
        make_organisation("Zebrapine", state=State.FORMER)
        assert leaks(visitor) == []
        monkeypatch.setattr(OrganisationQuerySet, "in_directory", lambda self: self)
        directory.forget()
        assert leaks(visitor) == list(PATHS[:3])

    def test_with_one_private_field_too_many(self, visitor, monkeypatch):
        make_organisation(**PRIVATE)
        real = exporting.as_data

        def careless(entry):
            return {**real(entry), "note": Organisation.objects.get(slug=entry.slug).note}

        monkeypatch.setattr(exporting, "as_data", careless)
        assert leaks(visitor) == ["/api/v1/organisations", "/api/v1/organisations.geojson"]
