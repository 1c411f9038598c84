"""What surrounds a members' page is drawn once: what differs between readers and pages is never kept."""

from html import unescape

import pytest
from django.template import Context, Template

from advocates.core import stencils
from advocates.core.viewer import Role, Viewer
from tests.cast import cast_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept():
    stencils._forget()
    yield
    stencils._forget()


def test_pages_of_one_kind_share_it_and_keep_their_own_words(member, other_member):
    first, second = member.get("/members/").content.decode(), other_member.get("/members/").content.decode()
    assert member.person.full_name in first
    assert other_member.person.full_name not in first
    assert other_member.person.full_name in second
    assert member.person.full_name not in second
    assert len([key for key, _language in stencils._kept if key[0] == "members_shell.html"]) == 1


def test_nothing_of_a_reader_is_in_it(member):
    page = member.get("/members/people/?q=needle").content.decode()
    assert "needle" in page
    shared = [
        "".join(found.between)
        for (key, _language), found in stencils._kept.items()
        if key[0] == "members_shell.html"
    ]
    assert len(shared) == 1
    for own in ("needle", member.person.full_name, member.person.email, "/members/people/?"):
        assert own not in shared[0]


def test_the_switcher_leads_to_this_very_page_and_escapes_it(member):
    page = member.get("/members/people/?q=a%22%3E%3Cscript%3E").content.decode()
    assert "<script>" not in page.replace('<script type="module"', "")
    assert "?q=a%22%3E%3Cscript%3E&lang=ar" in unescape(page)
    other = member.get("/members/people/?q=other").content.decode()
    assert "?q=other&lang=ar" in unescape(other)
    assert "script%3E&" not in unescape(other)


def test_each_language_and_each_link_has_its_own(member):
    english, arabic = (member.get(f"/members/?lang={code}").content.decode() for code in ("en", "ar"))
    assert '<html lang="en" dir="ltr"' in english
    assert '<html lang="ar" dir="rtl"' in arabic
    people = member.get("/members/people/").content.decode()
    assert 'href="/members/people/" aria-current="page"' in people
    assert 'href="/members/people/" aria-current="page"' not in english


def drawn(**more) -> str:
    viewer = Viewer(**more.pop("viewer", {}))
    around = {
        "languages": (), "viewer": viewer, "nav_members": (), "canonical_url": "/members/x/", "inline_css": "",
        "LANGUAGE_CODE": "en", "text_direction": "ltr", "profile": type("Profile", (), {"name": "Network"}), **more,
    }  # fmt: skip
    blocks = "{% block title %}{{ words }}{% endblock %}{% block content %}{{ words }}{% endblock %}"
    return Template("{% extends 'members.html' %}" + blocks).render(Context(around))


def test_what_a_page_says_is_escaped_and_no_hole_is_left():
    page = drawn(words="<b> 100 % \x01bell\x02")
    assert "&lt;b&gt; 100 %" in page
    assert "<b>" not in page
    assert "%(" not in page


def test_news_are_counted_for_each(member):
    assert 'class="count"' not in drawn(words="")
    bell = frozenset({("forum.topic", 1, 0), ("forum.topic", 2, 0)})
    assert ">2</span>" in drawn(words="", viewer={"bell": bell, "mandates": ("one",)})
    assert 'class="count"' not in drawn(words="", viewer={"mandates": ("one",)})


@pytest.mark.parametrize("roles", [(), (Role.STAFF,), (Role.EDITOR,), (Role.MODERATOR,), (Role.REVIEWER,)])
@pytest.mark.parametrize("mandates", [(), ("one",)], ids=["none", "mandate"])
def test_the_bell_and_the_search_are_there_for_whom_their_pages_open(roles, mandates):
    page = drawn(words="", viewer={"roles": frozenset(roles), "mandates": mandates})
    for path in ("/members/notices/", "/members/search/"):
        assert (f'href="{path}"' in page) == bool(mandates)


def test_a_moderator_without_a_mandate_finds_no_link_to_a_closed_page(db):
    client = cast_client("outside", Role.MODERATOR)
    header = client.get("/manage/moderation/").text.partition("<main")[0]
    assert client.get("/members/notices/").status_code == 302
    assert "/members/notices/" not in header
    assert "/members/search/" not in header


def test_a_shared_device_is_told_and_others_are_not():
    assert "data-shared" in drawn(words="", viewer={"is_shared_device": True})
    assert "data-shared" not in drawn(words="")


def test_a_page_with_mistakes_says_so_in_its_title():
    form = type("Form", (), {"errors": {"text": ["Missing"]}})
    assert "<title>Error:" in drawn(words="Answer", form=form)
    assert "<title>Answer" in drawn(words="Answer")
