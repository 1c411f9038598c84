"""Public entries as JSON, CSV and GeoJSON: bytes with an ETag, safe for spreadsheets, open to other sites."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response

from advocates.core.profile import profile
from advocates.organisations.directory import Entry
from advocates.organisations.geo.countries import COUNTRIES

COLUMNS = (
    "slug", "name", "local_name", "acronym", "country", "countries", "city", "region", "languages", "disease_areas",
    "services", "website", "member", "confirmed_on", "sources", "url",
)  # fmt: skip
# Spreadsheets of East Asia run the wide signs too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_data(entry: Entry) -> dict[str, Any]:
    """One entry as the contract of the open data names it."""
    return {
        "slug": entry.slug,
        "name": entry.name,
        "local_name": entry.local_name,
        "acronym": entry.acronym,
        "country": entry.country,
        "countries": list(entry.countries),
        "city": entry.city,
        "region": entry.region,
        "languages": list(entry.languages),
        "disease_areas": list(entry.disease_areas),
        "services": list(entry.services),
        "website": entry.website,
        "member": entry.is_member,
        "confirmed_on": entry.confirmed_on.isoformat() if entry.confirmed_on else None,
        "sources": list(entry.sources),
        "url": settings.SITE_URL + reverse("organisation", args=[entry.slug]),
    }


def region_id(country: str) -> str:
    """The network's region of a country."""
    return profile().region_of(country)


def as_json(request: HttpRequest, data: Any, status: int = 200) -> HttpResponse:
    """JSON in UTF-8."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return _answer(request, body, "application/json; charset=utf-8", status)


def as_csv(request: HttpRequest, entries: Iterable[Entry]) -> HttpResponse:
    """CSV with a byte-order mark (spreadsheets then read UTF-8) and no cell that they would run as a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for entry in entries:
        data = as_data(entry)
        writer.writerow([safe_cell(data[column]) for column in COLUMNS])
    answer = _answer(request, file.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    return answer


def safe_cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs as a formula."""
    if isinstance(value, list):
        value = "; ".join(value)
    text = {True: "yes", False: "", None: ""}.get(value, value) if not isinstance(value, str) else value
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_geojson(request: HttpRequest, entries: Iterable[Entry]) -> HttpResponse:
    """A FeatureCollection; where only the country is known, the point is the country's, and says so."""
    features = []
    for entry in entries:
        point, precision = _place(entry)
        geometry = {"type": "Point", "coordinates": [point[1], point[0]]} if point else None
        features.append(
            {
                "type": "Feature",
                "id": entry.slug,
                "geometry": geometry,
                "properties": {**as_data(entry), "precision": precision},
            }
        )
    body = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    return _answer(request, body.encode(), "application/geo+json; charset=utf-8")


def _place(entry: Entry) -> tuple[tuple[float, float] | None, str]:
    if entry.point:
        return entry.point, entry.precision
    if country := COUNTRIES.get(entry.country):
        return (country.lat, country.lon), "country"
    return None, ""


def _answer(request: HttpRequest, body: bytes, content_type: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(body, content_type=content_type, status=status)
    if status == 200:
        answer.headers["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        answer.headers["Cache-Control"] = "public, max-age=60"
        answer = get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer
    # On a 304 too: a browser puts its headers in place of those that it kept.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
