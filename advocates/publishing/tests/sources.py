"""Feeds and a register as the tests need them: made up, in the shape of the real ones."""

import json

from advocates.core.tests.outside import at
from advocates.publishing.models import Source
from advocates.publishing.taking_in import register

RSS = "application/rss+xml"


def rss(*items):
    rows = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{rows}</channel></rss>'.encode()


def item(number, title="A study begins", **more):
    fields = {"title": title, "link": f"https://journal.example/{number}", "guid": str(number), **more}
    return "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())


def make_feed(server, path="/feed.xml", **fields):
    return Source.objects.create(
        **{"name": "Example Journal", "address": at(server, path), "lang": "en", **fields}
    )


def make_trials(**fields):
    return Source.objects.create(
        kind="trials", name="ClinicalTrials.gov", terms="example leukemia\nEL", statuses=["RECRUITING"], lang="en",
        **fields,
    )  # fmt: skip


def study(number, *places, title="A made-up study", status="RECRUITING", day="2026-11-20"):
    """One row of the register's answer."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": title},
            "statusModule": {
                "overallStatus": status,
                "lastUpdatePostDateStruct": {"date": day, "type": "ACTUAL"},
            },
            "designModule": {"phases": ["PHASE2", "PHASE3"]},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Demonstration Institute"}},
            "contactsLocationsModule": {
                "locations": [
                    {"country": country, "city": city, "status": "RECRUITING"} for country, city in places
                ]
            },
        }
    }


def answer(*studies, more=""):
    page = {"studies": list(studies), **({"nextPageToken": more} if more else {})}
    return json.dumps(page).encode()


def stand_in(server, monkeypatch, *pages):
    """Have the register's address lead to a server of the test, which answers page by page."""
    monkeypatch.setattr(register, "ADDRESS", at(server, "/api/v2/studies"))
    waiting = list(pages)

    def serve(handler):
        status, body = waiting.pop(0)
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    class Pages(dict):
        def get(self, path, default=None):
            return serve if path.startswith("/api/v2/studies") else super().get(path, default)

    server.pages = Pages(server.pages)
