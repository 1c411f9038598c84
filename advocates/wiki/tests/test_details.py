"""Small things that people expect of a wiki, and that are easily forgotten."""

import re
from dataclasses import replace

import pytest

from advocates.core import stream
from advocates.files.library import actions as library
from advocates.files.tests.factories import keep
from advocates.files.tests.libraries import address
from advocates.forum.tests.factories import space_of
from advocates.spaces.models import Kind
from advocates.wiki import templating
from advocates.wiki.models import WikiPage
from advocates.wiki.structure.actions import rename_page
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db
HEADING = re.compile(r'<h2 dir="auto" id="(s\d+)">([^<]+) <a')
SECTIONS = "## Who decides\n\nThe ministry.\n\n## What it costs\n\nNothing.\n\n## Whom to ask\n\nUs."


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person, "How to begin", SECTIONS)


def headings(client, page) -> dict[str, str]:
    """Their addresses by their words."""
    return {words: anchor for anchor, words in HEADING.findall(client.get(page.address).text)}


class TestAddressesOfHeadings:
    def test_detail_9_stay_when_the_text_changes(self, member, begun):
        before = headings(member, begun)
        assert set(before) == {"Who decides", "What it costs", "Whom to ask"}
        save(member.person, begun, f"## First of all\n\nBreathe.\n\n{SECTIONS}\n\nAnd more.", 1)
        after = headings(member, begun)
        assert {words: after[words] for words in before} == before
        assert after["First of all"] not in before.values()

    def test_stay_where_a_heading_goes_and_nobody_else_gets_its(self, member, begun):
        before = headings(member, begun)
        without = SECTIONS.replace("## What it costs\n\nNothing.\n\n", "")
        save(member.person, begun, without, 1)
        save(member.person, begun, f"{without}\n\n## Something new\n\nWords.", 2)
        after = headings(member, begun)
        assert (after["Who decides"], after["Whom to ask"]) == (before["Who decides"], before["Whom to ask"])
        assert after["Something new"] not in before.values()

    def test_detail_16_each_can_be_linked_to_and_stands_in_the_contents(self, member, begun):
        page = member.get(begun.address).text
        for words, anchor in headings(member, begun).items():
            assert f'<li class="toc__2"><a href="#{anchor}">{words}</a></li>' in page
            assert f'<a class="anchor" href="#{anchor}" aria-labelledby="{anchor}">#</a>' in page

    def test_two_headings_need_no_contents(self, member):
        page = make_page(member.person, "Short", "## One\n\nText.\n\n## Two\n\nText.")
        assert 'class="toc toc--in"' not in member.get(page.address).text


class TestWhatLinksHere:
    def test_detail_11_a_link_by_an_old_title_counts(self, member, begun):
        rename_page(actor=member.person, page=begun, title="Beginning")
        make_page(member.person, "By the old title", "[[How to begin]]")
        make_page(member.person, "By the new title", "[[Beginning]]")
        make_page(member.person, "By its address", f"[there]({begun.address})")
        listed = member.get(f"{begun.address}links/").text
        for title in ("By the old title", "By the new title", "By its address"):
            assert f"<bdi>{title}</bdi>" in listed

    def test_detail_11_a_page_that_speaks_of_a_file_stands_on_the_file(self, member):
        item = keep(member.person, space_of(Kind.MEMBERS))
        make_page(member.person, "Speaks of it", f"See [this]({address(item)}).")
        stream.dispatch()
        assert "Speaks of it" in member.get(address(item)).text


class TestAFileThatIsUsed:
    @pytest.fixture
    def item(self, member):
        made = keep(member.person, space_of(Kind.MEMBERS), "Leaflet")
        make_page(member.person, "Speaks of it", f"See [this]({address(made)}).")
        stream.dispatch()
        return made

    def test_detail_12_before_it_is_deleted_it_is_said_where_it_is_used(self, member, item):
        asked = member.get(address(item, "delete/")).text
        assert "It is spoken of here" in asked
        assert "Speaks of it" in asked
        assert f'href="{address(item, "replace/")}"' in asked

    def test_of_one_that_nobody_uses_there_is_no_warning(self, member):
        unused = keep(member.person, space_of(Kind.MEMBERS), "Unused")
        assert "It is spoken of here" not in member.get(address(unused, "delete/")).text

    def test_afterwards_the_link_leads_to_who_deleted_it_and_why(self, member, other_member, item):
        library.delete_file(actor=member.person, item=item, reason="A newer one is printed")
        assert "A newer one is printed" in other_member.get(address(item)).text


class TestWhatStandsInTwoPlaces:
    """A text stands where it was written: nothing is taken into it from elsewhere when it is read."""

    def test_detail_18_a_page_is_a_copy_of_its_template(self, member, begun, monkeypatch):
        new = f"/members/wiki/s/{begun.space.public_id}/new/?template=how-to"
        text = templating.find("how-to").text
        page = make_page(member.person, "How we do it", text)
        kept = member.get(page.address).text
        changed = [replace(each, text="Quite another text.") for each in templating.offered()]
        monkeypatch.setattr(templating, "offered", lambda: changed)
        assert "Quite another text." in member.get(new).text
        assert headings(member, page)
        assert "Quite another text." not in member.get(page.address).text
        assert HEADING.findall(kept) == HEADING.findall(member.get(page.address).text)

    @pytest.mark.parametrize("way", ["{{%s}}", "{{:%s}}", "![[%s]]", "[[%s]]", '{%% include "%s" %%}'])
    def test_detail_19_no_page_shows_the_words_of_another(self, member, way):
        make_page(member.person, "Elsewhere", "Xylophone of another page.")
        page = make_page(member.person, "Here", f"Before {way % 'Elsewhere'} after.")
        shown = member.get(page.address).text
        assert "Before" in shown
        assert "Elsewhere" in shown
        assert "Xylophone" not in shown
