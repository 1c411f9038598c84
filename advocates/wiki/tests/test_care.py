"""Somebody looks after a page; “still correct” needs no change; a space says what needs somebody."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.wiki.care import listing
from advocates.wiki.listing import place_after
from advocates.wiki.models import PageCheck, PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


def care(client, found: WikiPage, owner: object, months: int = 12):
    return client.post(f"{found.address}care/", {"owner": str(owner or ""), "months": str(months)})


def own(client) -> int:
    return viewer_for(client.person).acting.organisation


class TestCare:
    def test_one_s_own_organisation_takes_it_over(self, member, begun):
        assert care(member, begun, own(member)).status_code == 302
        begun.refresh_from_db()
        assert begun.owner.name == "Own Group"
        assert begun.review_on == timezone.localdate() + timedelta(days=365)
        assert "Looked after by Own Group" in member.get(begun.address).text

    def test_no_other_one(self, member, other_member, begun):
        assert care(member, begun, own(other_member)).status_code == 422

    def test_who_looks_after_it_may_delete_it(self, member, begun):
        care(member, begun, own(member))
        assert member.post(f"{begun.address}delete/", {"reason": "Over"}).status_code == 302


class TestStillCorrect:
    def test_detail_17_needs_no_change(self, member, begun):
        care(member, begun, own(member), 6)
        WikiPage.objects.update(review_on=timezone.localdate() - timedelta(days=1))
        assert "To be looked at since" in member.get(begun.address).text
        assert member.post(f"{begun.address}confirm/").status_code == 302
        begun.refresh_from_db()
        assert begun.review_on > timezone.localdate() + timedelta(days=180)
        assert (PageRevision.objects.count(), PageCheck.objects.get().number) == (1, 1)
        assert "To be looked at since" not in member.get(begun.address).text

    def test_is_said_by_who_looks_after_it(self, member, other_member, begun):
        care(member, begun, own(member))
        assert other_member.post(f"{begun.address}confirm/").status_code == 403
        assert "Still correct" not in other_member.get(begun.address).text


class TestWhatNeedsSomebody:
    def shown(self, client, found: WikiPage) -> str:
        return client.get(f"/members/wiki/s/{found.space.public_id}/care/").text

    def test_overdue_and_old(self, member, begun):
        make_page(member.person, "Overdue one")
        WikiPage.objects.filter(title="Overdue one").update(
            review_on=timezone.localdate() - timedelta(days=1)
        )
        WikiPage.objects.filter(pk=begun.pk).update(changed_at=timezone.now() - timedelta(days=400))
        shown = self.shown(member, begun)
        first, _, rest = shown.partition('id="old"')
        assert "Overdue one" in first
        assert "How to begin" in rest.partition('id="wanted"')[0]
        assert "Not confirmed for a year" in member.get(begun.address).text

    def test_a_check_makes_it_young(self, member, begun):
        WikiPage.objects.filter(pk=begun.pk).update(changed_at=timezone.now() - timedelta(days=400))
        member.post(f"{begun.address}confirm/")
        assert "Not confirmed for a year" not in member.get(begun.address).text

    def test_detail_10_wished_for_alone_and_leading_nowhere(self, member, begun):
        make_page(member.person, "Wishing", "[[Wanted page]] [[How to begin]]")
        shown = self.shown(member, begun)
        wanted = shown.partition('id="wanted"')[2].partition('id="orphans"')[0]
        orphans = shown.partition('id="orphans"')[2].partition('id="ends"')[0]
        assert "Wanted page" in wanted
        assert "named on 1 page" in wanted
        assert "Wishing" in orphans
        assert "How to begin" not in orphans
        assert "How to begin" in shown.partition('id="ends"')[2]

    @pytest.mark.parametrize("name", ["overdue", "old", "wanted", "orphans", "dead_ends"])
    def test_each_list_goes_on(self, member, begun, name, monkeypatch):
        monkeypatch.setattr(listing, "MOST", 3)
        for number in range(7):
            make_page(member.person, f"Page {number}", f"[[Wish {number}]] [[Wish {number % 2}]]")
        pages = WikiPage.objects.filter(title__startswith="Page")
        today, now = timezone.localdate(), timezone.now()
        for number, page in enumerate(pages.order_by("pk")):
            when = {"review_on": today - timedelta(days=9 - number // 2)}
            when["changed_at"] = now - timedelta(days=400 + number // 2)
            WikiPage.objects.filter(pk=page.pk).update(**when)
        address = f"/members/wiki/s/{begun.space.public_id}/care/"
        shown, found = member.get(address).text, []
        while shown:
            part = shown.partition(f'id="{"ends" if name == "dead_ends" else name}"')[2].partition(
                "</section>"
            )[0]
            found += re.findall(r">((?:Page|Wish) \d)<", part)
            more = re.search(rf'href="(\?{name}=[^"#]+)#', part)
            shown = member.get(address + more[1]).text if more else ""
        assert len(found) == len(set(found)) == 7

    @pytest.mark.parametrize("name", ["overdue", "old", "wanted", "orphans", "dead_ends"])
    def test_a_place_that_we_did_not_make_is_not_found(self, member, begun, name):
        address = f"/members/wiki/s/{begun.space.public_id}/care/"
        for place in ("x", place_after(1, 2), place_after("x", of="other"), "a" * 5000):
            assert member.get(address, {name: place}).status_code == 404

    def test_the_first_page_of_the_wiki_leads_there(self, member, begun):
        assert 'href="/members/wiki/care/"' in member.get("/members/wiki/").text
