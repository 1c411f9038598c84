"""The history: what was, who wrote it, what changed, and an old text brought back without losing a newer one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.spaces.texts import new_sending
from advocates.wiki.models import PageCheck, PageRevision, WikiPage
from advocates.wiki.structure.actions import rename_page
from advocates.wiki.tests.factories import make_page, save, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member, other_member) -> WikiPage:
    found = make_page(member.person, text="First words.\n\nSecond words stay here.")
    save(other_member.person, found, "First words.\n\nSecond words went away.", 1, "A better second")
    return found


def restore(client, found: WikiPage, number: int, base: int, summary: str = "It was right"):
    sent = {"summary": summary, "base_revision": str(base), "sending": new_sending()}
    return client.post(f"{found.address}r/{number}/restore/", sent)


class TestHistory:
    def test_who_when_why(self, member, other_member, begun):
        shown = member.get(f"{begun.address}history/").text
        for words in (
            "A better second",
            "Begun",
            other_member.person.full_name,
            member.person.full_name,
            "Own Group",
        ):
            assert words in shown

    def test_a_small_change_says_so(self, member, begun):
        save(member.person, begun, "First word.", 2, "Slip", is_minor=True)
        assert "a small change" in member.get(f"{begun.address}history/").text

    def test_pages_of_fifty_by_number_and_as_many_questions(self, member, begun):
        rows = [
            PageRevision(
                page=begun, number=number, title="x", source="x", summary=f"Why {number}.", lang="en", size=1
            )
            for number in range(3, 10_001)
        ]
        few = self.asked(member, f"{begun.address}history/")
        PageRevision.objects.bulk_create(rows)
        WikiPage.objects.filter(pk=begun.pk).update(revision=10_000)
        assert self.asked(member, f"{begun.address}history/") == few
        shown = member.get(f"{begun.address}history/").text
        assert "Why 10000." in shown
        assert "Why 9951." in shown
        assert "Why 9950." not in shown
        assert "?before=9951" in shown
        assert "Why 9950." in member.get(f"{begun.address}history/?before=9951").text

    def asked(self, client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    @pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "\u0663"])
    def test_nonsense_is_not_found(self, member, begun, before):
        assert member.get(f"{begun.address}history/", {"before": before}).status_code == 404


class TestDifference:
    def test_the_last_change(self, member, begun):
        shown = member.get(f"{begun.address}difference/").text
        assert "<del" in shown
        assert "removed: </bdi>stay here" in shown
        assert "added: </bdi>went away" in shown

    def test_any_two_in_any_order(self, member, begun):
        save(member.person, begun, "Quite another text now.", 2)
        for query in ("from=1&to=3", "from=3&to=1"):
            shown = member.get(f"{begun.address}difference/?{query}").text
            assert "Quite another text now." in shown
            assert "stay here." in shown

    def test_the_same_with_itself(self, member, begun):
        shown = member.get(f"{begun.address}difference/?from=2&to=2").text
        assert "The two texts are the same" in shown
        assert "Bring back the old text" not in shown

    def test_the_line_below_the_head_of_a_table_is_not_in_the_way(self, member, begun):
        save(member.person, begun, "| Country | Since |\n|---|:-:|\n| India | 2014 |\n\nAfter.", 2)
        save(member.person, begun, "| Country | Until |\n|---|:-:|\n| India | 2015 |\n\nAfter.", 3)
        for query in ("from=2&to=3", "from=3&to=4"):
            shown = member.get(f"{begun.address}difference/?{query}").text
            assert "Country │" in shown
            assert "---" not in shown
        # Unless nothing else was changed: then it is what there is to see.
        save(member.person, begun, "| Country | Until |\n|:--|:-:|\n| India | 2015 |\n\nAfter.", 4)
        assert "diff__row--changed" in member.get(f"{begun.address}difference/?from=4&to=5").text

    @pytest.mark.parametrize(
        "query", ["from=0&to=1", "from=1&to=9", "from=x&to=1", "to=99999999999999999999"]
    )
    def test_what_there_is_not_is_not_found(self, member, begun, query):
        assert member.get(f"{begun.address}difference/?{query}").status_code == 404

    def test_nobody_else_s_words_run(self, member, begun):
        save(member.person, begun, "<script>alert(1)</script> \u202eevil", 2)
        shown = member.get(f"{begun.address}difference/").text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


class TestRevision:
    def test_detail_6_as_it_was_also_after_another_title(self, member, begun):
        rename_page(actor=member.person, page=begun, title="Another title")
        shown = member.get(f"{begun.address}r/1/").text
        assert "stay here" in shown
        assert "How to begin" in shown

    def test_another_number_is_not_found(self, member, begun):
        assert member.get(f"{begun.address}r/3/").status_code == 404


class TestRestore:
    def test_detail_8_it_adds_and_never_rewrites(self, member, begun):
        before = list(PageRevision.objects.filter(page=begun).order_by("number").values())
        assert restore(member, begun, 1, 2).status_code == 302
        after = list(PageRevision.objects.filter(page=begun).order_by("number").values())
        assert after[:2] == before
        assert (after[2]["source"], after[2]["restored"]) == (before[0]["source"], 1)
        assert "It was right" in member.get(f"{begun.address}history/").text

    def test_what_would_change_is_shown_first(self, member, begun):
        shown = member.get(f"{begun.address}r/1/restore/").text
        assert "went away" in shown
        assert "stay here" in shown

    def test_a_reason_is_required(self, member, begun):
        answer = restore(member, begun, 1, 2, summary=" ")
        assert answer.status_code == 422
        assert "Say in a few words why." in answer.text

    def test_what_others_saved_meanwhile_is_not_overruled(self, member, other_member, begun):
        save(other_member.person, begun, "First words.\n\nSecond words are new.", 2)
        assert restore(member, begun, 1, 2).status_code == 409
        assert PageRevision.objects.filter(page=begun).count() == 3


class TestCheck:
    def test_who_when_and_which(self, member, other_member, begun):
        assert member.post(f"{begun.address}r/2/check/").status_code == 302
        check = PageCheck.objects.get()
        assert (check.number, check.person, check.mandate.organisation.name) == (
            2,
            member.person,
            "Own Group",
        )
        assert f"by {member.person.full_name}" in other_member.get(begun.address).text
        assert "Checked by" in other_member.get(f"{begun.address}history/").text

    def test_once_by_each(self, member, other_member, begun):
        for client in (member, member, other_member):
            client.post(f"{begun.address}r/2/check/")
        assert PageCheck.objects.count() == 2
        assert StreamEntry.objects.filter(kind="wiki.page.checked").count() == 2

    def test_a_newer_text_is_not_checked_by_that(self, member, begun):
        member.post(f"{begun.address}r/2/check/")
        assert "badge--good" in member.get(begun.address).text
        save(member.person, begun, "Newer.", 2)
        assert "badge--good" not in member.get(begun.address).text

    def test_an_old_check_does_not_hide_a_newer_one(self, member, other_member, begun):
        member.post(f"{begun.address}r/2/check/")
        other_member.post(f"{begun.address}r/1/check/")
        begun.refresh_from_db()
        assert begun.checked.number == 2


def test_bylines_are_those_of_the_moment(member, begun):
    assert writer(member.person).mandate_id == viewer_for(member.person).acting.id
    assert PageRevision.objects.get(page=begun, number=1).mandate_id == viewer_for(member.person).acting.id
