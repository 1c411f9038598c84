"""The directory's page: its address says everything, its counts are those of its rows, and it costs the same."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from advocates.organisations import actions, directory
from advocates.organisations.models import OrganisationQuerySet
from advocates.organisations.tests.danger import Page, page_of
from advocates.organisations.tests.factories import (
    PRIVATE,
    load_real_directory,
    make_many,
    make_organisation,
)
from advocates.organisations.views import PAGE_SIZE
from advocates.organisations.vocabulary import IN_DIRECTORY, State

pytestmark = pytest.mark.django_db
PREFIXES = ("", "/es", "/ar")


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.LIMITS = {"search": (10_000, 60), "api": (10_000, 60)}


def shown(client: Client, query: str = "", prefix: str = "", status: int = 200) -> Page:
    answer = client.get(f"{prefix}/directory/{query}")
    assert answer.status_code == status
    return page_of(answer)


def slugs(page: Page, prefix: str = "") -> list[str]:
    start = f"{prefix}/organisations/"
    return [link.removeprefix(start).strip("/") for link in page.links if link.startswith(start)]


def all_slugs(client: Client, query: str, prefix: str = "") -> list[str]:
    """The groups on all pages of a selection, page after page as the pager leads."""
    found, page = [], shown(client, query, prefix)
    while True:
        found += slugs(page, prefix)
        following = [tag["href"] for tag in page.all("a", rel="next")]
        if not following:
            return found
        page = page_of(client.get(f"{prefix}/directory/{following[0]}"))


def markers(text: str, layer: str) -> list[int]:
    """The numbers of groups that the map's markers speak of."""
    drawn = text.partition(f"map__dots--{layer}")[2].partition("map__dots--")[0].partition("map__foot")[0]
    return [int(count) for count in re.findall(r'<a href="[^"]*" aria-label="(\d+) groups?: ', drawn)]


def choices(text: str, facet: str) -> dict[str, int]:
    """Value to the count beside it."""
    if facet == "service":
        found = re.findall(r'name="service" value="([^"]+)"[^<]*<label[^>]*>[^<]*\((\d+)\)</label>', text)
    else:
        select = text.partition(f'<select class="field__input" id="{facet}"')[2].partition("</select>")[0]
        found = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', select)
    return {value: int(count) for value, count in found}


def headings(text: str) -> dict[str, int]:
    """Country to the number in its heading."""
    found = re.findall(r'country-head">(?:<a href="([^"]+)">)?.*?<span>\s*(\d+) groups?\s*</span></h3>', text)
    return {address: int(count) for address, count in found}


class TestAnswers:
    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("", 200),
            ("?q=&country=&region=&language=&disease=&service=&page=", 200),
            ("?q=cml", 200),
            ("?country=de", 200),
            ("?country=DE", 200),
            ("?page=1", 200),
            ("?unknown=1&utm_source=x", 200),
            ("?q=%00", 200),
            ("?q=a%00b", 200),
            ("?q=%22%27%25_*%5C", 200),
            ("?q=%FF%FE", 200),
            ("?q=%ED%A0%80", 200),
            ("?q=" + "a" * 200, 200),
            ("?q=" + "a" * 201, 422),
            ("?q=" + "a" * 10_000, 422),
            ("?q=" + "%CC%81" * 3000, 422),
            ("?country=xx", 422),
            ("?country=%00", 422),
            ("?country=de%00", 422),
            ("?region=atlantis", 422),
            ("?language=tlhx", 422),
            ("?disease=gout", 422),
            ("?service=massage", 422),
            ("?service=helpline&service=massage", 422),
            ("?service=%00", 422),
            ("?country=" + "x" * 5000, 422),
            ("?page=-1", 404),
            ("?page=0", 404),
            ("?page=2", 404),
            ("?page=1e9", 404),
            ("?page=1000000000", 404),
            ("?page=NaN", 404),
            ("?page=1.5", 404),
            ("?page=%00", 404),
            ("?page=%D9%A1", 404),
            ("?page=" + "9" * 5000, 404),
            ("?" + "&".join(f"service={at}" for at in range(900)), 422),
            ("?" + "&".join(f"a{at}=1" for at in range(5000)), 400),
        ],
    )
    @pytest.mark.parametrize("prefix", ["", "/ar"])
    def test_status(self, visitor, query, status, prefix):
        make_organisation(services=["helpline"])
        answer = visitor.get(f"{prefix}/directory/{query}")
        assert answer.status_code == status
        assert page_of(answer).dangers == []

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_only_for_reading(self, visitor, method):
        assert getattr(visitor, method)("/directory/").status_code in {403, 405}

    @pytest.mark.parametrize(
        "path", ["/directory/DE/", "/directory/d/", "/directory/xx/", "/organisations/no/"]
    )
    def test_unknown_address(self, visitor, path):
        assert visitor.get(path).status_code == 404

    @pytest.mark.parametrize("name", ["q", "country", "region", "language", "disease", "service"])
    def test_bad_field_is_named_with_its_error_and_the_rest_is_kept(self, visitor, name):
        make_organisation(services=["helpline"])
        page = shown(
            visitor, f"?{name}={'x' * 300}&{'q=example' if name != 'q' else 'country=de'}", status=422
        )
        assert f"#{name}" in page.links
        assert page.all("div", role="alert")
        assert [tag for tag, attributes in page.tags if attributes.get("id") == name]
        if name != "q":
            assert page.all("input", id="q")[0]["value"] == "example"

    def test_what_was_typed_stays_in_the_field(self, visitor):
        assert shown(visitor, "?q=%22x%22+%3Cb%3E").all("input", id="q")[0]["value"] == '"x" <b>'


class TestLinks:
    """Small print of the contract: pages can be counted by their links."""

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_every_group_and_country_is_linked(self, visitor, prefix):
        load_real_directory()
        found = all_slugs(visitor, "", prefix)
        assert len(found) == len(set(found)) == 114
        countries = set()
        for number in range(1, -(-114 // PAGE_SIZE) + 1):
            links = shown(visitor, f"?page={number}", prefix).links
            countries |= {link for link in links if re.fullmatch(f"{prefix}/directory/[a-z]{{2}}/", link)}
        assert len(countries) == 74

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_the_page_stays_in_its_language(self, visitor, prefix):
        make_organisation()
        page = shown(visitor, "", prefix)
        ours = {tag["href"] for tag in page.all("a") if "hreflang" not in tag and tag["href"].startswith("/")}
        assert [
            link
            for link in ours
            if not link.startswith((f"{prefix}/", "/api/", "/feeds/", "/account/", "/join/"))
        ] == []

    def test_filters_stay_when_something_else_is_chosen(self, visitor):
        load_real_directory()
        page = shown(visitor, "?q=leuk&country=es&language=es&disease=leukaemia")
        for form in ("country", "language", "disease"):
            names = [tag["name"] for tag in page.all("input", type="hidden")]
            assert form in names
        chips = [parse_qs(urlsplit(link).query) for link in page.links if "region=" in link]
        assert any(chip.get("q") == ["leuk"] and chip.get("country") == ["es"] for chip in chips)

    @pytest.mark.parametrize(
        "query",
        ["?q=leuk", "?region=latin-america", "?country=es", "?language=es", "?disease=cml", "?service=legal"],
    )
    def test_every_filter_can_be_taken_away(self, visitor, query):
        load_real_directory()
        make_organisation(services=["legal"])
        page = shown(visitor, query)
        assert {"/directory/?#list", "/directory/#list"} & set(page.links)

    def test_this_selection_can_be_downloaded(self, visitor):
        load_real_directory()
        links = shown(visitor, "?country=es&q=leucemia").links
        for ending in (".csv", ".geojson", ""):
            assert f"/api/v1/organisations{ending}?q=leucemia&country=es" in links


class TestCounts:
    QUERIES = ("", "?region=latin-america", "?country=es", "?language=es", "?disease=cml", "?q=leukemia",
               "?disease=leukaemia&language=en", "?region=western-europe&disease=cml")  # fmt: skip

    @pytest.mark.parametrize("query", QUERIES)
    def test_heading_list_and_map_agree(self, visitor, query):
        load_real_directory()
        page = shown(visitor, query)
        found = all_slugs(visitor, query)
        heading = re.search(r"(\d+) groups? in (\d+) countr", page.text)
        assert int(heading[1]) == len(found) == len(set(found))
        text = visitor.get(f"/directory/{query}").content.decode()
        assert sum(markers(text, "fine")) == sum(markers(text, "coarse")) == len(found)

    @pytest.mark.parametrize("query", [query for query in QUERIES if "q=" not in query])
    def test_headings_of_countries_count_their_own_rows(self, visitor, query):
        load_real_directory()
        make_organisation(
            "Over the border", country="AT", countries=["AT", "ES", "BR"], disease_areas=["cml"]
        )
        counted, rows, number = {}, 0, 1
        while (
            answer := visitor.get(f"/directory/{query}{'&' if query else '?'}page={number}")
        ).status_code == 200:
            counted |= headings(answer.content.decode())
            rows += len(slugs(page_of(answer)))
            number += 1
        assert sum(counted.values()) == rows > 0

    @pytest.mark.parametrize("facet", ["country", "language", "disease", "service"])
    @pytest.mark.parametrize("query", ["?", "?q=leukemia", "?region=latin-america"])
    def test_a_choice_gives_as_many_as_it_says(self, visitor, facet, query):
        load_real_directory()
        make_organisation(
            "Lawyers against leukemia", country="AR", services=["legal", "helpline"], languages=["es"]
        )
        said = choices(visitor.get(f"/directory/{query}").content.decode(), facet)
        assert said
        for value, count in list(said.items())[:6]:
            found = all_slugs(visitor, f"{query}&{facet}={value}".replace("?&", "?"))
            assert len(found) == count, value


class TestTable:
    @pytest.mark.parametrize("query", ["?", "?country=es", "?q=leukemia&page=2"])
    def test_holds_the_groups_of_the_list_in_its_order(self, visitor, query):
        load_real_directory()
        page = shown(visitor, f"{query}&view=table")
        assert page.all("table")
        assert slugs(page) == slugs(shown(visitor, query))
        assert page.dangers == []

    def test_goes_on_as_a_table(self, visitor):
        load_real_directory()
        assert all("view=table" in tag["href"] for tag in shown(visitor, "?view=table").all("a", rel="next"))

    def test_an_unknown_view_is_the_list(self, visitor):
        make_organisation()
        assert not shown(visitor, "?view=%00x").all("table")


class TestNothingFound:
    @pytest.mark.parametrize(
        ("query", "leads_to"),
        [
            ("?country=is", {"/directory/is/", "/directory/?region=western-europe#list", "/directory/gb/"}),
            ("?q=Iceland", {"/directory/is/", "/directory/?region=western-europe#list"}),
            ("?country=is&language=es", {"/directory/?language=es#list", "/directory/is/"}),
            (
                "?region=north-america&disease=gist",
                {"/directory/?region=north-america#list", "/directory/?disease=gist#list"},
            ),
            ("?q=xyzzyx&country=es", {"/directory/?country=es#list"}),
            ("?q=xyzzyx", {"/directory/#list"}),
        ],
    )  # fmt: skip
    def test_what_to_try_instead(self, visitor, query, leads_to):
        load_real_directory()
        page = shown(visitor, query)
        assert slugs(page) == []
        assert "No group fits all of this" in page.text
        assert leads_to <= set(page.links)

    def test_an_empty_directory_has_a_page_too(self, visitor):
        for prefix in PREFIXES:
            assert "/organisations/" not in str(shown(visitor, "", prefix).links)


class TestWhoIsListed:
    def test_only_published_and_active_ones(self, visitor, staff):
        for state in set(State) - {State.MERGED}:
            make_organisation(f"In {state}", state=state)
        make_organisation("Hidden", is_published=False, state=State.MEMBER)
        for client in (visitor, staff):
            assert set(slugs(shown(client))) == {f"in-{state}" for state in IN_DIRECTORY}

    def test_only_members_are_called_so(self, visitor):
        make_organisation("A", state=State.LISTED)
        make_organisation("B", state=State.SUSPENDED)
        assert "Member of the network" not in shown(visitor).text
        make_organisation("C", state=State.MEMBER)
        assert shown(visitor).text.count("Member of the network") == 1

    def test_private_words_are_not_on_it(self, visitor):
        make_organisation(**PRIVATE)
        body = visitor.get("/directory/?q=zebrapine").content.decode()
        assert slugs(page_of(visitor.get("/directory/?q=zebrapine"))) == []
        assert not [word for word in ("Quillsworth", "15550100777") if word in body]

    def test_published_again_and_taken_away(self, visitor, django_capture_on_commit_callbacks):
        made = make_organisation("Example")
        assert slugs(shown(visitor)) == ["example"]
        with django_capture_on_commit_callbacks(execute=True):
            actions.unpublish_organisation(actor=None, organisation=made)
        assert slugs(shown(visitor)) == []
        with django_capture_on_commit_callbacks(execute=True):
            actions.publish_organisation(actor=None, organisation=made)
        assert slugs(shown(visitor)) == ["example"]


class TestForMachines:
    @pytest.mark.parametrize(
        ("query", "listed"), [("", True), ("?q=cml", False), ("?country=de", False), ("?page=2", False)]
    )
    def test_robots_read_the_plain_page_alone(self, visitor, query, listed):
        make_many(PAGE_SIZE + 1)
        page = shown(visitor, query)
        assert (not page.all("meta", name="robots")) == listed
        assert page.all("link", rel="canonical")[0]["href"].endswith("/directory/")

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_languages(self, visitor, prefix):
        page = shown(visitor, "", prefix)
        lang = prefix.strip("/") or "en"
        assert page.all("html", lang=lang, dir="rtl" if lang == "ar" else "ltr")
        alternates = {
            tag["hreflang"]: urlsplit(tag["href"]).path
            for tag in page.all("link", rel="alternate")
            if "hreflang" in tag
        }
        assert alternates == {
            "en": "/directory/",
            "es": "/es/directory/",
            "ar": "/ar/directory/",
            "x-default": "/directory/",
        }

    def test_the_question_is_kept_when_the_language_is_changed(self, visitor):
        links = [tag["href"] for tag in shown(visitor, "?country=de&q=cml").all("a") if "hreflang" in tag]
        assert "/es/directory/?country=de&q=cml" in links


class TestCosts:
    QUERIES = ("", "?q=group", "?country=de&service=helpline", "?q=nothing-at-all", "?page=2")

    @pytest.mark.parametrize("number", [PAGE_SIZE + 3, 300])
    def test_no_query_but_those_that_make_the_index(self, visitor, number, django_assert_max_num_queries):
        make_many(number)
        visitor.get("/privacy/")
        with django_assert_max_num_queries(4):
            directory.index()
        for query in self.QUERIES:
            visitor.get(f"/directory/{query}")
            with django_assert_max_num_queries(0):
                assert visitor.get(f"/directory/{query}").status_code == 200

    def test_pages_are_of_one_size(self, visitor):
        make_many(2 * PAGE_SIZE + 1)
        assert [len(slugs(shown(visitor, f"?page={number}"))) for number in (1, 2, 3)] == [
            PAGE_SIZE,
            PAGE_SIZE,
            1,
        ]


class TestTwins:
    def test_without_visible_to_an_unpublished_entry_is_listed(self, visitor, monkeypatch):
        make_organisation("Hidden", is_published=False)
        assert slugs(shown(visitor)) == []
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, _viewer: self)
        directory.forget()
        assert slugs(shown(visitor)) == ["hidden"]

    def test_without_in_directory_a_former_entry_is_listed(self, visitor, monkeypatch):
        make_organisation("Former", state=State.FORMER)
        assert slugs(shown(visitor)) == []
        monkeypatch.setattr(OrganisationQuerySet, "in_directory", lambda self: self)
        directory.forget()
        assert slugs(shown(visitor)) == ["former"]
