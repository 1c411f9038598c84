"""The office arranges spaces and categories."""

import pytest

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.forum.models import Category
from advocates.forum.shelving.actions import ensure_shelves
from advocates.forum.shelving.forms import CommitteeForm
from advocates.forum.tests.factories import begin, make_shelf
from advocates.spaces.models import Kind, Space, SpaceQuerySet, SpaceSeat
from tests.cast import make_person
from tests.planted_talk import plant_talk
from tests.private_words import Words

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_its_shelves_once():
    for _twice in range(2):
        ensure_shelves()
    assert (
        Space.objects.filter(kind=Kind.REGION).count()
        == Category.objects.filter(space__kind=Kind.REGION).count()
    )
    assert Category.objects.filter(space__kind=Kind.MEMBERS).count() == 6


def test_a_category_is_added_named_moved_and_closed(staff, member):
    shelf = make_shelf()
    space = shelf.space
    answer = staff.post(
        f"/manage/spaces/{space.public_id}/categories/new/", {"name_en": "", "name_es": " Dinero "}
    )
    assert answer.status_code == 302
    made = Category.objects.latest("pk")
    assert (made.names, made.space_id) == ({"es": "Dinero"}, space.pk)
    address = f"/manage/spaces/categories/{made.public_id}/"
    assert staff.post(address, {"name_en": "Money", "about_en": "Who pays"}).status_code == 302
    staff.post(f"{address}up/")
    last_but_one = list(Category.objects.filter(space=space))[-2]
    assert last_but_one.pk == made.pk
    staff.post(f"{address}close/")
    assert (
        member.post(f"/members/forum/c/{made.public_id}/new/", {"title": "x", "text": "y"}).status_code == 403
    )
    staff.post(f"{address}reopen/")
    assert member.get(f"/members/forum/c/{made.public_id}/new/").status_code == 200
    kinds = StreamEntry.objects.filter(kind__startswith="forum.category.").values_list("kind", flat=True)
    assert {kind.rpartition(".")[2] for kind in kinds} == {"added", "changed", "moved", "closed", "reopened"}


def test_a_name_is_needed(staff):
    space = make_shelf().space
    answer = staff.post(f"/manage/spaces/{space.public_id}/categories/new/", {"about_en": "Kept"})
    assert answer.status_code == 422
    assert "Give a name in at least one language." in answer.text
    assert "Kept" in answer.text


def test_a_committee_of_named_people(staff, member, other_member):
    answer = staff.post("/manage/spaces/new/", {"name_en": "Statutes"})
    committee = Space.objects.get(names={"en": "Statutes"})
    assert answer["Location"] == f"/manage/spaces/{committee.public_id}/"
    assert staff.post(answer["Location"], {"email": "nobody@example.org"}).status_code == 422
    assert staff.post(answer["Location"], {"email": member.person.email.upper()}).status_code == 302
    topic = begin(member.person, "Paragraphs", category=committee.categories.get())
    address = f"/members/forum/t/{topic.public_id}/"
    assert (member.get(address).status_code, other_member.get(address).status_code) == (200, 404)
    seat = SpaceSeat.objects.get(space=committee)
    staff.post(f"/manage/spaces/seats/{seat.public_id}/end/")
    assert member.get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["STATUTES", "Státutes", "Stаtutes", "Stat\u200butes", "All members", "Statutes" + "\u0301" * 5]
)
def test_nobody_shall_take_a_committee_for_another_one(staff, name):
    ensure_shelves()
    staff.post("/manage/spaces/new/", {"name_en": "Statutes"})
    answer = staff.post("/manage/spaces/new/", {"name_en": name, "name_es": "Estatutos"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name_en"]
    assert all(kept in answer.text for kept in (name, "Estatutos"))
    assert not Space.objects.filter(names={"en": name, "es": "Estatutos"}).exists()


def test_without_the_look_they_would_be_taken_for_it(staff, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(CommitteeForm, "check", lambda _form, _name: None)
    for name in ("Statutes", "Stаtutes"):
        assert staff.post("/manage/spaces/new/", {"name_en": name}).status_code == 302


def test_a_category_hides_nothing_in_its_name(staff):
    address = f"/manage/spaces/{make_shelf().space.public_id}/categories/new/"
    assert staff.post(address, {"name_en": "Mоney"}).status_code == 422
    assert staff.post(address, {"name_en": "Деньги CML"}).status_code == 302


def test_a_seat_without_a_mandate_opens_nothing(staff):
    staff.post("/manage/spaces/new/", {"name_en": "Statutes"})
    committee, somebody = Space.objects.get(names={"en": "Statutes"}), make_person("somebody")
    staff.post(f"/manage/spaces/{committee.public_id}/", {"email": somebody.email})
    assert viewer_for(somebody).spaces == frozenset()


def test_rooms_and_messages_are_not_listed(staff, member, other_member):
    words = Words()
    talk = plant_talk(words, member.person, other_member.person)
    page = staff.get("/manage/spaces/").text
    assert words["committee: name"] in page
    assert words["room: name of the room"] not in page
    for kind in ("room", "direct"):
        assert staff.get(f"/manage/spaces/{talk.spaces[kind].public_id}/").status_code == 404


def test_without_the_door_they_would_be(staff, member, other_member, monkeypatch):
    """Red twin."""
    words = Words()
    plant_talk(words, member.person, other_member.person)
    monkeypatch.setattr(SpaceQuerySet, "listed_for", lambda rows, _viewer: rows)
    assert words["room: name of the room"] in staff.get("/manage/spaces/").text
