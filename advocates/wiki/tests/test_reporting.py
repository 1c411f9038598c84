"""A page is reported as a post is: one revision, to whoever decides where the page is."""

import pytest

from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.moderation import actions as moderation
from advocates.moderation import kinds
from advocates.moderation.deciding.actions import hide_now
from advocates.moderation.models import Case, Flag
from advocates.moderation.tests.scenes import HIDE, viewer_of
from advocates.spaces.models import Kind
from advocates.wiki.actions import TitleTaken
from advocates.wiki.models import PageRevisionQuerySet, WikiPage
from advocates.wiki.moving.actions import Place, move_to_space
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(member, other_member):
    made = make_page(other_member.person, "A page", "Names a patient.")
    save(member.person, made, "Names a patient. And more.", 1)
    return made


def report(client, page, number=1, **fields):
    address = f"/members/reports/new/page/{page.public_id}-{number}/"
    return client.post(address, {"reason": "private", "text": "Look.", **fields})


def hidden(moderator, page, number=1):
    viewer = viewer_of(moderator)
    target = kinds.fetch(viewer, "page", f"{page.public_id}-{number}")
    assert target is not None
    return hide_now(viewer=viewer, target=target, ruling=HIDE)


class TestReporting:
    def test_from_the_page_to_the_queue(self, member, other_member, moderator, page):
        assert f"/members/reports/new/page/{page.public_id}-2/" in other_member.get(page.address).text
        # Nobody reports what they wrote themselves.
        assert "/members/reports/new/" not in member.get(page.address).text
        assert report(member, page, 2).status_code == 403
        assert report(member, page, reason="").status_code == 422
        assert report(member, page).status_code == 302
        case = Case.objects.get()
        assert (case.kind, case.target, case.space_id) == ("page", f"{page.public_id}-1", page.space_id)
        assert (case.author_id, case.organisation.name) == (other_member.person.pk, "Other Group")
        shown = moderator.get(f"/members/moderation/{case.public_id}/").text
        assert "Names a patient." in shown
        assert "And more." not in shown
        assert f"{page.address}r/1/" in shown
        assert "A page of the wiki" in member.get("/members/reports/").text

    @pytest.mark.parametrize("id", ["x", "x-1", "{page}-9", "{page}-x", "{page}", "{page}-99999999999"])
    def test_what_is_no_revision_does_not_exist(self, member, page, id):
        answer = member.post(
            f"/members/reports/new/page/{id.format(page=page.public_id)}/", {"reason": "private"}
        )
        assert answer.status_code == 404
        assert not Flag.objects.exists()

    def test_nor_one_of_another_space(self, member, other_member, monkeypatch):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        made = make_page(member.person, "Of the region", space=region)
        assert report(other_member, made).status_code == 404
        with monkeypatch.context() as patched:
            # Red twin.
            patched.setattr(PageRevisionQuerySet, "visible_to", lambda rows, _viewer: rows)
            assert kinds.fetch(viewer_for(other_member.person), "page", f"{made.public_id}-1") is not None


class TestHiding:
    def test_its_place_says_so_and_what_lay_below_moves_up(self, member, other_member, moderator, page):
        top = make_page(member.person, "Top")
        middle = make_page(other_member.person, "Middle", parent=top)
        below = make_page(member.person, "Below", parent=middle)
        deeper = make_page(member.person, "Deeper", parent=below)
        hidden(moderator, middle)
        shown = member.get(middle.address).text
        assert "A moderator has hidden it." in shown
        assert member.get(f"{middle.address}r/1/").status_code == 404
        for each in (below, deeper):
            each.refresh_from_db()
        assert (below.parent_id, below.path) == (top.pk, f"{top.pk}/")
        assert deeper.path == f"{top.pk}/{below.pk}/"
        assert member.get(below.address).status_code == 200

    def test_shown_again_it_stands_as_before(self, member, other_member, moderator, page):
        case = hidden(moderator, page)
        kinds.kind_of("page").restore(case.target)
        # It may be called again.
        kinds.kind_of("page").restore(case.target)
        assert "And more." in member.get(page.address).text
        assert "[[A page]]" not in member.get(make_page(member.person, "Naming", "[[A page]]").address).text

    def test_a_title_that_was_taken_meanwhile_is_told(self, member, moderator, page):
        case = hidden(moderator, page)
        make_page(member.person, "A page")
        with pytest.raises(TitleTaken):
            kinds.kind_of("page").restore(case.target)
        assert WikiPage.objects.get(pk=page.pk).is_deleted

    def test_its_writer_reads_the_reasons_and_may_appeal(self, other_member, moderator, page):
        case = hidden(moderator, page)
        assert "It names a patient." in other_member.get(f"/members/cases/{case.public_id}/").text

    def test_not_by_somebody_elsewhere(self, other_member, page):
        assert other_member.get(f"/members/moderation/hide/page/{page.public_id}-2/").status_code == 403


def test_a_case_goes_along_to_another_space(member, other_member, page):
    region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
    report(member, page)
    move_to_space(actor=member.person, page=page, place=Place(region))
    assert Case.objects.get().space_id == region.pk
    assert moderation.move_cases("page", ["else-1"], page.space) == 0
