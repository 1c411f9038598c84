"""An application as it is filled in by a browser, and people who review it."""

import re
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from advocates.core.models import Mail
from advocates.core.viewer import Role
from advocates.core.visitorforms import new_ticket
from advocates.organisations.models import Application, CodeOfConduct, Seat
from tests.cast import CastClient, member_client

APPLICANT = "applicant@example.net"
GROUP = {"entry": "new"}
ORGANISATION = {
    "name": "Harbour Patients",
    "local_name": "Pasientene i havna",
    "country": "NO",
    "city": "Bergen",
    "countries": "Sweden",
    "languages": "Norwegian",
    "disease_areas": ["cml"],
    "services": ["helpline"],
    "website": "https://harbour-patients.example",
    "public_email": "hello@harbour-patients.example",
}
STATUS = {
    "legal": "registered",
    "registration": "Register 1234",
    "led_by": ["patients"],
    "non_profit": "yes",
    "is_lasting": "yes",
    "status_note": "",
}
ACTIVITIES = {
    "founded_year": "2011",
    "done": "We met every month.",
    "links": "https://harbour-patients.example/news",
}
FUNDING = {"source_1": "Members", "kind_1": "members", "share_1": "70", "year_1": "2025"}
PAPERS = {"why_none": "We are young."}
PEOPLE = {"person_1": "Kari Nordmann", "email_1": "kari@example.net", "role_1": "administrator"}
CONDUCT = {"is_true": "on", "may_speak": "on", "people_agree": "on"}
STEPS: dict[str, dict[str, Any]] = {
    "group": GROUP,
    "organisation": ORGANISATION,
    "status": STATUS,
    "activities": ACTIVITIES,
    "funding": FUNDING,
    "papers": PAPERS,
    "people": PEOPLE,
    "conduct": CONDUCT,
}


def pdf(text: str = "Certificate", **names: Any) -> bytes:
    """A small document; `names` are put into its catalogue."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.pages[0].Contents = document.make_stream(f"BT /F 12 Tf ({text}) Tj ET".encode())
    for name, value in names.items():
        document.Root[f"/{name}"] = value
    out = BytesIO()
    document.save(out, compress_streams=False, deterministic_id=True)
    return out.getvalue()


def upload(
    content: bytes | None = None, name: str = "certificate.pdf", kind: str = "registration"
) -> dict[str, Any]:
    """What the form of papers sends."""
    return {"kind": kind, "file": SimpleUploadedFile(name, content if content is not None else pdf())}


def last_token(address: str = APPLICANT) -> str:
    """The key in the newest mail to an address that holds one: whoever is accepted gets an invitation, too."""
    mail = Mail.objects.filter(recipient=address, text__contains="/join/").order_by("-pk")[0]
    return re.search(r"/join/([\w-]+)/", mail.text)[1]


def begin(client: Any, address: str = APPLICANT) -> str:
    """Ask for a link; returns the key that was mailed."""
    answer = client.post("/join/", {"email": address, "ticket": new_ticket("join")})
    assert answer.status_code == 302, answer.content.decode()
    return last_token(address.lower())


def save(client: Any, token: str, step: str, data: dict[str, Any], base: int | None = None) -> Any:
    """Save a step as a browser does, with the state that its page had."""
    if base is None:
        page = client.get(f"/join/{token}/{step}/").content.decode()
        base = int(re.search(r'name="base" value="(\d+)"', page)[1])
    return client.post(f"/join/{token}/{step}/", {"base": base, **data})


def fill_in(client: Any, token: str, **changed: dict[str, Any]) -> None:
    """Every step; the code of conduct as it is now."""
    for step, data in {**STEPS, **changed}.items():
        own = dict(data)
        code = CodeOfConduct.objects.first()
        if step == "conduct" and code and "accepts_code" not in own:
            own |= {"accepts_code": "on", "version": code.version}
        answer = save(client, token, step, own)
        assert answer.status_code == 302, answer.content.decode()


def send(client: Any, token: str) -> Application:
    """Hand it in."""
    answer = client.post(f"/join/{token}/check/")
    assert answer.status_code == 302, answer.content.decode()
    return Application.objects.order_by("-pk")[0]


def sent(client: Any, address: str = APPLICANT, **changed: dict[str, Any]) -> tuple[str, Application]:
    """A whole application; returns its key and the row."""
    token = begin(client, address)
    fill_in(client, token, **changed)
    return token, send(client, token)


def reviewer(name: str, country: str) -> CastClient:
    """A reviewer who speaks for a member organisation of their own."""
    return member_client(name, f"Group of {name}", country, Role.REVIEWER)


def sit(client: CastClient, application: Application, kind: str = "none", text: str = "") -> Seat:
    """Take a place and declare interests."""
    client.post(f"/members/reviews/{application.public_id}/take/")
    client.post(f"/members/reviews/{application.public_id}/interests/", {"kind": kind, "text": text})
    return Seat.objects.get(application=application, reviewer=client.person, freed_at=None)


def findings(seat: Seat, value: str = "met", note: str = "", **more: str) -> dict[str, str]:
    """A checklist as the page sends it."""
    seat.refresh_from_db()
    rows = {f"value_{number}": value for number in range(6)} | {f"note_{number}": note for number in range(6)}
    return {"base": str(seat.revision), "recommendation": "", "reasons": "", **rows, **more}


def recommend(client: CastClient, seat: Seat, what: str, reasons: str = "", note: str = "") -> Any:
    """Answer every criterion and recommend."""
    data = findings(seat, note=note, recommendation=what, reasons=reasons)
    return client.post(f"/members/reviews/{seat.application.public_id}/recommend/", data)


def decide(application: Application, what: str, *clients: CastClient, reasons: str = "") -> None:
    """Both of them say the same."""
    for client in clients:
        answer = recommend(client, sit(client, application), what, reasons)
        assert answer.status_code == 302, answer.content.decode()
    application.refresh_from_db()
