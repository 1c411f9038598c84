"""Every public page in a real browser: no cookie, nothing stored, nobody else asked; no barrier, light, on paper."""

import secrets

import pytest

from advocates.core import links
from advocates.core.pagecache import is_private_address
from advocates.organisations import directory
from advocates.organisations.enquiries import reach
from advocates.organisations.tests.enquiries import with_contact
from advocates.organisations.tests.factories import load_real_directory
from advocates.publishing import views
from advocates.publishing.blocks import Body
from tests.cast import member_client
from tests.pdf_text import squeezed, words_of
from tests.planted_public import LONG, WORDS, body, link_addresses, publish
from tests.public_addresses import (
    by_model,
    by_name,
    in_language,
    links_without,
    models_without,
    routes_without,
)
from tests.routes import Route
from tests.scene import set_scene

# What a first visit may fetch: bytes without pictures. The map has its own bar.
BYTES, BYTES_WITH_MAP = 30_000, 50_000
# What is for one person leaves as it is, since beside a secret nothing is compressed; that has the bar of members.
BYTES_PRIVATE = 40_000
# They offer every country of the world.
LONG_FORMS = {"join_step", "link propose"}


@pytest.fixture
def scene(db, settings, tmp_path):
    """One of each, among the groups of the real directory."""
    settings.PROFILE = with_contact(tmp_path)
    load_real_directory()
    made = set_scene(member_client("member", "Own Group", "DE").person)
    yield {**made, **publish(made)}
    directory.forget()
    reach.forget()


@pytest.fixture
def pages(scene):
    """What is shown at public addresses, by what it is."""
    names, models, mailed = by_name(scene), by_model(), link_addresses(scene)
    assert routes_without(names) == []
    assert models_without(models) == []
    assert links_without(mailed) == []
    found = {f"{name} {address}": address for name, several in names.items() for address in several}
    found |= {name: address for name, address in models.items() if address not in found.values()}
    return {**found, **{f"link {kind}": address for kind, address in mailed.items()}}


def shown(visitor, pages):
    """Those that a browser shows as pages; all others are files, which give no cookie either."""
    kept = {}
    for name, address in pages.items():
        answer = visitor.get(address)
        if answer.headers["Content-Type"].startswith("text/html"):
            kept[name] = address
        else:
            assert not answer.cookies, name
        visitor.cookies.clear()
    return kept


def most_of(name, address):
    """How many bytes a first visit may take."""
    if is_private_address(address):
        return BYTES_WITH_MAP if name.partition(" /")[0] in LONG_FORMS else BYTES_PRIVATE
    return BYTES_WITH_MAP if address.startswith("/directory/") else BYTES


NOWHERE = "/nothing/here/"


def test_none_leaves_or_asks_anything_and_none_is_in_anybodys_way(walk, pages, visitor):
    visit, found = walk(1280), []
    for name, address in shown(visitor, pages).items():
        visit.open(address, status=404 if address == NOWHERE else 200)
        visit.barriers(other="dark")
        # Whatever comes late has come by then.
        visit.weigh(most_of(name, address))
        visit.touch()
        visit.leaves()
        found += visit.told(name)
    assert found == []


def test_none_is_wider_than_a_phone_in_arabic_without_scripts(walk, pages, visitor):
    visit, found = walk(390, color_scheme="dark"), []
    for name, address in shown(visitor, pages).items():
        visit.run_scripts(False)
        visit.open(in_language(address, "ar"), status=404 if address == NOWHERE else 200)
        if visit.page.evaluate("getComputedStyle(document.documentElement).direction") != "rtl":
            visit.faults.append("from left to right")
        visit.too_wide()
        visit.run_scripts(True)
        # What is mailed to one person was looked at above, and has the parts of the other pages.
        if not address.startswith("/link/"):
            visit.barriers(other="light")
        found += visit.told(name)
    assert found == []


def test_whatever_a_page_should_not_do_would_be_noticed(walk, monkeypatch, transactional_db):
    """The twin."""
    whole = views.render

    def curious(*args, **kwargs):
        answer = whole(*args, **kwargs)
        wide = (
            b'<img src="/static/x.png"><div style="width:1500px">.</div><p hidden>'
            + secrets.token_bytes(30_000).hex().encode()
        )
        script = b"<script>localStorage.seen = 1; sessionStorage.seen = 1; fetch('https://elsewhere.example/')</script>"
        answer.content = answer.content.replace(b"</body>", wide + script + b"</body>")
        answer.headers["Content-Security-Policy"] = "default-src * 'unsafe-inline'"
        answer.set_cookie("seen", "1")
        return answer

    monkeypatch.setattr(views, "render", curious)
    visit = walk(390)
    visit.open("/about/facts/", status=404)
    visit.too_wide()
    visit.barriers(other="dark")
    visit.weigh(BYTES)
    visit.leaves()
    told = "\n".join(visit.told("facts"))
    for fault in (
        "answers 200", "too wide: <div", "image-alt: ", "bytes in 2 requests", "cookie seen", "1 in local storage",
        "1 in session storage", "asks https://elsewhere.example/",
    ):  # fmt: skip
        assert fault in told, fault


class TestTheListIsWhole:
    """The twins: what is added without an example is noticed."""

    def test_an_address(self):
        new = Route("about/secrets/", "secrets", views.facts, has_languages=True)
        assert routes_without({}, [new]) == ["secrets"]
        assert routes_without({"secrets": ["/about/facts/"]}, [new]) == ["/about/facts/"]

    def test_a_block(self, scene):
        assert {name for name, _value in body("x", "y")} == set(Body().child_blocks)

    def test_a_page_that_editors_write(self, db):
        found = by_model()
        del found["KnowledgeTopic"]
        assert "KnowledgeTopic" in models_without(found)

    def test_a_mailed_link(self, monkeypatch):
        monkeypatch.setitem(links._kinds, "secrets", None)
        assert "secrets" in links_without({})


ON_PAPER = """() => [...document.querySelectorAll('nav, form, button, header.site, footer.foot, .share, .skip')]
    .filter((e) => e.getClientRects().length).map((e) => e.outerHTML.slice(0, 150))"""


def test_on_paper_there_is_the_text_and_no_way_elsewhere(walk, scene):
    visit = walk(1280)
    for address in ("/news/harvest/", "/knowledge/starting-a-group/harvest/"):
        visit.open(address)
        assert visit.page.evaluate(ON_PAPER) != []
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(ON_PAPER) == []
        printed = words_of(visit.page.pdf(format="A4"))
        # Where it is from can be read on paper, too.
        for words in (*WORDS["en"], LONG):
            assert squeezed(words) in printed
        assert squeezed("Skip to main content") not in printed
        visit.page.emulate_media(media="screen")
        assert visit.told(address) == []
