"""Staff mend an entry in the back office; two people never overwrite each other."""

import pytest
from django.urls import reverse

from advocates.core.models import StreamEntry
from advocates.organisations import actions
from advocates.organisations.actions import Entry
from advocates.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    fields = {"name": "Leukaemia friends", "country": "BV", "countries": ["BV"], "languages": ["no"]}
    return actions.create_organisation(
        actor=None, entry=Entry(fields, {"en": "We meet."}, [("phone", "+4712345678")])
    )


def form_of(client, group):
    """The form as the browser would send it back unchanged."""
    page = client.get(reverse("organisation_admin:edit", args=[group.pk]))
    assert page.status_code == 200
    form = page.context["form"]
    values = {}
    for field in form:
        value = field.value()
        values[field.html_name] = [] if value is None else value
    return {name: value for name, value in values.items() if value not in ([], "")}


def test_staff_mends_an_entry(staff, group):
    values = form_of(staff, group) | {
        "city": "Bouvet",
        "note": "called in May",
        "languages": "Norwegian, español",
    }
    answer = staff.post(reverse("organisation_admin:edit", args=[group.pk]), values)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    group.refresh_from_db()
    assert (group.city, group.note, group.revision) == ("Bouvet", "called in May", 2)
    assert group.languages == ["no", "es"]
    assert [text.text for text in group.descriptions.all()] == ["We meet."]
    assert [channel.value for channel in group.channels.all()] == ["+4712345678"]
    change = group.changes.get(revision=2)
    assert change.actor == staff.person
    assert change.changes["city"] == ["", "Bouvet"]
    assert StreamEntry.objects.get(kind="organisations.organisation.changed").actor == staff.person


def test_saving_without_a_difference_changes_nothing(staff, group):
    answer = staff.post(reverse("organisation_admin:edit", args=[group.pk]), form_of(staff, group))
    assert answer.status_code == 302
    group.refresh_from_db()
    assert group.revision == 1
    assert group.changes.count() == 1


def test_the_second_of_two_saves_is_shown_the_first(staff, group):
    first, second = form_of(staff, group), form_of(staff, group)
    assert (
        staff.post(reverse("organisation_admin:edit", args=[group.pk]), first | {"city": "North"}).status_code
        == 302
    )
    answer = staff.post(reverse("organisation_admin:edit", args=[group.pk]), second | {"city": "South"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="South"' in page
    assert "North" in page
    group.refresh_from_db()
    assert group.city == "North"
    again = second | {"city": "South", "base_revision": "2"}
    assert 'name="base_revision" value="2"' in page
    assert staff.post(reverse("organisation_admin:edit", args=[group.pk]), again).status_code == 302
    group.refresh_from_db()
    assert group.city == "South"


def test_without_the_check_the_second_save_would_win(staff, group, monkeypatch):
    first, second = form_of(staff, group), form_of(staff, group)
    staff.post(reverse("organisation_admin:edit", args=[group.pk]), first | {"city": "North"})
    plain = actions.edit_organisation
    monkeypatch.setattr(
        actions,
        "edit_organisation",
        lambda **given: plain(**{**given, "base_revision": given["organisation"].revision}),
    )
    staff.post(reverse("organisation_admin:edit", args=[group.pk]), second | {"city": "South"})
    group.refresh_from_db()
    assert group.city == "South"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("website", "javascript:alert(1)", "starts with https://"),
        ("countries", "Atlantis", "Atlantis"),
        ("languages", "Klingonish", "Klingonish"),
        ("channels", "pigeon +4712345678", "Begin with one of"),
        ("channels", "phone 12345", "Line 1"),
        ("private_phone", "0123", "country code"),
        ("name", "=1+1", "cannot begin"),
        ("slug", "not a slug!", "slug"),
        ("sources", "ftp://example.org/x", "Line 1"),
    ],
)
def test_bad_input_stays_in_the_form_with_a_sentence(staff, group, field, value, sentence):
    answer = staff.post(
        reverse("organisation_admin:edit", args=[group.pk]), form_of(staff, group) | {field: value}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in " ".join(
        str(error) for errors in answer.context["form"].errors.values() for error in errors
    )
    assert "Leukaemia friends" in page
    group.refresh_from_db()
    assert group.revision == 1


def test_staff_adds_an_entry_with_an_address_of_its_own(staff, group):
    values = {
        "name": "Leukaemia friends",
        "country": "HM",
        "state": "listed",
        "precision": "country",
        "languages": "en",
    }
    answer = staff.post(reverse("organisation_admin:add"), values)
    assert answer.status_code == 302, answer.context["form"].errors
    added = Organisation.objects.get(country="HM")
    assert added.slug == "leukaemia-friends-2"
    assert added.countries == ["HM"]


def test_publishing_needs_a_post_and_takes_effect_at_once(
    staff, visitor, group, django_capture_on_commit_callbacks
):
    address = group.get_absolute_url()
    assert visitor.get(address).status_code == 200
    take_out = reverse("organisation_admin:unpublish", args=[group.pk])
    assert staff.get(take_out).status_code == 200
    assert visitor.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(take_out).status_code == 302
    assert visitor.get(address).status_code == 404
    assert staff.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("organisation_admin:publish", args=[group.pk]))
    assert visitor.get(address).status_code == 200
    deeds = list(group.changes.order_by("revision").values_list("deed", flat=True))
    assert deeds == ["created", "unpublished", "published"]


def test_an_old_address_leads_to_the_new_one(staff, visitor, group, django_capture_on_commit_callbacks):
    old = group.get_absolute_url()
    edit = reverse("organisation_admin:edit", args=[group.pk])
    staff.post(edit, form_of(staff, group) | {"slug": "friends-with-leukaemia"})
    answer = visitor.get(old)
    assert (answer.status_code, answer["Location"]) == (301, "/organisations/friends-with-leukaemia/")
    assert visitor.get("/organisations/never-there/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("organisation_admin:unpublish", args=[group.pk]))
    assert visitor.get(old).status_code == 404


def test_history_shows_who_and_both_values(staff, group):
    staff.post(
        reverse("organisation_admin:edit", args=[group.pk]), form_of(staff, group) | {"city": "Bouvet"}
    )
    page = staff.get(reverse("organisation_admin:history", args=[group.pk])).content.decode()
    assert "Bouvet" in page
    assert staff.person.full_name in page


def test_list_filters_and_searches(staff, group):
    found = staff.get(reverse("organisation_admin:index"), {"q": "Leukaemia", "state": "listed"})
    assert "Leukaemia friends" in found.content.decode()
    none = staff.get(reverse("organisation_admin:index"), {"state": "member"})
    assert "Leukaemia friends" not in none.content.decode()


NAMES = ["index", "index_results", "add"]
NAMES_WITH_PK = ["edit", "history", "publish", "unpublish"]


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404), ("staff", 200)]
)
def test_entries_are_for_staff_alone(request, who, status, group):
    client = request.getfixturevalue(who)
    addresses = [reverse(f"organisation_admin:{name}") for name in NAMES]
    addresses += [reverse(f"organisation_admin:{name}", args=[group.pk]) for name in NAMES_WITH_PK]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, status
    )
