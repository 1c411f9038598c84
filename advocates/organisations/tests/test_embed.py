"""The directory in a frame of another site: the only page that may stand there, and it asks nothing of anybody."""

import re

import brotli
import pytest

from advocates.core import assets
from advocates.core.profile import profile
from advocates.organisations import embed_views
from advocates.organisations.tests.danger import PAYLOADS, page_of
from advocates.organisations.tests.factories import load_real_directory, make_organisation
from tests.crawling import MACHINES, STARTS, crawl, in_public

pytestmark = pytest.mark.django_db
EMBED = "/directory/embed/"
FRAMES = re.compile(r"frame-ancestors ([^;]+)")


def ancestors(headers):
    return FRAMES.search(dict(headers)["Content-Security-Policy"])[1]


class TestTheFrame:
    def test_is_the_only_page_for_frames(self, visitor):
        make_organisation("Friends", country="DE")
        near = lambda at: in_public(at) and ("directory/" not in at or "embed" in at or "/de/" in at)  # noqa: E731
        pages = crawl(visitor, (*STARTS, *MACHINES, f"{EMBED}?region=western-europe"), follow=near)
        open_ones = {
            address.partition("?")[0]
            for address, answer in pages.items()
            if "frame-ancestors" in answer.everything and ancestors(answer.headers) != "'none'"
        }
        assert len(pages) > 30
        assert open_ones == {EMBED, f"/es{EMBED}", f"/ar{EMBED}"}
        assert not [at for at, answer in pages.items() if "X-Frame-Options" in dict(answer.headers)]

    def test_the_back_office_is_not(self, staff):
        assert ancestors(staff.get("/manage/").headers.items()) == "'self'"

    def test_sets_no_cookie_and_asks_nobody(self, visitor):
        make_organisation("Friends", website="https://example.org/")
        answer = visitor.get(EMBED)
        assert not answer.cookies
        page = page_of(answer)
        assert page.dangers == []
        loaded = [
            tag.get("src") or tag.get("href") for name, tag in page.tags if name in ("script", "use", "link")
        ]
        assert not [address for address in loaded if address and address.startswith(("http:", "https:", "//"))
                    and not address.startswith("http://127.0.0.1:8000/")]  # fmt: skip

    def test_every_link_leaves_the_frame(self, visitor):
        make_organisation("Friends", country="DE")
        make_organisation("Amigos", country="BR")
        for query in ("", "?region=latin-america", "?country=de"):
            links = [
                tag
                for tag in page_of(visitor.get(f"{EMBED}{query}")).all("a")
                if "skip" not in tag.get("class", "")
            ]
            assert len(links) > 2
            assert {(tag.get("target"), tag.get("rel")) for tag in links} == {("_blank", "noopener")}

    def test_shows_what_was_chosen(self, visitor):
        make_organisation("Freunde", country="DE", disease_areas=["cml"], languages=["de"])
        make_organisation("Amigos", country="BR", disease_areas=["gist"], languages=["pt"])
        for query in ("region=western-europe", "country=de", "disease=cml", "language=de"):
            text = page_of(visitor.get(f"{EMBED}?{query}")).text
            assert ("Freunde" in text, "Amigos" in text) == (True, False), query

    def test_in_the_language_that_was_asked_for(self, visitor):
        make_organisation("Freunde", country="DE")
        answers = [visitor.get(address) for address in (f"{EMBED}?lang=ar", f"/ar{EMBED}")]
        for answer in answers:
            text = answer.content.decode()
            assert '<html lang="ar" dir="rtl">' in text
            assert 'href="/ar/organisations/freunde/"' in text
            assert answer["Content-Language"] == "ar"
        assert '<html lang="es"' in visitor.get(f"/es{EMBED}?lang=xx").content.decode()

    @pytest.mark.parametrize(
        "query", ["country=zz", "region=atlantis", "language=%00", "disease=" + "x" * 2000]
    )
    def test_bad_input_is_said(self, visitor, query):
        answer = visitor.get(f"{EMBED}?{query}")
        assert answer.status_code == 422
        assert "We do not know" in page_of(answer).text
        assert ancestors(answer.headers.items()) == "*"

    def test_stays_out_of_search_engines(self, visitor):
        text = visitor.get(f"/es{EMBED}?region=latin-america").content.decode()
        assert '<meta name="robots" content="noindex">' in text
        assert '<link rel="canonical" href="http://127.0.0.1:8000/es/directory/">' in text
        assert "hreflang" not in text

    def test_shows_no_hidden_group(self, visitor):
        make_organisation("Hidden", is_published=False)
        assert "Hidden" not in visitor.get(EMBED).content.decode()

    @pytest.mark.parametrize("name", PAYLOADS[:12])
    def test_names_do_nothing(self, visitor, name):
        make_organisation("Friends")
        from advocates.organisations.models import Organisation  # noqa: PLC0415 - past the form, as an old row

        Organisation.objects.update(name=name)
        assert page_of(visitor.get(EMBED)).dangers == []

    def test_is_light(self, visitor):
        """Whole first visit: page, style, script, and the picture of the world."""
        load_real_directory()
        names = ("site.css", "embed.js", "world.svg")
        files = [assets._bundle().files[assets.asset_url(name)].body for name in names]
        rest = sum(len(brotli.compress(body, quality=5)) for body in files)
        for region in ("", *profile().regions):
            for language in ("en", "ar"):
                page = visitor.get(f"{EMBED}?region={region}&lang={language}").content
                assert len(brotli.compress(page, quality=5)) + rest <= 30_000, (region, language)

    def test_a_long_list_ends_with_the_way_to_the_rest(self, visitor, monkeypatch):
        monkeypatch.setattr(embed_views, "MOST", 2)
        for number in range(4):
            make_organisation(f"Group {number}")
        page = page_of(visitor.get(EMBED))
        assert "Show all 4 groups" in page.text
        assert len([link for link in page.links if "/organisations/" in link]) == 2


class TestWhatToCopy:
    def test_the_lines(self, visitor):
        text = page_of(visitor.get("/directory/embed/how/?region=latin-america&in=es")).text
        assert (
            '<iframe src="http://127.0.0.1:8000/directory/embed/?region=latin-america&amp;lang=es" '
            'title="Grupos de pacientes: América Latina"' in text
        )
        assert '<a href="http://127.0.0.1:8000/es/directory/"' in text

    @pytest.mark.parametrize(
        "query", ["region=%22%3E%3Cscript%3E", "country=%00", "in=xx", "region=a&region=b"]
    )
    def test_bad_input_is_left_out(self, visitor, query):
        answer = visitor.get(f"/directory/embed/how/?{query}")
        assert answer.status_code == 200
        assert page_of(answer).dangers == []
        assert "?lang=en" in answer.content.decode()
