"""What people expect of a directory and first versions forget: twenty-five details, each with its test."""

import csv
import io
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Suppression
from advocates.core.visitorforms import new_ticket
from advocates.organisations import confirmations, directory, website_checks
from advocates.organisations.geo.countries import sort_key
from advocates.organisations.importing import import_organisations
from advocates.organisations.models import Hint, Organisation, WebsiteCheck
from advocates.organisations.tests.factories import load_real_directory, make_organisation, write_csv
from advocates.organisations.vocabulary import State
from advocates.organisations.website_signs import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(db: None) -> None:
    load_real_directory()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def names(text: str) -> list[str]:
    """The addresses of the groups that a page links, in its order."""
    return list(dict.fromkeys(re.findall(r'href="/(?:\w\w/)?organisations/([^/"]+)/"', text)))


def test_01_works_without_javascript(visitor, real):
    """List, search, filters and map are in the answer itself; no link leads to a script."""
    text = page(visitor, "/directory/?q=leukemia&country=eg")
    assert names(text)
    assert 'action="/directory/#list" method="get"' in text
    assert "javascript:" not in text


def test_02_filters_are_in_the_address(visitor, real):
    """Every choice is a link or a GET form, so that going back and sharing work."""
    text = page(visitor, "/directory/?region=latin-america&language=es")
    assert 'value="es" selected' in text
    assert 'name="region" value="latin-america"' in text
    assert names(text) == names(page(visitor, "/directory/?language=es&region=latin-america"))


def test_03_counts_for_each_choice(visitor, real):
    text = page(visitor, "/directory/")
    count = int(re.search(r"region=latin-america[^>]*>Latin America <b>(\d+)</b>", text)[1])
    assert f"{count} groups in" in page(visitor, "/directory/?region=latin-america")


def test_04_no_result_offers_next_steps(visitor, real):
    text = page(visitor, "/directory/?country=de&language=sw")
    assert "No group fits all of this" in text
    assert len(re.findall(r'<li><a href="/directory/', text)) > 2


@pytest.mark.parametrize("query", ["LMC", "chronic granulocytic leukaemia", "慢粒", "Praha", "القاهرة"])
def test_05_synonyms_of_diseases_and_cities(visitor, db, query):
    make_organisation("Vltava Group", country="CZ", city="Praha", disease_areas=["cml"])
    make_organisation("Nile Group", country="EG", city="القاهرة", disease_areas=["cml"])
    assert names(page(visitor, f"/directory/?q={query}"))


def test_06_accents_make_no_difference(visitor, db):
    make_organisation("Pelouchová Group")
    assert names(page(visitor, "/directory/?q=pelouchova")) == names(
        page(visitor, "/directory/?q=Pelouchová")
    )
    assert names(page(visitor, "/directory/?q=pelouchova"))


def test_07_a_country_without_a_group_has_a_page(visitor, real):
    text = page(visitor, "/directory/aq/")
    assert "We know of no group here yet" in text
    assert "/directory/aq/suggest/" in text


def test_08_country_names_are_localised_and_sorted(visitor, real):
    def countries(prefix: str) -> list[str]:
        select = re.search(r'name="country">(.*?)</select>', page(visitor, f"{prefix}/directory/"))[1]
        return [name.split(" (")[0] for name in re.findall(r"<option[^>]*>([^<]+)</option>", select)[1:]]

    for prefix, language in (("", "en"), ("/es", "es"), ("/ar", "ar")):
        shown = countries(prefix)
        assert shown == sorted(shown, key=lambda name: sort_key(name, language))
    assert "Alemania" in countries("/es")
    assert countries("") != countries("/es") != countries("/ar")


def test_09_a_place_is_never_finer_than_agreed(visitor, db):
    make_organisation("Exact", precision="city", city="Bonn", latitude="50.73743", longitude="7.09821")
    (feature,) = visitor.get("/api/v1/organisations.geojson").json()["features"]
    assert feature["geometry"]["coordinates"] == [7.1, 50.74]
    assert feature["properties"]["precision"] == "city"


def test_10_groups_at_one_point_can_all_be_reached(visitor, db):
    for number in range(7):
        make_organisation(f"Same Place {number}", country="DE")
    text = page(visitor, "/directory/")
    assert len(names(text)) == 7
    assert re.search(r'aria-label="[^"]*7 groups', text)


def test_11_an_entry_without_a_point_is_not_gone(visitor, db):
    """Nothing is looked up outside: an entry without a point stands at its country, and in every list."""
    make_organisation("Pointless", country="KE", city="Nowhere that anybody knows", precision="city")
    assert names(page(visitor, "/directory/")) == names(page(visitor, "/directory/ke/")) == ["pointless"]
    (feature,) = visitor.get("/api/v1/organisations.geojson").json()["features"]
    assert feature["geometry"]
    assert feature["properties"]["precision"] == "country"


@pytest.mark.parametrize("code", ["tv", "nr", "fj", "ki", "ws"])
def test_12_small_islands_can_be_chosen(visitor, db, code):
    make_organisation("Island Group", country=code.upper())
    text = page(visitor, "/directory/?region=asia-pacific")
    assert f'href="/directory/{code}/"' in text
    assert "Island Group" in page(visitor, f"/directory/{code}/")


def test_13_telephone_whatsapp_languages_and_who_answers(visitor, db):
    made = make_organisation(
        "Helpful",
        languages=["de", "tr"],
        answered_by="peers",
        channels=[("phone", "+496912345678"), ("whatsapp", "+491701234567")],
    )
    text = page(visitor, made.get_absolute_url())
    assert 'href="tel:+496912345678"' in text
    assert 'href="https://wa.me/491701234567"' in text
    assert "Türkçe" in text
    assert "Patients and their families" in text


def test_14_messages_are_passed_on_and_bounces_are_watched(visitor, db):
    """A group is written to without its address being shown; an address whose mail comes back is not offered."""
    made = make_organisation("Reachable", private_email="secret@example.org")
    text = page(visitor, made.get_absolute_url())
    assert f"{made.get_absolute_url()}write/" in text
    assert "secret@example.org" not in text
    outbox.suppress("secret@example.org", "", Suppression.Reason.BOUNCED)
    text = page(visitor, made.get_absolute_url())
    assert f"{made.get_absolute_url()}write/" not in text
    assert "We have no contact for this group" in text


def test_15_the_row_says_when_and_by_whom_it_was_confirmed(visitor, db):
    today = timezone.localdate()
    make_organisation("Confirmed", confirmed_on=today, confirmed_by="organisation")
    make_organisation("Old", confirmed_on=today - timedelta(days=500), confirmed_by="organisation")
    text = page(visitor, "/directory/")
    assert re.search(r"Confirmed [^<]+ by the group<", text)
    assert "more than a year ago" in text


def test_16_confirming_needs_no_account_expires_and_acts_on_post_only(visitor, db):
    made = make_organisation("Asked", private_email="asked@example.org")
    question = confirmations.ask(actor=None, organisation=made)
    address = urlsplit(confirmations.url_of(question)).path
    assert visitor.get(address).status_code == 200
    made.refresh_from_db()
    assert made.confirmed_on is None
    with time_machine.travel(timezone.now() + confirmations.LIVES + timedelta(days=1)):
        assert visitor.post(address, {"right": "yes", "revision": made.revision}).status_code == 409
    assert visitor.post(address, {"right": "yes", "revision": made.revision}).status_code == 200
    made.refresh_from_db()
    assert made.confirmed_on == timezone.localdate()


def test_17_a_website_that_is_for_sale_becomes_a_task(visitor, db):
    made = make_organisation("Parked", website="https://parked.example.org/")
    seen = Finding(WebsiteCheck.Outcome.PARKED)
    for _week in range(3):
        website_checks.record_finding(organisation=made, address=made.website, finding=seen)
    assert made.tasks.open().get().kind == "website"
    assert "for sale" not in page(visitor, made.get_absolute_url())


def test_18_a_closed_group_leads_to_its_successor(visitor, db):
    successor = make_organisation("Successor")
    old = make_organisation("Old Name", state=State.MERGED, merged_into=successor)
    answer = visitor.get(old.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, successor.get_absolute_url())


def test_19_anybody_corrects_and_programs_are_held(visitor, db):
    made = make_organisation("Wrong Number")
    address = f"{made.get_absolute_url()}correct/"
    ticket = new_ticket("correction")
    letter = {"ticket": ticket, "topic": "website", "text": "It has moved.", "leave_empty": "", "lang": "en"}
    assert visitor.post(address, {**letter, "ticket": ""}).status_code == 422
    for _twice in range(2):
        assert visitor.post(address, letter).status_code in {200, 302}
    assert Hint.objects.get().state == Hint.State.HELD


def test_20_a_logo_on_dark_and_light_has_a_ground_and_no_second_name(visitor, db):
    made = make_organisation("With Logo")
    Organisation.objects.filter(pk=made.pk).update(logo="logos/x.webp", logo_width=80, logo_height=40)
    text = page(visitor, made.get_absolute_url())
    # The name stands beside it: read out twice it would only be in the way.
    assert re.search(r'<img class="logo" src="[^"]+" alt="" width="128" height="64"', text)
    style = (settings.PACKAGE / "static" / "css" / "rest" / "logo.css").read_text()
    assert "background: #fff" in style


def test_21_data_for_machines(visitor, db):
    made = make_organisation("Machine Readable", languages=["de"])
    text = page(visitor, made.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    assert (data["@type"], data["areaServed"][0]["identifier"]) == ("NGO", "DE")
    assert 'hreflang="ar"' in text
    assert made.get_absolute_url() in page(visitor, "/sitemap-organisations-1.xml")


def test_22_import_with_dry_run_without_doubles(tmp_path, db):
    path = write_csv(tmp_path / "a.csv", {"name": "First"}, {"name": "First"}, {"name": "Second"})
    planned = import_organisations(path, dry_run=True)
    assert not Organisation.objects.exists()
    done = import_organisations(path)
    assert done.added == planned.added == ["First", "Second"]
    assert [row.line for row in done.refused] == [3]
    assert import_organisations(path).unchanged == 2


def test_23_export_for_spreadsheets(visitor, db):
    made = make_organisation("Größe")
    Organisation.objects.filter(pk=made.pk).update(city="=cmd()")
    directory.forget()
    body = visitor.get("/api/v1/organisations.csv").content
    assert body.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert (row["name"], row["city"]) == ("Größe", "'=cmd()")


def test_24_a_frame_for_other_sites(visitor, real):
    answer = visitor.get("/directory/embed/?lang=ar&region=latin-america")
    assert not answer.cookies
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert 'lang="ar"' in text
    assert len(names(text)) > 5
    # A script of our own tells the height; without it the list is all the same there.
    assert re.search(r'<script type="module" src="/static/[^"]*embed', text)


def test_25_no_tile_host_sees_anybody(visitor, real):
    """The map is a drawing of our own: no address of another host is loaded by any page of the directory."""
    for address in ("/directory/", "/directory/de/", "/directory/embed/"):
        text = page(visitor, address)
        loaded = re.findall(
            r'<(?:script|img|iframe|link(?! rel="(?:canonical|alternate)"))[^>]*(?:src|href)="([^"]+)"', text
        )
        assert not [url for url in loaded if url.startswith(("http", "//"))]
