"""The open data: organisations as JSON pages, CSV and GeoJSON, countries, and the description of it all.

Everything is read from the public index; nothing here knows who asks. Anybody may use it from any site (CORS for GET).
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from advocates.core.access import Audience, register_audiences
from advocates.core.limits import client_address, count
from advocates.core.paging import cursor as cursor_for
from advocates.core.paging import position as position_of
from advocates.core.refused import TooOften
from advocates.organisations import exporting
from advocates.organisations.directory import Index, Selection, index
from advocates.organisations.finding import asked_of
from advocates.organisations.geo.countries import COUNTRIES, country_name

api = NinjaAPI(
    title="Directory of patient organisations",
    version="1.0.0",
    description=(
        "Public entries of the directory. `member` is true only for organisations that the network named as members; "
        "all others are listed from the sources given and speak for themselves alone."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="open_data",
)


class Filters(Schema):
    """The same filters as the directory's pages."""

    q: str = Field(
        "", description="Words in names, places and diseases; any script; one typing error is forgiven."
    )
    country: str = Field("", description="ISO 3166-1 alpha-2 code of a country that the organisation serves.")
    region: str = Field("", description="Id of a region of the network.")
    language: str = Field("", description="ISO 639 code of a language that the organisation speaks.")
    disease: str = Field("", description="Id of a disease area.")
    service: list[str] = Field([], description="Ids of services; all of them must be offered.")


class Paged(Filters):
    """Filters with the place in the list."""

    page_size: int = Field(50, ge=1, le=200)
    cursor: str = Field("", description="From `next` of the page before.")


class Organisation(Schema):
    """One public entry."""

    slug: str
    name: str
    local_name: str
    acronym: str
    country: str = Field(description="ISO code; empty for an online community.")
    countries: list[str]
    city: str
    region: str
    languages: list[str]
    disease_areas: list[str]
    services: list[str]
    website: str
    member: bool
    confirmed_on: str | None = Field(description="Date, or null where nobody confirmed the entry yet.")
    sources: list[str]
    url: str


class OrganisationPage(Schema):
    """One page of the list."""

    count: int
    next: str | None
    results: list[Organisation]


class Country(Schema):
    """A country with the number of groups that serve it."""

    code: str
    name: str
    region: str
    groups: int
    url: str


class CountryList(Schema):
    """All countries that have a group."""

    count: int
    results: list[Country]


class Problem(Schema):
    """What could not be used, by parameter."""

    detail: dict[str, str]


class Message(Schema):
    """One sentence."""

    detail: str


ANSWERS: dict[Any, Any] = {422: Problem, 429: Message}


def _described(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer that is not JSON, in the words of OpenAPI."""
    return {"responses": {200: {"content": {media_type: {"schema": schema}}}}}


CSV = _described("text/csv", {"type": "string"})
GEOJSON = _described(
    "application/geo+json",
    {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {
                "type": "array",
                "items": {"type": "object", "required": ["type", "id", "geometry", "properties"]},
            },
        },
    },
)


@api.get("/organisations", response={200: OrganisationPage, **ANSWERS}, url_name="organisations_json")
def organisations(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """A page of organisations, oldest entry first."""
    groups, selection = _selected(request)
    first = _start(groups, asked.cursor)
    rest = selection.bits >> first << first
    page = [entry for entry, _place in zip(groups.taken(rest), range(asked.page_size + 1), strict=False)]
    following = None
    if len(page) > asked.page_size:
        page = page[: asked.page_size]
        parameters = request.GET.copy()
        parameters["cursor"] = cursor_for(page[-1].id, "organisations")
        following = f"{settings.SITE_URL}{reverse('open_data:organisations_json')}?{parameters.urlencode()}"
    data = {
        "count": selection.count,
        "next": following,
        "results": [exporting.as_data(entry) for entry in page],
    }
    return exporting.as_json(request, data)


@api.get(
    "/organisations.csv", response={200: None, **ANSWERS}, openapi_extra=CSV, url_name="organisations_csv"
)
def organisations_csv(request: HttpRequest, asked: Query[Filters]) -> HttpResponse:
    """The whole selection as CSV: UTF-8 with a byte-order mark, safe to open in a spreadsheet."""
    groups, selection = _selected(request)
    return exporting.as_csv(request, groups.taken(selection.bits))


@api.get(
    "/organisations.geojson",
    response={200: None, **ANSWERS},
    openapi_extra=GEOJSON,
    url_name="organisations_geojson",
)
def organisations_geojson(request: HttpRequest, asked: Query[Filters]) -> HttpResponse:
    """The whole selection as GeoJSON; a point is never finer than the organisation agreed."""
    groups, selection = _selected(request)
    return exporting.as_geojson(request, groups.taken(selection.bits))


@api.get("/countries", response={200: CountryList, 429: Message}, url_name="countries")
def countries(request: HttpRequest) -> HttpResponse:
    """Countries with the number of groups that serve them."""
    count("api", client_address(request))
    groups = index()
    results = [
        {
            "code": code,
            "name": country_name(code, "en"),
            "region": exporting.region_id(code),
            "groups": groups.facts.by_country[code],
            "url": settings.SITE_URL + reverse("country", args=[code]),
        }
        for code in sorted(COUNTRIES)
        if groups.facts.by_country[code]
    ]
    return exporting.as_json(request, {"count": len(results), "results": results})


@api.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this interface (OpenAPI 3.1)."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return exporting.as_json(request, {**schema, "servers": [{"url": settings.SITE_URL}]})


def _selected(request: HttpRequest) -> tuple[Index, Selection]:
    count("api", client_address(request))
    asked = asked_of(request.GET)
    if asked.errors:
        raise Unusable(dict(asked.errors))
    groups = index()
    return groups, groups.select(asked.query)


def _start(groups: Index, cursor: str) -> int:
    if not cursor:
        return 0
    try:
        last = position_of(cursor, "organisations")
    except ValueError:
        raise Unusable({"cursor": "This cursor is not one of ours; start again without it."}) from None
    return sum(entry.id <= last for entry in groups.entries)


class Unusable(Exception):
    """Parameters that cannot be used, with a sentence each."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


@api.exception_handler(Unusable)
def _unusable(request: HttpRequest, error: Unusable) -> HttpResponse:
    return exporting.as_json(request, {"detail": error.problems}, status=422)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = {str(problem["loc"][-1]): str(problem["msg"]) for problem in error.errors}
    return exporting.as_json(request, {"detail": problems}, status=422)


@api.exception_handler(TooOften)
def _too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
    answer = exporting.as_json(request, {"detail": f"Ask again in {error.retry_after} seconds."}, status=429)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return exporting.as_json(request, {"detail": str(error)}, status=error.status_code)


# Without the library's own root, which would be an address that says nothing.
urlpatterns = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]
NAMES = ("organisations_json", "organisations_csv", "organisations_geojson", "countries", "openapi")
register_audiences({f"open_data:{name}": Audience.PUBLIC for name in NAMES})
