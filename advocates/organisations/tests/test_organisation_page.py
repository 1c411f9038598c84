"""An organisation's page: everything public, nothing private, nothing that runs."""

import json
from datetime import date
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from advocates.core import markup
from advocates.organisations import actions, directory, pages
from advocates.organisations.models import Channel, Organisation, OrganisationQuerySet
from advocates.organisations.tests.danger import PAYLOADS, Page, page_of
from advocates.organisations.tests.factories import PRIVATE, make_merged, make_organisation
from advocates.organisations.vocabulary import ConfirmedBy, Precision, State

pytestmark = pytest.mark.django_db


def shown(client: Client, made: Organisation, prefix: str = "") -> Page:
    answer = client.get(f"{prefix}/organisations/{made.slug}/")
    assert answer.status_code == 200
    return page_of(answer)


def json_ld(page: Page) -> dict:
    return json.loads("".join(page.scripts))


class TestWhatItIs:
    @pytest.mark.parametrize(
        ("state", "says", "never"),
        [
            (State.MEMBER, "Member of the network", "Listed, not a member"),
            (State.LISTED, "Listed, not a member", "Member of the network"),
            (State.SUSPENDED, "Membership suspended", "Member of the network"),
        ],
    )
    def test_members_are_told_apart_from_listed_ones(self, visitor, state, says, never):
        text = shown(visitor, make_organisation(state=state)).text
        assert says in text
        assert never not in text

    def test_since_when_only_where_it_is_stored(self, visitor):
        made = make_organisation(state=State.MEMBER, member_since=date(2007, 5, 1))
        assert "Member of the network since 2007" in shown(visitor, made).text

    def test_unconfirmed_says_so_and_shows_every_source(self, visitor):
        sources = ["https://one.example.org/a", "http://two.example.org/b?c=d&e=f"]
        page = shown(visitor, make_organisation(sources=sources))
        assert "not yet confirmed by the organisation" in page.text
        assert set(sources) <= set(page.links)

    def test_confirmed_says_when_and_by_whom(self, visitor):
        made = make_organisation(confirmed_on=date(2026, 3, 1), confirmed_by=ConfirmedBy.NETWORK)
        text = shown(visitor, made).text
        assert "Confirmed on 1 March 2026 by the network's staff." in text
        assert "not yet confirmed" not in text.lower()

    def test_former_says_so_and_leads_on(self, visitor):
        page = shown(visitor, make_organisation(state=State.FORMER))
        assert "no longer active" in page.text
        assert "/directory/de/" in page.links
        assert "noindex" in page.all("meta", name="robots")[0]["content"]
        assert not page.scripts

    @pytest.mark.parametrize("language", ["", "/es", "/ar"])
    def test_merged_leads_to_its_successor(self, visitor, language):
        middle = make_merged("Middle Group", make_organisation("New Group"))
        for old in (middle, make_merged("Old Group", middle)):
            answer = visitor.get(f"{language}/organisations/{old.slug}/")
            assert (answer.status_code, answer["Location"]) == (301, f"{language}/organisations/new-group/")

    def test_an_unpublished_successor_is_not_named(self, visitor, staff):
        new = make_organisation("Zebrapine Group", is_published=False)
        old = make_merged("Old Group", new)
        answer = visitor.get(f"/organisations/{old.slug}/")
        assert answer.status_code == 200
        assert "zebrapine" not in answer.content.decode().lower()
        assert staff.get(f"/organisations/{old.slug}/")["Location"] == "/organisations/zebrapine-group/"

    def test_one_in_between_that_is_not_published_does_not_matter(self, visitor):
        middle = make_merged("Middle Group", make_organisation("New Group"))
        old = make_merged("Old Group", middle)
        actions.unpublish_organisation(actor=None, organisation=middle)
        assert visitor.get(f"/organisations/{old.slug}/")["Location"] == "/organisations/new-group/"

    def test_a_circle_that_somebody_made_past_us_ends(self, visitor):
        one = make_organisation("One")
        two = make_merged("Two", one)
        Organisation.objects.filter(pk=one.pk).update(state="merged", merged_into=two)
        assert visitor.get("/organisations/two/").status_code in {200, 301}


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        ("who", "status"), [("visitor", 404), ("pending", 404), ("editor", 404), ("staff", 200)]
    )
    def test_unpublished(self, request, who, status):
        make_organisation("Zebrapine", is_published=False)
        answer = request.getfixturevalue(who).get("/organisations/zebrapine/")
        assert answer.status_code == status
        assert ("zebrapine" in answer.content.decode().lower().replace("/organisations/zebrapine/", "")) == (
            status == 200
        )

    def test_unpublished_answers_like_unknown(self, visitor):
        make_organisation("Zebrapine", is_published=False)
        hidden, unknown = (visitor.get(f"/organisations/{slug}/") for slug in ("zebrapine", "xebrapine"))
        assert hidden.content.replace(b"zebrapine", b"") == unknown.content.replace(b"xebrapine", b"")

    @pytest.mark.parametrize("slug", ["%00", "a%00b", "%FF", "%ED%A0%80", "..", "%2e%2e", "a'b", "x" * 5000])
    def test_nonsense_is_not_found(self, visitor, slug):
        for prefix in ("", "/ar"):
            assert visitor.get(f"{prefix}/organisations/{slug}/").status_code == 404

    @pytest.mark.parametrize("who", ["visitor", "pending", "editor", "staff"])
    def test_private_fields_are_for_nobody(self, request, who):
        made = make_organisation(**PRIVATE)
        assert private_words(request.getfixturevalue(who).get(f"/organisations/{made.slug}/").content) == []


def private_words(body: bytes) -> list[str]:
    return [
        word
        for word in ("Quillsworth", "zebrapine@", "15550100777", "Zebrapine note")
        if word.encode() in body
    ]


class TestTexts:
    def test_in_the_readers_language_where_there_is_one(self, visitor):
        made = make_organisation(descriptions={"en": "Hello", "es": "Hola", "fr": "Bonjour"})
        for prefix, first, lang in (("", "Hello", "en"), ("/es", "Hola", "es"), ("/ar", "Hello", "en")):
            page = shown(visitor, made, prefix)
            assert first in page.words
            prose = [found for found in page.all("div") if "prose" in found.get("class", "")]
            assert [(found["lang"], found["dir"]) for found in prose] == [(lang, "auto")]
            assert {"en", "es", "fr"} - {lang} <= {found.get("lang") for found in page.all("section")}

    def test_own_name_has_language_and_direction(self, visitor):
        made = make_organisation("AMAL", local_name="جمعية أمل", local_language="ar")
        # <bdi> finds its own direction.
        assert shown(visitor, made).all("bdi", lang="ar")
        assert page_of(visitor.get("/directory/")).all("bdi", lang="ar")

    def test_ways_to_reach_the_group(self, visitor):
        channels = [
            ("phone", "+4930123456"),
            ("whatsapp", "+4917012345"),
            ("facebook", "https://facebook.com/x"),
        ]
        made = make_organisation(
            website="https://www.example.org/", public_email="hello@example.org", channels=channels
        )
        links = shown(visitor, made).links
        expected = {
            "tel:+4930123456",
            "https://wa.me/4917012345",
            "https://facebook.com/x",
            "https://www.example.org/",
        }
        assert {*expected, "mailto:hello@example.org"} <= set(links)

    def test_an_address_without_latin_letters(self, visitor):
        made = make_organisation("血液情報広場・つばさ", country="JP")
        assert shown(visitor, made, "/ar").all("html", dir="rtl")
        assert f"/ar/organisations/{quote(made.slug)}/" in page_of(visitor.get("/ar/directory/")).links


class TestForMachines:
    def test_json_ld(self, visitor):
        made = make_organisation(
            "Example",
            countries=["DE", "AT"],
            languages=["de"],
            disease_areas=["cml"],
            city="Ulm",
            founded_year=2004,
            website="https://example.org",
            local_name="Beispiel",
        )
        data = json_ld(shown(visitor, made))
        assert (data["@type"], data["name"], data["knowsLanguage"]) == ("NGO", "Example", ["de"])
        assert [place["identifier"] for place in data["areaServed"]] == ["DE", "AT"]
        assert data["address"]["addressLocality"] == "Ulm"
        assert data["foundingDate"] == "2004"
        assert data["url"].endswith("/organisations/example/")

    def test_canonical_and_languages(self, visitor):
        page = shown(visitor, make_organisation("Example"), "/es")
        assert page.all("link", rel="canonical")[0]["href"].endswith("/es/organisations/example/")
        alternates = {found["hreflang"]: found["href"] for found in page.all("link", rel="alternate")}
        assert set(alternates) == {"en", "es", "ar", "x-default"}
        assert alternates["ar"].endswith("/ar/organisations/example/")
        assert page.all("meta", property="og:title")[0]["content"] == "Example"


class TestPlace:
    POINT = {"latitude": "52.52437", "longitude": "13.41053"}

    @pytest.mark.parametrize("precision", [Precision.CITY, Precision.ADDRESS])
    def test_page_has_no_finer_point_than_the_country(self, visitor, precision):
        made = make_organisation(precision=precision, city="Berlin", **self.POINT)
        body = visitor.get(f"/organisations/{made.slug}/").content
        assert not [part for part in (b"52.52", b"13.41") if part in body]

    def test_index_rounds_a_city_to_a_kilometre(self):
        make_organisation("City", precision=Precision.CITY, **self.POINT)
        make_organisation("Address", precision=Precision.ADDRESS, **self.POINT)
        points = {entry.name: entry.point for entry in directory.index().entries}
        assert points == {"City": (52.52, 13.41), "Address": (52.52437, 13.41053)}


class TestNothingRuns:
    @pytest.fixture(autouse=True)
    def _without_limits(self, settings):
        settings.LIMITS = {"search": (10_000, 60), "api": (10_000, 60)}

    def test_sample_is_large(self):
        assert len(set(PAYLOADS)) >= 60

    @pytest.mark.parametrize("at", range(0, len(PAYLOADS), 10))
    def test_whatever_is_stored(self, visitor, at):
        for payload in PAYLOADS[at : at + 10]:
            made = make_organisation(
                payload,
                local_name=payload,
                acronym=payload[:40],
                city=payload[:120],
                descriptions={"en": payload, "es": payload},
                languages=["en"],
            )
            self.inert(visitor, f"/organisations/{made.slug}/", payload)
            self.inert(visitor, "/es/directory/de/", payload)
        self.inert(visitor, "/directory/?country=de", "")

    @pytest.mark.parametrize("at", range(0, len(PAYLOADS), 10))
    def test_whatever_is_asked(self, visitor, at):
        for payload in PAYLOADS[at : at + 10]:
            for name in ("q", "country", "service", "page"):
                page = page_of(visitor.get("/directory/", {name: payload}))
                assert page.dangers == [], payload

    def inert(self, client, path, payload):
        page = page_of(client.get(path))
        assert page.dangers == [], payload
        if page.scripts:
            json_ld(page)

    def test_name_is_shown_as_it_was_typed(self, visitor):
        made = make_organisation("<b>Bold</b> & Brave")
        page = shown(visitor, made)
        assert "<b>Bold</b> & Brave" in page.words
        assert json_ld(page)["name"] == "<b>Bold</b> & Brave"

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "x.y", " https://a.b"]
    )
    def test_bad_addresses_are_refused_and_never_linked(self, visitor, address):
        with pytest.raises(ValidationError):
            Organisation(name="X", slug="x", country="DE", website=address).full_clean()
        with pytest.raises(ValidationError):
            Organisation(name="X", slug="x", country="DE", sources=[address]).full_clean()
        with pytest.raises(ValidationError):
            Channel(kind="other", value=address).clean()
        made = make_organisation(sources=[address], channels=[("other", address)])
        page = shown(visitor, made)
        assert page.dangers == []
        assert address not in page.links


class TestTwins:
    """Without the guard, the helper that found nothing above finds the leak."""

    def test_unpublished(self, visitor, monkeypatch):
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, _viewer: self)
        make_organisation("Zebrapine", is_published=False)
        assert visitor.get("/organisations/zebrapine/").status_code == 200

    def test_private_words(self):
        assert len(private_words(str(PRIVATE).encode())) == len(PRIVATE)

    def test_json_ld(self, visitor, monkeypatch):
        made = make_organisation("</script><script>alert(1)</script>")
        monkeypatch.setattr(pages, "_SCRIPT_ESCAPES", {})
        assert shown(visitor, made).dangers == ["<script>"]

    def test_markup(self, visitor, monkeypatch):
        made = make_organisation(descriptions={"en": "text"})
        made.descriptions.update(html="<p onclick='x()'>text<script>1</script></p>")
        assert shown(visitor, made).dangers == []
        monkeypatch.setattr(markup, "clean", lambda text: text)
        assert shown(visitor, made).dangers == ["p onclick", "<script>"]

    def test_web_addresses(self, visitor, monkeypatch):
        made = make_organisation(sources=["javascript:alert(1)"])
        monkeypatch.setattr(pages, "is_web_address", lambda _address: True)
        assert shown(visitor, made).dangers == ["a href=javascript:alert(1)"]

    def test_rounding(self, monkeypatch):
        monkeypatch.setattr(directory, "round", lambda number, _digits: number, raising=False)
        make_organisation(precision=Precision.CITY, **TestPlace.POINT)
        assert directory.index().entries[0].point == (52.52437, 13.41053)
