"""Posts that speak of a file in a library stand on its page, for those who may read them."""

import re

import pytest

from advocates.core import stream
from advocates.core.viewer import viewer_for
from advocates.files.models import LibraryUse
from advocates.files.tests.factories import keep, upload
from advocates.forum import actions
from advocates.forum.models.conversation import PostQuerySet
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(member):
    return keep(member.person, make_shelf().space)


def link(item) -> str:
    return f"Look at [this](https://example.org/members/files/l/{item.public_id}/), all of it."


def page(client, item) -> str:
    return client.get(f"/members/files/l/{item.public_id}/").content.decode()


def test_a_post_that_links_to_it(member, item):
    reply(member.person, begin(member.person, "Which leaflet?"), link(item))
    stream.dispatch()
    assert "Which leaflet?" in page(member, item)


def test_the_first_post_of_a_topic(member, item):
    begin(member.person, "A new leaflet", link(item))
    stream.dispatch()
    assert "A new leaflet" in page(member, item)


def test_no_longer_after_a_change(member, item):
    post = reply(member.person, begin(member.person, "Which leaflet?"), link(item))
    stream.dispatch()
    actions.edit_post(
        actor=member.person, post=post, base_revision=1, written=actions.Written("Nothing", "en")
    )
    stream.dispatch()
    assert not LibraryUse.objects.exists()
    assert "Which leaflet?" not in page(member, item)


def test_nor_when_it_was_taken_back(member, item):
    post = reply(member.person, begin(member.person, "Which leaflet?"), link(item))
    stream.dispatch()
    actions.withdraw_post(actor=member.person, post=post)
    assert "Which leaflet?" not in page(member, item)


@pytest.fixture
def in_region(member, item):
    shelf = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)
    begin(member.person, "Among us", link(item), category=shelf)
    stream.dispatch()


def test_nobody_learns_of_a_topic_elsewhere(member, other_member, item, in_region):
    assert "Among us" in page(member, item)
    assert "Among us" not in page(other_member, item)


def test_without_the_door_they_would(other_member, item, in_region, monkeypatch):
    """The twin."""
    monkeypatch.setattr(PostQuerySet, "visible_to", lambda self, _viewer: self)
    assert "Among us" in page(other_member, item)


def test_deleting_it_warns(member, item):
    reply(member.person, begin(member.person, "Which leaflet?"), link(item))
    stream.dispatch()
    shown = member.get(f"/members/files/l/{item.public_id}/delete/").content.decode()
    assert "Which leaflet?" in shown


class TestAttached:
    """What hangs on posts is listed beside the library."""

    def attached(self, client, space) -> str:
        return client.get(f"/members/files/in/{space.public_id}/attached/").content.decode()

    @pytest.fixture
    def region(self, member):
        return make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)

    def hang(self, person, shelf, name):
        topic = begin(person, f"Topic of {name}", category=shelf)
        file = upload(person, shelf.space, name=f"{name}.png")
        written = actions.Written("Look.", "en", files=(file.public_id,))
        return actions.answer(author=author_of(viewer_for(person)), topic=topic, written=written)

    def test_with_the_way_to_the_post(self, member, region):
        post = self.hang(member.person, region, "leaflet")
        page = self.attached(member, region.space)
        for part in ("leaflet.webp", "Topic of leaflet", f"/members/forum/p/{post.public_id}/"):
            assert part in page

    def test_nothing_of_what_was_taken_back_or_waits(self, member, region):
        post = self.hang(member.person, region, "leaflet")
        actions.withdraw_post(actor=member.person, post=post)
        upload(member.person, region.space, name="waiting.png")
        page = self.attached(member, region.space)
        assert "leaflet" not in page
        assert "waiting" not in page

    def test_nor_what_stands_in_the_library(self, member, region):
        keep(member.person, region.space, name="kept.png")
        assert "kept" not in self.attached(member, region.space)

    def test_page_by_page_with_as_many_queries(
        self, member, region, monkeypatch, django_assert_max_num_queries
    ):
        monkeypatch.setattr("advocates.files.library.listing.ON_PAGE", 2)
        counts = []
        for number in range(3):
            self.hang(member.person, region, f"leaflet{number}")
            with django_assert_max_num_queries(20) as made:
                first = self.attached(member, region.space)
            counts.append(len(made.captured_queries))
        assert counts[1] == counts[2]
        (more,) = re.findall(r'href="(\?before=[^"]+)"', first)
        address = f"/members/files/in/{region.space.public_id}/attached/{more}"
        second = member.get(address).content.decode()
        assert re.findall(r"leaflet\d\.webp", first + second) == [f"leaflet{n}.webp" for n in (2, 1, 0)]
