"""Lists of libraries ask as often for a thousand files as for ten, and say what a template would say."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.files.library import listing
from advocates.files.models import LibraryFile
from advocates.files.tests.factories import keep, pdf
from advocates.files.tests.libraries import address
from advocates.forum.tests.factories import make_shelf
from advocates.spaces.models import Kind, Space

pytestmark = pytest.mark.django_db
# Session and viewer are two of them.
MOST_QUERIES = {
    "/members/files/": 4,
    "/members/files/in/{space}/": 4,
    "/members/files/in/{space}/?q=number": 4,
}


@pytest.fixture
def members() -> Space:
    return make_shelf().space


def fill(item: LibraryFile, count: int) -> None:
    """So many others beside a file, with its content."""
    now, already = timezone.now(), LibraryFile.in_any_state().count()
    LibraryFile.objects.bulk_create(
        LibraryFile(space=item.space, title=f"Number {n}", lang="en", current=item.current, once=f"n-{n}",
                    person_id=item.person_id, mandate_id=item.mandate_id, changed_at=now - timedelta(minutes=n))
        for n in range(already, already + count)
    )  # fmt: skip


def asked(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", MOST_QUERIES)
def test_as_often_for_ten_files_as_for_a_thousand(member, members, page):
    item, url = keep(member.person, members, "Number 0"), page.format(space=members.public_id)
    fill(item, 9)
    few = asked(member, url)
    fill(item, 990)
    assert asked(member, url) == few <= MOST_QUERIES[page]


@pytest.mark.parametrize("who", ["member", "other_member", "moderator"])
@pytest.mark.parametrize(
    "query", ["", "?q=number+1", "?kind=pdf", "?language=en", "?deleted=on", "?q=a&kind=pdf&language=en"]
)
def test_no_question_computes(request, who, query, members, caplog):
    client = request.getfixturevalue(who)
    fill(keep(client.person, members, "Number 0"), 40)
    with caplog.at_level(logging.ERROR, logger="advocates.core.asking"):
        for url in ("/members/files/", f"/members/files/in/{members.public_id}/{query}"):
            page = client.get(url)
            assert page.status_code == 200
            if more := re.search(r'rel="next" href="(\?[^"]+)"', page.text):
                assert client.get(url.partition("?")[0] + more[1].replace("&amp;", "&")).status_code == 200
    assert "is not written once" not in caplog.text


def test_no_more_are_counted_than_are_told(member, members, monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    monkeypatch.setattr("advocates.files.library.showing.MOST_COUNTED", 3)
    item = keep(member.person, members, "Number 0")
    fill(item, 2)
    assert "3 files" in member.get("/members/files/").text
    assert "More than" not in member.get("/members/files/").text
    fill(item, 1)
    assert "More than 3 files" in member.get("/members/files/").text


def test_the_newest_of_all_spaces_stand_together(member, members):
    region = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region).space
    for number, space in enumerate([members, region] * 3):
        keep(member.person, space, f"Paper {number}")
    page = member.get("/members/files/").text
    assert re.findall(r">Paper (\d)<", page) == list("543210")


def test_the_overview_shows_ten(member, members):
    fill(keep(member.person, members, "Number 0"), 30)
    assert len(re.findall(r'class="lib"', member.get("/members/files/").text)) == listing.LATEST


def test_what_people_write_is_never_taken_for_a_hole(member, members):
    title = "<b>100 %s & %(title)s {{ title }}"
    keep(member.person, members, title, content=pdf("x"), name="paper.pdf")
    for url in ("/members/files/", f"/members/files/in/{members.public_id}/"):
        assert "&lt;b&gt;100 %s &amp; %(title)s {{ title }}" in member.get(url).text


@pytest.mark.parametrize("word", ["100%", "a_b", "back\\slash", "É"])
def test_signs_of_patterns_are_letters(member, members, word):
    keep(member.person, members, f"With {word} in it")
    keep(member.person, members, "Without")
    page = member.get(f"/members/files/in/{members.public_id}/", {"q": word}).text
    assert "in it<" in page
    assert ">Without<" not in page


def test_the_filters_stand_as_they_were_set(member, members):
    url = f"/members/files/in/{members.public_id}/"
    page = member.get(url, {"q": '"><b>', "kind": "pdf", "language": "es", "deleted": "on"}).text
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
    for option in ("pdf", "es"):
        assert f'<option value="{option}" selected>' in page
    assert re.search(r'type="checkbox" name="deleted"[^>]* checked', page)
    opened = member.get(url).text
    assert "checked" not in opened
    assert 'value="pdf" selected' not in opened


def test_a_filter_that_does_not_exist_is_said(member, members):
    answer = member.get(f"/members/files/in/{members.public_id}/", {"kind": "song", "q": "my words"})
    assert answer.status_code == 422
    assert "my words" in answer.text


def test_names_that_are_protected_stay_so(member, other_member, members):
    keep(member.person, members, "Paper")
    url = f"/members/files/in/{members.public_id}/"
    assert member.person.full_name in other_member.get(url).text
    type(member.person).objects.filter(pk=member.person.pk).update(is_protected=True)
    for each in (url, "/members/files/"):
        shown = other_member.get(each).text
        assert member.person.full_name not in shown
        assert "A representative" in shown


def test_before_its_day_it_says_so_to_who_added_it(member, members):
    item = keep(member.person, members, "Early", not_before=timezone.now() + timedelta(days=3))
    assert "others do not see it yet" in member.get(f"/members/files/in/{members.public_id}/").text
    LibraryFile.objects.filter(pk=item.pk).update(not_before=timezone.now() - timedelta(days=3))
    assert "others do not see it yet" not in member.get(f"/members/files/in/{members.public_id}/").text
    assert member.get(address(item)).status_code == 200


def test_words_that_nothing_has_are_said_again_with_where_to_look_next(member, members):
    keep(member.person, members, "Leaflet")
    url = f"/members/files/in/{members.public_id}/"
    page = member.get(url, {"q": "  drug & <price> "}).text
    assert "Nothing here fits “<bdi>drug &amp; &lt;price&gt;</bdi>”." in page
    assert 'href="/members/search/?q=drug%20%26%20%3Cprice%3E"' in page
    other = member.get(url, {"language": "ar"}).text
    assert "Try fewer words or filters." in other
    assert "/members/search/?q=" not in other
