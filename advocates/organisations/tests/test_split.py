"""One organisation becomes two: looked at first, chosen people pass over from a day on, and it can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import retention
from advocates.core.models import Mail, StreamEntry
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.mandates.actions import end_mandate, flag_run_out, name_deputy
from advocates.organisations.models import Mandate, Organisation, Split, Task
from advocates.organisations.splitting import actions
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, speak_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Organisation:
    return make_organisation("Leukaemia Aid", country="EG", languages=["ar"], state=State.MEMBER)


@pytest.fixture
def stays(source) -> Mandate:
    return speak_for(make_person("stays"), source)


@pytest.fixture
def goes(source) -> Mandate:
    return speak_for(make_person("goes"), source)


def split(source, *mandates, at=None, **fields) -> Split:
    source.refresh_from_db()
    chosen = [mandate.pk for mandate in mandates]
    plan = actions.Plan(source, source.revision, {"name": "CML Aid", **fields}, chosen, at or timezone.now())
    return actions.split_organisation(actor=None, plan=plan)


def groups(person) -> set[str]:
    held = viewer_for(person).mandates
    return set(
        Organisation.objects.filter(pk__in=[each.organisation for each in held]).values_list(
            "name", flat=True
        )
    )


class TestWhatComesOfIt:
    def test_a_new_entry_of_the_old_one(self, source, stays):
        made = split(source, website="https://cml.example.org").made
        assert (made.country, made.languages, made.state) == ("EG", ["ar"], State.MEMBER)
        assert made.website == "https://cml.example.org"
        assert made.slug != source.slug

    def test_the_chosen_pass_over_and_the_others_stay(self, source, stays, goes):
        split(source, goes)
        assert groups(goes.person) == {"CML Aid"}
        assert groups(stays.person) == {"Leukaemia Aid"}
        assert Mandate.objects.get(pk=goes.pk).ending == Mandate.Ending.MOVED
        assert Mail.objects.filter(recipient=goes.person.email, text__contains="CML Aid").exists()
        assert not Mail.objects.filter(recipient=stays.person.email, text__contains="CML Aid").exists()

    def test_from_a_day_on(self, source, stays, goes, monkeypatch):
        at = timezone.now() + timedelta(days=9)
        made = split(source, goes, at=at).made
        assert groups(goes.person) == {"Leukaemia Aid"}
        flag_run_out()
        assert not Task.objects.filter(organisation=made).exists()
        then = at + timedelta(seconds=1)
        valid = Mandate.objects.valid_at(then).filter(person=goes.person)
        assert valid.get().organisation == made

    def test_words_stay_under_their_mandate(self, source, stays, goes):
        split(source, goes)
        assert Mandate.objects.get(pk=goes.pk).organisation == source

    def test_deputies_go_along(self, source, stays, goes):
        deputy, now = make_person("deputy"), timezone.now()
        name_deputy(actor=None, mandate=goes, person=deputy, starts_at=now, until=now + timedelta(days=20))
        split(source, goes)
        assert groups(deputy) == {"CML Aid"}

    def test_without_an_administrator_the_office_is_told(self, source, goes):
        split(source, goes)
        assert Task.objects.filter(organisation=source, kind=Task.Kind.ADMINISTRATOR, closed_at=None).exists()

    def test_the_protection_goes_along(self, source):
        Organisation.objects.filter(pk=source.pk).update(is_protected=True)
        assert split(source).made.is_protected

    def test_both_histories_name_the_other(self, source, stays, goes):
        made = split(source, goes).made
        assert source.changes.get(deed="split").changes == {"split_into": ["", "CML Aid"]}
        assert made.changes.get(deed="split").changes == {"split_from": ["", "Leukaemia Aid"]}
        assert StreamEntry.objects.filter(kind="organisations.organisation.split").count() == 2


class TestTrail:
    def test_names_the_other_one(self, member):
        own = Organisation.objects.get(mandates__person=member.person)
        split(own)
        page = member.get(f"/members/organisation/{own.public_id}/history/").content.decode()
        assert "CML Aid" in page

    def test_but_no_protected_one(self, member):
        own = Organisation.objects.get(mandates__person=member.person)
        made = split(own).made
        Organisation.objects.filter(pk=made.pk).update(is_protected=True)
        page = member.get(f"/members/organisation/{own.public_id}/history/").content.decode()
        assert "CML Aid" not in page
        assert "another organisation" in page


class TestRefusals:
    def test_not_an_entry_that_changed(self, source):
        plan = actions.Plan(source, source.revision + 1, {"name": "CML Aid"}, [], timezone.now())
        with pytest.raises(SomebodyElseChanged):
            actions.split_organisation(actor=None, plan=plan)
        assert not Organisation.objects.filter(name="CML Aid").exists()

    def test_nobody_who_has_left_meanwhile(self, source, stays, goes):
        end_mandate(actor=None, mandate=goes)
        with pytest.raises(actions.NotHere):
            split(source, goes)

    def test_not_a_closed_one(self):
        with pytest.raises(Refused):
            split(make_organisation("Closed", state=State.FORMER))


class TestUndo:
    def test_everybody_is_back(self, source, stays, goes):
        made = split(source, goes)
        actions.undo_split(actor=None, split=made)
        assert groups(goes.person) == {"Leukaemia Aid"}
        made.made.refresh_from_db()
        assert (made.made.state, made.made.merged_into) == (State.MERGED, source)

    def test_before_the_day_the_old_mandate_just_goes_on(self, source, stays, goes):
        made = split(source, goes, at=timezone.now() + timedelta(days=9))
        actions.undo_split(actor=None, split=made)
        goes.refresh_from_db()
        assert (goes.ends_at, goes.ending) == (None, "")
        assert not made.made.mandates.open_at(timezone.now()).exists()

    def test_not_over_the_head_of_somebody_new(self, source, stays, goes):
        made = split(source, goes)
        speak_for(make_person("new"), made.made)
        with pytest.raises(actions.OthersSpeak):
            actions.undo_split(actor=None, split=made)

    def test_who_left_meanwhile_stays_away(self, source, stays, goes):
        made = split(source, stays, goes)
        end_mandate(actor=None, mandate=made.made.mandates.get(person=goes.person), ending="left")
        actions.undo_split(actor=None, split=made)
        assert groups(goes.person) == set()
        assert groups(stays.person) == {"Leukaemia Aid"}

    def test_once(self, source):
        made = split(source)
        actions.undo_split(actor=None, split=made)
        with pytest.raises(Refused):
            actions.undo_split(actor=None, split=made)

    def test_for_30_days(self, source):
        made = split(source)
        Split.objects.update(split_at=timezone.now() - timedelta(days=31))
        with pytest.raises(Refused):
            actions.undo_split(actor=None, split=made)
        retention.purge()
        assert not Split.objects.exists()


class TestPages:
    def test_look_then_do_then_undo(self, staff, source, stays, goes):
        data = {"base_revision": source.revision, "name": "CML Aid", "city": "", "website": "",
                "from_day": "", "mandates": [goes.pk]}  # fmt: skip
        page = staff.post(f"/manage/splits/{source.pk}/", data).content.decode()
        assert goes.person.full_name in page
        assert not Organisation.objects.filter(name="CML Aid").exists()
        answer = staff.post(f"/manage/splits/{source.pk}/do/", data)
        assert answer.status_code == 302
        assert groups(goes.person) == {"CML Aid"}
        assert goes.person.full_name in staff.get(answer["Location"]).content.decode()
        assert staff.post(f"{answer['Location']}undo/").status_code == 302
        assert groups(goes.person) == {"Leukaemia Aid"}

    def test_says_which_side_has_nobody(self, staff, source, goes):
        data = {"base_revision": source.revision, "name": "CML Aid", "mandates": [goes.pk]}
        page = staff.post(f"/manage/splits/{source.pk}/", data).content.decode()
        assert page.count("It has no administrator") == 1

    @pytest.mark.parametrize(
        "bad", [{"name": ""}, {"name": "leukaemia aid"}, {"from_day": "2001-01-01"}, {"mandates": "999999"},
                {"website": "javascript:x"}, {"name": "a\0b"}, {"base_revision": "x"}]  # fmt: skip
    )  # fmt: skip
    def test_a_clear_answer(self, staff, source, bad):
        data = {"base_revision": source.revision, "name": "CML Aid", **bad}
        for end in ("", "do/"):
            assert staff.post(f"/manage/splits/{source.pk}/{end}", data).status_code == 422
        assert not Split.objects.exists()

    def test_somebody_else_changed_it(self, staff, source):
        data = {"base_revision": source.revision + 7, "name": "CML Aid"}
        answer = staff.post(f"/manage/splits/{source.pk}/do/", data)
        assert answer.status_code == 409
        assert "CML Aid" in answer.content.decode()
