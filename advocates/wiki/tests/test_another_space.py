"""A page with its branch goes to another space: nobody reads more than is said, and nothing else is lost."""

import pytest

from advocates.core import jobs, stream
from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.files.models import File
from advocates.files.tests.factories import upload
from advocates.forum.models import Topic
from advocates.forum.tests.factories import space_of
from advocates.spaces import talks
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.actions import TitleTaken
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import Archive, FamilyPage, WikiPage
from advocates.wiki.moving import actions
from advocates.wiki.moving.actions import MovesWider, Place, StandsThere, TooManyPages, move_to_space
from advocates.wiki.structure.actions import delete_page, rename_page, restore_page
from advocates.wiki.tests.factories import make_page, save, writer
from advocates.wiki.tests.test_talk import talk_about
from advocates.wiki.translations import actions as translating
from advocates.wiki.translations.actions import Translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(member):
    return space_of(Kind.REGION, region=viewer_for(member.person).acting.region)


@pytest.fixture
def everybody():
    return space_of(Kind.MEMBERS)


@pytest.fixture
def page(member, region):
    return make_page(member.person, "Plan", space=region)


def move(client, page, space, **fields):
    return client.post(f"{page.address}space/", {"space": space.public_id, **fields})


def moved(member, page, space, **more):
    move_to_space(actor=member.person, page=page, place=Place(space, is_understood=True, **more))
    page.refresh_from_db()
    return page


class TestWho:
    def test_sees_who_will_read_it_and_who_no_longer(self, member, other_member, page, everybody, region):
        shown = member.get(f"{page.address}space/").text
        assert f"?space={everybody.public_id}" in shown
        shown = member.get(f"{page.address}space/?space={everybody.public_id}").text
        then, _bar, no_longer = shown.partition("Who will no longer read it")
        assert "Other Group" in then
        assert "Own Group" not in then
        assert "Nobody besides" in no_longer
        wide = make_page(member.person, "Wide", space=everybody)
        shown = member.get(f"{wide.address}space/?space={region.public_id}").text
        then, _bar, no_longer = shown.partition("Who will no longer read it")
        assert "Nobody besides" in then
        assert "Other Group" in no_longer
        assert "is_understood" not in shown

    @pytest.mark.parametrize("is_sure", [False, True])
    def test_more_readers_have_to_be_meant(self, member, other_member, page, everybody, is_sure, monkeypatch):
        assert other_member.get(page.address).status_code == 404
        answer = move(member, page, everybody, **({"is_understood": "on"} if is_sure else {}))
        assert answer.status_code == (302 if is_sure else 422)
        if not is_sure:
            assert "people would read it who cannot read it now" in answer.text
        assert other_member.get(page.address).status_code == (200 if is_sure else 404)

    def test_the_deed_asks_too(self, member, other_member, page, everybody, monkeypatch):
        with pytest.raises(MovesWider):
            move_to_space(actor=member.person, page=page, place=Place(everybody))
        # Red twin.
        monkeypatch.setattr(actions, "widens", lambda _old, _new: False)
        move_to_space(actor=member.person, page=page, place=Place(everybody))
        assert other_member.get(page.address).status_code == 200

    def test_fewer_readers_need_no_word_and_the_others_find_nothing(
        self, member, other_member, everybody, region
    ):
        page = make_page(member.person, "Wide", space=everybody)
        assert other_member.get(page.address).status_code == 200
        assert move(member, page, region).status_code == 302
        for end in ("", "history/", "r/1/", "edit/", "space/"):
            assert other_member.get(f"{page.address}{end}").status_code == 404
        entry = StreamEntry.objects.get(kind="wiki.page.changed_space")
        assert entry.data == {"space": region.pk, "from_space": everybody.pk}

    def test_only_to_where_one_writes(self, member, other_member, everybody, region):
        page = make_page(member.person, "Wide", space=everybody)
        assert move(other_member, page, region).status_code == 404
        assert move(member, page, everybody).status_code == 404
        assert move(member, page, region, parent="No such page").status_code == 422
        page.refresh_from_db()
        assert page.space_id == everybody.pk


class TestBranch:
    def test_goes_along_below_a_page_there(self, member, page, everybody):
        below = make_page(member.person, "Below", parent=page)
        deeper = make_page(member.person, "Deeper", "[[Plan]]", parent=below)
        shelf = make_page(member.person, "Shelf", space=everybody)
        assert move(member, page, everybody, parent="Shelf", is_understood="on").status_code == 302
        for each in (page, below, deeper):
            each.refresh_from_db()
            assert each.space_id == everybody.pk
        assert (page.path, below.path, deeper.path) == (
            f"{shelf.pk}/",
            f"{shelf.pk}/{page.pk}/",
            f"{shelf.pk}/{page.pk}/{below.pk}/",
        )
        assert f'href="{page.address}"><bdi>Plan' in deeper.html

    def test_deleted_pages_stay_and_can_be_restored_there(self, member, page, everybody, region):
        gone = make_page(member.person, "Gone", parent=page)
        delete_page(actor=member.person, page=gone, reason="Old")
        moved(member, page, everybody)
        restore_page(actor=member.person, page=gone)
        gone.refresh_from_db()
        assert (gone.space_id, gone.parent, gone.path) == (region.pk, None, "")

    def test_a_title_that_is_taken_moves_nothing(self, member, page, everybody):
        below = make_page(member.person, "Below", parent=page)
        make_page(member.person, "below", space=everybody)
        with pytest.raises(TitleTaken, match="Below"):
            moved(member, page, everybody)
        answer = move(member, page, everybody, is_understood="on")
        assert answer.status_code == 409
        assert {WikiPage.objects.get(pk=each.pk).space_id for each in (page, below)} == {page.space_id}

    def test_too_large_a_one_is_refused(self, member, page, everybody, monkeypatch):
        make_page(member.person, "Below", parent=page)
        monkeypatch.setattr(actions, "MOST_AT_ONCE", 1)
        with pytest.raises(TooManyPages):
            moved(member, page, everybody)

    def test_it_stands_there_already(self, member, page, region):
        with pytest.raises(StandsThere):
            moved(member, page, region)


class TestLinks:
    def test_readers_of_the_old_space_learn_no_later_title(self, member, other_member, everybody):
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Few"})
        page = make_page(member.person, "Plan", space=everybody)
        naming = make_page(member.person, "Naming", "See [[Plan]].", space=everybody)
        moved(member, page, room)
        rename_page(actor=member.person, page=page, title="Secretword")
        jobs.run_due()
        late = make_page(member.person, "Late", "Also [[Plan]].", space=everybody)
        for each in (naming, late):
            shown = other_member.get(each.address).text
            assert f'href="{page.address}"><bdi>Plan</bdi>' in shown
            assert "Secretword" not in shown
            assert "Secretword" not in other_member.get(f"{each.address}edit/").text
        assert other_member.get(page.address).status_code == 404
        # Whoever takes the title has it.
        taken = make_page(other_member.person, "Plan", space=everybody)
        jobs.run_due()
        save(member.person, late, "Again [[Plan]].", 1)
        assert taken.address in member.get(late.address).text

    def test_readers_of_the_new_space_learn_no_title_of_the_old_one(
        self, member, other_member, page, everybody
    ):
        make_page(member.person, "Secretword", space=page.space)
        below = make_page(
            member.person, "Below", "[[Secretword]], [[Secretword|there]], [[Wish]]", parent=page
        )
        moved(member, page, everybody)
        for end in ("", "edit/", "history/", "r/1/", "links/"):
            shown = other_member.get(f"{below.address}{end}").text
            assert "Secretword" not in shown
            assert page.space.public_id not in shown or page.space_id == everybody.pk
        assert "A page in another space" in other_member.get(below.address).text
        assert (
            f"/members/wiki/s/{everybody.public_id}/new/?title=Wish" in other_member.get(below.address).text
        )

    def test_back_again_everything_is_as_before(self, member, page, everybody, region):
        naming = make_page(member.person, "Naming", "See [[Plan]].", space=region)
        moved(member, page, everybody)
        rename_page(actor=member.person, page=page, title="New plan")
        moved(member, page, region)
        jobs.run_due()
        save(member.person, naming, "Still [[Plan]].", 1)
        assert f'href="{page.address}"><bdi>New plan</bdi>' in member.get(naming.address).text


class TestAlong:
    def test_talk_files_and_history(self, member, other_member, page, everybody):
        talk_about(member.person, page, "Said in the region")
        file = upload(member.person, page.space)
        save(member.person, page, "More.", 1, filing=Filing([file.public_id]))
        assert other_member.get(f"/members/files/{file.public_id}/").status_code == 404
        moved(member, page, everybody)
        assert other_member.get(f"/members/files/{file.public_id}/").status_code == 200
        assert File.objects.get().space_id == everybody.pk
        assert Topic.objects.get(talk_key=talks.key_of("page", page.public_id)).space_id == everybody.pk
        assert "More." in other_member.get(f"{page.address}r/2/").text

    def test_what_was_taken_out_of_the_old_space_is_forgotten(self, member, page, everybody, region):
        Archive.objects.create(way="out", state="waiting", person=member.person, space=region)
        moved(member, page, everybody)
        assert not Archive.objects.exists()

    def test_families_stay_together_or_part(self, member, page, everybody):
        author = writer(member.person)
        alone = translating.begin(
            author=author, source=page, title="El plan", translated=Translated("Hola.", "es", "x", [])
        )
        moved(member, page, everybody)
        assert not FamilyPage.objects.filter(page=page).exists()
        assert "El plan" not in member.get(page.address).text
        assert member.get(alone.address).status_code == 200

    def test_the_search_follows(self, member, other_member, page, everybody):
        save(member.person, page, "A quokka.", 1)
        stream.dispatch()
        assert page.address not in other_member.get("/members/search/?q=quokka").text
        moved(member, page, everybody)
        stream.dispatch()
        assert page.address in other_member.get("/members/search/?q=quokka").text
