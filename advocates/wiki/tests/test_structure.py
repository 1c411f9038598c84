"""Titles, places, links, and the end of a page: nothing leads nowhere, and nothing tells what is not one's own."""

import pytest

from advocates.core import jobs
from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.spaces.actions import close_space, open_space
from advocates.spaces.models import Kind, Space
from advocates.wiki import linking
from advocates.wiki.models import DEEPEST, PageLink, PageName, PageRevision, WikiPage
from advocates.wiki.structure import actions
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


def rename(client, found: WikiPage, title: str):
    return client.post(f"{found.address}rename/", {"title": title})


def move(client, found: WikiPage, parent: str = "", after: str = ""):
    return client.post(f"{found.address}move/", {"parent": parent, "after": after})


def order(space: Space) -> list[str]:
    return [each.title for each in WikiPage.objects.filter(space=space, parent=None).standing().in_order()]


class TestLinks:
    def test_a_link_follows_a_new_title(self, member, begun):
        from_here = make_page(member.person, "From here", "See [[How to begin]] and [[how to BEGIN|this]].")
        assert PageRevision.objects.get(page=from_here).source == (
            f"See [[#{begun.public_id}]] and [[#{begun.public_id}|this]]."
        )
        rename(member, begun, "How to start")
        jobs.run_due()
        shown = member.get(from_here.address).text
        assert ">How to start</bdi></a>" in shown
        assert ">this</bdi></a>" in shown
        assert "How to begin" not in shown
        assert "[[How to start]]" in member.get(f"{from_here.address}edit/").text

    def test_a_page_that_does_not_exist_can_be_begun_and_is_then_linked(self, member, begun):
        wishing = make_page(member.person, "Wishing", "See [[صفحة جديدة]].")
        assert "/new/?title=%D8%B5" in member.get(wishing.address).text
        assert list(PageLink.objects.filter(target=None).values_list("title", flat=True)) == ["صفحة جديدة"]
        made = make_page(member.person, "صفحة جديدة")
        jobs.run_due()
        shown = member.get(wishing.address).text
        assert f'href="{made.address}"' in shown
        assert "/new/?title=" not in shown.partition("<article")[2].partition("</article>")[0]
        assert PageLink.objects.get(page=wishing).target == made

    def test_in_code_it_is_no_link(self, member, begun):
        found = make_page(member.person, "Code", "`[[How to begin]]`\n\n    [[How to begin]]")
        assert PageLink.objects.filter(page=found).count() == 0
        assert "[[How to begin]]" in member.get(f"{found.address}").text or "#" in found.html

    def test_addresses_count_as_links(self, member, begun):
        found = make_page(member.person, "By address", f"[this](/members/wiki/{begun.public_id}/)")
        assert PageLink.objects.get(page=found).target == begun

    def test_a_title_of_another_space_is_not_found(self, member, begun):
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        secret = make_page(member.person, "Secret plan", space=room)
        open_one = make_page(member.person, "Open", f"[[Secret plan]] [[#{secret.public_id}]]")
        assert "Secret plan" not in open_one.html.replace("?title=Secret+plan", "").replace(
            ">Secret plan<", ""
        )
        # By its id it is drawn as what nobody has: whoever may read there finds it, and nobody learns whether it is.
        nothing = secret.public_id[::-1]
        same = make_page(member.person, "Same", f"[[Secret plan]] [[#{nothing}]]")
        assert same.html.replace(nothing, secret.public_id) == open_one.html
        assert "A page in another space" in open_one.html
        assert linking.find(open_one.space, ["Secret plan", f"#{secret.public_id}"]) == {}

    def test_detail_23_what_links_here_is_what_one_may_read(self, member, other_member, begun):
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        make_page(member.person, "Hidden plan", f"[x]({begun.address})", space=room)
        make_page(member.person, "Open page", "[[How to begin]]")
        own, others = (client.get(f"{begun.address}links/").text for client in (member, other_member))
        assert "Hidden plan" in own
        assert "Open page" in others
        assert "Hidden plan" not in others


class TestRename:
    def test_detail_4_the_old_title_leads_on_and_chains_collapse(self, member, begun):
        for title in ("Second title", "Third title"):
            assert rename(member, begun, title).status_code == 302
        for title in ("How to begin", "second TITLE", "Third title"):
            assert linking.find(begun.space, [title])[title].pk == begun.pk
        assert "How to begin".casefold() in member.get(f"{begun.address}links/").text

    def test_detail_4_back_to_the_first_is_no_loop(self, member, begun):
        for title in ("Second title", "How to begin"):
            assert rename(member, begun, title).status_code == 302
        assert PageName.objects.filter(page=begun, is_current=True).count() == 1
        assert linking.find(begun.space, ["Second title"])["Second title"].title == "How to begin"

    def test_a_title_that_is_only_remembered_is_free(self, member, begun):
        rename(member, begun, "Second title")
        other = make_page(member.person, "How to begin")
        assert linking.find(begun.space, ["How to begin"])["How to begin"].pk == other.pk

    def test_one_that_another_page_has_is_not(self, member, begun):
        make_page(member.person, "Taken")
        answer = rename(member, begun, "taken")
        assert answer.status_code == 409
        assert 'value="taken"' in answer.text

    @pytest.mark.parametrize("title", ["", "   ", "\x00", "\u2028"])
    def test_nothing_is_no_title(self, member, begun, title):
        assert rename(member, begun, title).status_code == 422

    @pytest.mark.parametrize(
        "title", ["日本語のページ", "عنوان", "[Brackets] | and #", "\u202eevil", "a" * 200]
    )
    def test_any_script(self, member, begun, title):
        assert rename(member, begun, title).status_code == 302
        assert WikiPage.objects.get(pk=begun.pk).title == title
        assert member.get(begun.address).status_code == 200

    def test_the_stream_holds_no_title(self, member, begun):
        rename(member, begun, "Unheard-of")
        entries = StreamEntry.objects.filter(kind__startswith="wiki.").values_list("data", flat=True)
        assert "Unheard" not in str(list(entries))


class TestMove:
    def test_with_its_branch(self, member, begun):
        child = make_page(member.person, "Child", parent=begun)
        grandchild = make_page(member.person, "Grandchild", parent=child)
        other = make_page(member.person, "Other")
        assert move(member, begun, "Other").status_code == 302
        grandchild.refresh_from_db()
        assert grandchild.above == [other.pk, begun.pk, child.pk]
        crumbs = member.get(grandchild.address).text.partition("</nav>")[0:3]
        assert [title in "".join(crumbs) for title in ("Other", "How to begin", "Child")] == [True] * 3

    def test_detail_23_titles_are_offered_of_this_space_and_never_of_another(
        self, member, other_member, begun
    ):
        make_page(member.person, "Costs & more")
        region = Space.objects.get(kind=Kind.REGION, region=viewer_for(other_member.person).acting.region)
        make_page(other_member.person, "Elsewhere", space=region)
        shown = member.get(f"{begun.address}move/").text
        assert '<option value="Costs &amp; more" lang="en">' in shown
        assert "Elsewhere" not in shown
        assert f'<option value="{begun.title}"' not in shown
        assert shown.count('list="titles"') == 2

    def test_not_below_itself(self, member, begun):
        child = make_page(member.person, "Child", parent=begun)
        make_page(member.person, "Grandchild", parent=child)
        for title in ("How to begin", "Child", "Grandchild"):
            answer = move(member, begun, title)
            assert answer.status_code == 409
            assert "below itself" in answer.text

    def test_not_deeper_than_can_be_shown(self, member, begun):
        at = begun
        for number in range(DEEPEST - 1):
            at = make_page(member.person, f"Level {number}", parent=at)
        with pytest.raises(actions.TooDeep):
            make_page(member.person, "Too deep", parent=at)
        assert move(member, begun, make_page(member.person, "Top").title).status_code == 409

    def test_to_a_place_among_others(self, member, begun):
        for title in ("B", "C", "D"):
            make_page(member.person, title)
        move(member, WikiPage.objects.get(title="D"), "", "How to begin")
        assert order(begun.space) == ["How to begin", "D", "B", "C"]

    def test_a_page_of_another_space_is_not_there(self, member, begun):
        region = Space.objects.get(kind=Kind.REGION, region=viewer_for(member.person).acting.region)
        make_page(member.person, "Elsewhere", space=region)
        answer = move(member, begun, "Elsewhere")
        assert answer.status_code == 422
        assert "There is no page of this title here." in answer.text


class TestDelete:
    def test_detail_5_a_place_and_a_reason_are_left(self, member, moderator, begun):
        answer = moderator.post(f"{begun.address}delete/", {"reason": "Told twice"})
        assert answer.status_code == 302
        shown = member.get(begun.address).text
        assert "Told twice" in shown
        assert "Ask first" not in shown
        for rest in ("history/", "difference/", "r/1/", "links/"):
            assert member.get(f"{begun.address}{rest}").status_code == 404

    def test_not_by_everybody(self, member, begun):
        assert member.post(f"{begun.address}delete/", {"reason": "x"}).status_code == 403

    def test_it_is_offered_to_who_may(self, member, moderator, begun):
        assert f"{begun.address}delete/" in moderator.get(begun.address).text
        assert f"{begun.address}delete/" not in member.get(begun.address).text

    def test_a_reason_is_required(self, moderator, begun):
        assert moderator.post(f"{begun.address}delete/", {"reason": " "}).status_code == 422

    def test_not_with_pages_below(self, member, moderator, begun):
        make_page(member.person, "Child", parent=begun)
        assert moderator.post(f"{begun.address}delete/", {"reason": "x"}).status_code == 409

    def test_it_is_in_no_list(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "x"})
        for address in ("/members/wiki/", f"/members/wiki/s/{begun.space.public_id}/"):
            assert "How to begin" not in member.get(address).text

    def test_detail_5_restored_by_who_moderates(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "x"})
        assert member.post(f"{begun.address}restore/").status_code == 403
        assert moderator.post(f"{begun.address}restore/").status_code == 302
        assert "Ask first" in member.get(begun.address).text

    def test_its_title_was_free_meanwhile(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "x"})
        make_page(member.person, "How to begin")
        assert moderator.post(f"{begun.address}restore/").status_code == 409

    def test_restored_below_what_stands(self, member, moderator, begun):
        child = make_page(member.person, "Child", parent=begun)
        for each in (child, begun):
            moderator.post(f"{each.address}delete/", {"reason": "x"})
        moderator.post(f"{child.address}restore/")
        child.refresh_from_db()
        assert (child.parent, child.path) == (None, "")


def test_nothing_is_changed_in_a_space_that_is_closed(member, begun):
    room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
    inside = make_page(member.person, space=room)
    close_space(actor=member.person, space=room)
    assert member.get(inside.address).status_code == 200
    for rest in ("edit/", "rename/", "move/", "care/"):
        assert member.get(f"{inside.address}{rest}").status_code == 403
    with pytest.raises(actions.Refused):
        save(member.person, inside, "Late", 1)
