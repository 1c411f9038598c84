"""ClinicalTrials.gov, version 2 of its interface: one question, page by page, and the few fields that we show."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from advocates.core import fetch
from advocates.core.fetch_failures import BadAnswer, OutOfOrder
from advocates.publishing.taking_in.failures import NotRead
from advocates.publishing.taking_in.feeds import gone_or

ADDRESS = "https://clinicaltrials.gov/api/v2/studies"
FIELDS = (
    "NCTId,BriefTitle,OverallStatus,LastUpdatePostDate,Phase,LeadSponsorName,"
    "LocationCountry,LocationCity,LocationStatus"
)
PAGE_SIZE, MOST_PAGES = 100, 20
MOST_BYTES = 6 * 2**20
NCT = re.compile(r"NCT[0-9]{8}")
MOST_PLACES, MOST_CITIES = 120, 60
# A place that takes nobody in is no place to go to.
CLOSED_PLACES = frozenset({"COMPLETED", "TERMINATED", "WITHDRAWN", "SUSPENDED", "ACTIVE_NOT_RECRUITING"})


@dataclass(frozen=True, slots=True)
class Study:
    """A trial as the register tells it: words clipped and cleaned, nothing believed."""

    nct_id: str
    title: str
    status: str
    phases: list = field(default_factory=list)
    sponsor: str = ""
    updated_on: date | None = None
    # The register's name of a country, with cities.
    places: dict = field(default_factory=dict)


def read(source):
    """All studies that the question finds. Raises `FetchFailed` or `NotRead`; half a reading counts for nothing."""
    found, token = {}, ""
    for _page in range(MOST_PAGES):
        answer = fetch.fetch(question(source, token), accept=("application/json",), most_bytes=MOST_BYTES)
        if not answer.is_success:
            raise OutOfOrder if answer.status >= 500 else NotRead(gone_or(answer.status))
        page = page_of(answer.body)
        for row in page["studies"]:
            if study := study_of(row):
                found[study.nct_id] = study
        token = page.get("nextPageToken")
        if not token:
            return list(found.values())
    raise NotRead("too-many")


def question(source, token):
    terms = [term.strip().replace('"', "") for term in source.terms.splitlines() if term.strip()]
    asked = {
        "query.cond": " OR ".join(f'"{term}"' for term in terms),
        "filter.overallStatus": ",".join(source.statuses),
        "fields": FIELDS,
        "pageSize": PAGE_SIZE,
    }
    return f"{ADDRESS}?{urlencode({**asked, 'pageToken': token} if token else asked)}"


def page_of(body):
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswer from error
    is_page = isinstance(page, dict) and isinstance(page.get("studies"), list)
    if not is_page or not isinstance(page.get("nextPageToken") or "", str):
        raise BadAnswer
    return page


def study_of(row):
    """A study; None for what has no number, no title or no state."""
    section = part(row, "protocolSection")
    about, states = part(section, "identificationModule"), part(section, "statusModule")
    nct_id, title = words(about.get("nctId"), 11), words(about.get("briefTitle"), 500)
    status = words(states.get("overallStatus"), 40)
    if not (NCT.fullmatch(nct_id) and title and status):
        return None
    phases = part(section, "designModule").get("phases")
    return Study(
        nct_id=nct_id,
        title=title,
        status=status,
        phases=[words(phase, 20) for phase in listed(phases)[:4]],
        sponsor=words(part(section, "sponsorCollaboratorsModule", "leadSponsor").get("name"), 300),
        updated_on=day(part(states, "lastUpdatePostDateStruct").get("date")),
        places=places_of(part(section, "contactsLocationsModule").get("locations")),
    )


def part(row, *names):
    """What is nested, or nothing."""
    for name in names:
        row = row.get(name) if isinstance(row, dict) else None
    return row if isinstance(row, dict) else {}


def listed(value):
    return value if isinstance(value, list) else []


def words(value, most):
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable())[:most]


def day(value):
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        return None


def places_of(locations):
    found = {}
    for location in listed(locations):
        row = location if isinstance(location, dict) else {}
        country, city = words(row.get("country"), 100), words(row.get("city"), 100)
        if (
            country
            and row.get("status") not in CLOSED_PLACES
            and (country in found or len(found) < MOST_PLACES)
        ):
            cities = found.setdefault(country, [])
            if city and city not in cities and len(cities) < MOST_CITIES:
                cities.append(city)
    return found
