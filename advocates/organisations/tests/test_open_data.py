"""The open data: what the contract promises, for machines and for spreadsheets."""

import csv
import io
import json
from urllib.parse import unquote, urlsplit

import pytest
import schemathesis
from django.conf import settings as installed
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from advocates.config.wsgi import build
from advocates.organisations import exporting
from advocates.organisations.tests.factories import load_real_directory, make_many, make_organisation
from advocates.organisations.vocabulary import Precision, State

pytestmark = pytest.mark.django_db
LIST = "/api/v1/organisations"
KEYS = [
    "slug", "name", "local_name", "acronym", "country", "countries", "city", "region", "languages", "disease_areas",
    "services", "website", "member", "confirmed_on", "sources", "url",
]  # fmt: skip
FILTERS = ("", "?country=es", "?country=ES", "?region=latin-america", "?language=es", "?disease=cml", "?q=leukemia",
           "?service=helpline&service=legal", "?q=amal&country=ma", "?country=is")  # fmt: skip


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.LIMITS = {"search": (100_000, 60), "api": (100_000, 60)}


def asked(client, path: str) -> dict:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def walked(client, path: str) -> list[dict]:
    """All results, page after page as `next` leads."""
    found, counts = [], set()
    while path:
        data = asked(client, path)
        found += data["results"]
        counts.add(data["count"])
        path = (data["next"] or "").removeprefix(installed.SITE_URL)
    assert len(counts) == 1
    assert counts == {len(found)}
    return found


def rows_of(answer) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def formulas(answer) -> list[str]:
    """Cells that a spreadsheet would run."""
    table = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [cell for row in table for cell in row if cell[:1] in set("=+-@\t\r\n＝＋－＠") and cell]


class TestJson:
    def test_keys_and_types_of_the_contract(self, visitor):
        make_organisation(
            "Example",
            state=State.MEMBER,
            languages=["de"],
            city="Ulm",
            website="https://example.org",
            services=["legal"],
        )
        data = asked(visitor, LIST)
        assert list(data) == ["count", "next", "results"]
        assert list(data["results"][0]) == KEYS
        assert data == {
            "count": 1,
            "next": None,
            "results": [
                {
                    "slug": "example", "name": "Example", "local_name": "", "acronym": "", "country": "DE",
                    "countries": ["DE"], "city": "Ulm", "region": "western-europe", "languages": ["de"],
                    "disease_areas": [], "services": ["legal"], "website": "https://example.org", "member": True,
                    "confirmed_on": None, "sources": [], "url": f"{installed.SITE_URL}/organisations/example/",
                }
            ],
        }  # fmt: skip

    @pytest.mark.parametrize("query", FILTERS)
    def test_filters_are_those_of_the_page(self, visitor, query):
        load_real_directory()
        make_organisation("Lawyers", country="ES", services=["legal", "helpline"])
        named = {result["slug"] for result in walked(visitor, LIST + query)}
        linked, number = set(), 1
        while True:
            answer = visitor.get(f"/directory/{query or '?'}&page={number}")
            if answer.status_code == 404:
                break
            text = answer.content.decode()
            linked |= set(_linked(text))
            number += 1
        assert named == linked

    @pytest.mark.parametrize("size", [1, 7, 50, 200])
    def test_a_walk_visits_each_exactly_once(self, visitor, size):
        make_many(300)
        found = [result["slug"] for result in walked(visitor, f"{LIST}?page_size={size}")]
        assert len(found) == len(set(found)) == 300

    def test_a_walk_keeps_its_filters(self, visitor):
        make_many(60)
        found = walked(visitor, f"{LIST}?country=at&service=helpline&page_size=2")
        assert found
        assert {result["country"] for result in found} == {"AT"}

    def test_a_walk_goes_on_while_the_directory_changes(self, visitor):
        make_many(10)
        first = asked(visitor, f"{LIST}?page_size=5")
        make_organisation("Newcomer")
        rest = walked_from(visitor, first["next"])
        names = [result["slug"] for result in first["results"] + rest]
        assert len(names) == len(set(names)) == 11

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("?page_size=0", "page_size"),
            ("?page_size=201", "page_size"),
            ("?page_size=-1", "page_size"),
            ("?page_size=1e9", "page_size"),
            ("?page_size=NaN", "page_size"),
            ("?page_size=%00", "page_size"),
            ("?cursor=x", "cursor"),
            ("?cursor=%00", "cursor"),
            ("?cursor=1:2:3", "cursor"),
            ("?country=xx", "country"),
            ("?country=%00", "country"),
            ("?region=x", "region"),
            ("?service=x", "service"),
            ("?q=" + "x" * 10_000, "q"),
        ],
    )
    def test_bad_parameters_are_named(self, visitor, query, field):
        make_organisation()
        answer = visitor.get(LIST + query)
        assert answer.status_code == 422
        assert list(answer.json()["detail"]) == [field]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"

    def test_too_often_says_so_as_json(self, visitor, settings):
        settings.LIMITS = {**settings.LIMITS, "api": (1, 60)}
        visitor.get(LIST)
        answer = visitor.get(LIST)
        assert answer.status_code == 429
        assert answer.json()["detail"]
        assert int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def _linked(text: str) -> list[str]:
    return [unquote(part.partition("/")[0]) for part in text.split('<h3><a href="/organisations/')[1:]]


def walked_from(client, following: str | None) -> list[dict]:
    found = []
    while following:
        data = asked(client, following.removeprefix(installed.SITE_URL))
        found += data["results"]
        following = data["next"]
    return found


class TestCaching:
    PATHS = (LIST, f"{LIST}.csv", f"{LIST}.geojson", "/api/v1/countries", "/api/v1/openapi.json")

    @pytest.mark.parametrize("path", PATHS)
    def test_an_unchanged_answer_is_not_sent_twice(self, visitor, path):
        make_organisation()
        first = visitor.get(path)
        again = visitor.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]

    def test_a_changed_one_is(self, visitor):
        make_organisation()
        first = visitor.get(LIST)
        make_organisation("Another")
        assert visitor.get(LIST, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("status", [200, 304])
    def test_other_sites_may_read_it(self, visitor, path, status):
        etag = visitor.get(path).headers["ETag"] if status == 304 else '"none"'
        answer = visitor.get(path, headers={"If-None-Match": etag, "Origin": "https://other.example"})
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert not answer.cookies

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_nothing_can_be_written(self, visitor, path, method):
        assert getattr(visitor, method)(path, {"name": "x"}).status_code in {403, 405}


class TestCsv:
    def test_holds_the_whole_selection(self, visitor):
        load_real_directory()
        rows = rows_of(visitor.get(f"{LIST}.csv?disease=cml"))
        expected = walked(visitor, f"{LIST}?disease=cml")
        assert [list(row) for row in rows] == [KEYS] * len(expected)
        for row, data in zip(rows, expected, strict=True):
            assert {name: row[name].removeprefix("'") for name in ("name", "local_name", "website")} == {
                name: data[name] for name in ("name", "local_name", "website")
            }
            assert row["languages"].split("; ") == (data["languages"] or [""])
            assert row["member"] == ("yes" if data["member"] else "")

    def test_headers(self, visitor):
        answer = visitor.get(f"{LIST}.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="organisations.csv"'

    @examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.text(alphabet="=+-@\t\r\n\"',;＝ a漢", min_size=1, max_size=12))
    def test_no_cell_is_a_formula_and_all_come_back(self, visitor, text):
        made = make_organisation(text, city=text)
        answer = visitor.get(f"{LIST}.csv")
        assert formulas(answer) == []
        row = next(row for row in rows_of(answer) if row["slug"] == made.slug)
        assert row["name"] in {text, f"'{text}"}
        made.changes.all().delete()
        made.delete()

    def test_twin_without_the_prefix(self, visitor, monkeypatch):
        make_organisation("=HYPERLINK(1)")
        monkeypatch.setattr(exporting, "FORMULA_STARTS", ("\0",))
        assert formulas(visitor.get(f"{LIST}.csv")) == ["=HYPERLINK(1)"]


class TestGeoJson:
    POINT = {"latitude": "52.52437", "longitude": "13.41053"}

    def test_is_valid_and_complete(self, visitor):
        load_real_directory()
        make_organisation("Online", country="", languages=["es"])
        answer = visitor.get(f"{LIST}.geojson")
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        data = answer.json()
        assert (data["type"], len(data["features"])) == ("FeatureCollection", 115)
        for feature in data["features"]:
            assert feature["type"] == "Feature"
            assert set(KEYS) <= set(feature["properties"])
            if feature["geometry"]:
                longitude, latitude = feature["geometry"]["coordinates"]
                assert -180 <= longitude <= 180
                assert -90 <= latitude <= 90
        assert [feature["id"] for feature in data["features"] if feature["geometry"] is None] == ["online"]

    def test_a_point_is_as_fine_as_agreed_and_says_how_fine(self, visitor):
        make_organisation("Country")
        make_organisation("City", precision=Precision.CITY, **self.POINT)
        make_organisation("Address", precision=Precision.ADDRESS, **self.POINT)
        features = visitor.get(f"{LIST}.geojson").json()["features"]
        shown = {
            feature["id"]: (feature["properties"]["precision"], feature["geometry"]["coordinates"])
            for feature in features
        }
        assert shown["city"] == ("city", [13.41, 52.52])
        assert shown["address"] == ("address", [13.41053, 52.52437])
        assert shown["country"][0] == "country"


class TestCountries:
    def test_those_with_a_group_and_how_many(self, visitor):
        load_real_directory()
        data = asked(visitor, "/api/v1/countries")
        assert data["count"] == len(data["results"]) == 74
        for country in data["results"]:
            assert country["groups"] == asked(visitor, f"{LIST}?country={country['code']}")["count"]
            assert visitor.get(urlsplit(country["url"]).path).status_code == 200


class TestDescription:
    def test_is_openapi_3_1_and_names_every_address(self, visitor):
        schema = asked(visitor, "/api/v1/openapi.json")
        assert schema["openapi"].startswith("3.1")
        assert set(schema["paths"]) == {LIST, f"{LIST}.csv", f"{LIST}.geojson", "/api/v1/countries"}
        for path, methods in schema["paths"].items():
            assert list(methods) == ["get"], path
            assert {"200", "429"} <= set(methods["get"]["responses"])

    @pytest.mark.django_db(transaction=True)
    def test_answers_keep_what_it_says(self):
        """Made-up requests by the hundred: no failure of ours, no answer that the description does not know."""
        make_many(12)
        failures = []
        application = build()
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        for operation in schema.get_all_operations():
            cases = operation.ok().as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
            wrong = operation.ok().as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
            failures += _tried(cases, 40) + (_tried(wrong, 40) if operation.ok().query else [])
        assert "\n".join(failures) == ""


def _tried(cases, most: int) -> list[str]:
    failures: list[str] = []

    @examples(max_examples=most, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def try_one(case):
        answer = case.call(headers={"Accept-Encoding": "identity"})
        try:
            # Which countries or cursors there are is no business of a schema.
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])
        except FailureGroup as error:
            failures.append(f"{case.formatted_path} {case.query}: {[str(part) for part in error.exceptions]}")

    try_one()
    return failures[:3]


def test_json_is_utf_8_as_it_is(visitor):
    make_organisation("血液情報広場")
    assert "血液情報広場".encode() in visitor.get(LIST).content
    json.loads(visitor.get(LIST).content)
