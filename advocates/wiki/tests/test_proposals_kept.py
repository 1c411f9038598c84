"""What editors get of a proposal is what its reviewers saw: no title and no picture that came later."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from advocates.core.tests.pictures import plain
from advocates.files.models import LIBRARY, File, FileUse, LibraryFile
from advocates.files.tests.factories import keep, upload
from advocates.publishing.models import TakenOver
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki import linking
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PageProposal, PageRevision
from advocates.wiki.models.proposing import PageProposalQuerySet
from advocates.wiki.proposals import kept
from advocates.wiki.structure.actions import rename_page
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db
CANARY = "Canary7319"


def propose(client, page, number=1) -> PageProposal:
    assert client.post(f"{page.address}propose/", {"number": str(number)}).status_code == 302
    return PageProposal.objects.get(page=page)


def accept(client, proposal) -> None:
    sent = {"decision": "accept", "reasons": "Right."}
    assert client.post(f"/members/wiki/proposals/{proposal.public_id}/", sent).status_code == 302


def office(proposal, end="") -> str:
    return f"/manage/proposed/{proposal.public_id}/{end}"


@pytest.fixture
def linked(member):
    """A page that names another one by its title, and by its title with other words."""
    other = make_page(member.person, "First steps")
    page = make_page(member.person, "How to begin", "See [[First steps]], or [[First steps|this]]. [[Later]]")
    return page, other


def pages(editor, proposal) -> str:
    ways = ("/manage/proposed/", "/manage/waiting/", office(proposal))
    return "\n".join(editor.get(way).text for way in ways)


class TestTitles:
    def test_a_later_title_reaches_no_editor(self, member, other_member, editor, linked):
        page, other = linked
        made = propose(member, page)
        accept(other_member, made)
        for each in (page, other):
            rename_page(actor=member.person, page=each, title=f"{each.title} {CANARY}")
        assert CANARY in member.get(page.address).text
        assert CANARY not in pages(editor, made)
        editor.post(office(made, "take/"))
        assert CANARY not in pages(editor, made)
        assert TakenOver.objects.get().text == "See [[First steps]], or [[this]]. [[Later]]"
        assert TakenOver.objects.get().title == "How to begin"

    def test_without_what_is_kept_it_would(self, member, other_member, editor, linked, monkeypatch):
        """Red twin."""
        page, other = linked
        made = propose(member, page)
        accept(other_member, made)
        rename_page(actor=member.person, page=other, title=f"First {CANARY}")
        monkeypatch.setattr(kept, "text_of", lambda _proposal, row: linking.typed(row.source, page.space))
        assert CANARY in pages(editor, made)

    def test_without_the_title_of_the_revision_a_list_would(
        self, member, other_member, editor, linked, monkeypatch
    ):
        """Red twin."""
        made = propose(member, linked[0])
        accept(other_member, made)
        rename_page(actor=member.person, page=linked[0], title=CANARY)

        def titled(rows, _viewer):
            return rows.annotate(title=F("page__title"), title_lang=F("page__lang"))

        monkeypatch.setattr(PageProposalQuerySet, "listed_for", titled)
        assert CANARY in pages(editor, made)

    def test_reviewers_read_the_same(self, member, other_member, linked):
        page, other = linked
        made = propose(member, page)
        rename_page(actor=member.person, page=other, title=f"First {CANARY}")
        shown = other_member.get(f"/members/wiki/proposals/{made.public_id}/").text
        assert CANARY not in shown
        assert "First steps" in shown
        assert f'href="{other.address}"' not in shown

    def test_a_proposal_of_before_names_no_page(self, member, other_member, editor, linked):
        made = propose(member, linked[0])
        PageProposal.objects.update(titles={})
        accept(other_member, made)
        assert "See [[another page]], or [[this]]." in editor.get(office(made)).text

    def test_of_a_room_neither(self, member, other_member, editor):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        other = make_page(member.person, "Plans", space=room)
        page = make_page(member.person, "Public part", "As in [[Plans]].", space=room)
        made = propose(member, page)
        accept(other_member, made)
        for each in (page, other):
            rename_page(actor=member.person, page=each, title=f"{each.title} {CANARY}")
        assert CANARY not in pages(editor, made)

    def test_what_moderators_have_hidden_is_not_named(self, member, other_member, editor, linked):
        made = propose(member, linked[0])
        accept(other_member, made)
        PageRevision.objects.filter(page=linked[0]).update(hidden_at=timezone.now())
        shown = editor.get("/manage/proposed/").text
        assert "A text that moderators have hidden" in shown
        assert "How to begin" not in shown

    def test_nor_proposed(self, member, linked):
        PageRevision.objects.filter(page=linked[0]).update(hidden_at=timezone.now())
        answer = member.post(f"{linked[0].address}propose/", {"number": "1"})
        assert answer.status_code == 409
        assert not PageProposal.objects.exists()


class TestPictures:
    @pytest.fixture
    def pictured(self, member, linked):
        page = linked[0]
        desk = upload(member.person, page.space, name="desk.png", alt="A desk")
        save(member.person, page, "Look: ![](desk.webp)", 1, filing=Filing([desk.public_id]))
        return page, File.objects.get(pk=desk.pk)

    def test_those_that_stood_there(self, member, other_member, pictured):
        page, desk = pictured
        made = propose(member, page, 2)
        assert made.pictures == {desk.name.casefold(): [desk.public_id, "A desk"]}
        assert 'alt="A desk"' in other_member.get(f"/members/wiki/proposals/{made.public_id}/").text

    def test_not_one_that_took_its_name_later(self, member, pictured):
        page, desk = pictured
        made = propose(member, page, 2)
        FileUse.objects.filter(file=desk).delete()
        later = upload(member.person, page.space, plain("PNG", (90, 90)), name="desk.png")
        save(member.person, page, "Look: ![](desk.webp)!", 2, filing=Filing([later.public_id]))
        assert kept.pictures_of(made) == {}

    def test_words_that_came_later_do_not_come_along(self, member, pictured):
        page, desk = pictured
        made = propose(member, page, 2)
        File.objects.filter(pk=desk.pk).update(alt=CANARY)
        assert kept.pictures_of(made) == {desk.name.casefold(): (desk, "A desk")}

    @pytest.mark.parametrize("field", ["not_before", "hidden_at", "deleted_at"])
    def test_nor_one_that_a_library_keeps_back(self, member, pictured, field):
        page, desk = pictured
        made = propose(member, page, 2)
        item = keep(member.person, page.space)
        FileUse.objects.create(file=desk, kind=LIBRARY, target=item.pk, position=9)
        assert set(kept.pictures_of(made)) == {desk.name.casefold()}
        LibraryFile.objects.filter(pk=item.pk).update(**{field: timezone.now() + timedelta(days=1)})
        assert kept.pictures_of(made) == {}

    def test_nor_one_that_was_hidden(self, member, pictured):
        made = propose(member, pictured[0], 2)
        File.objects.update(hidden_at=timezone.now())
        assert kept.pictures_of(made) == {}
