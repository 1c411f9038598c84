"""Many entries at once, and the directory as a file for the office."""

import csv
import io

import pytest
from django.core.management import call_command

from advocates.core.models import StreamEntry
from advocates.organisations import actions, exporting
from advocates.organisations.import_rows import decoded
from advocates.organisations.importing import Fate, make_plan
from advocates.organisations.models import Organisation, OrganisationChange
from advocates.organisations.office import bulk, export
from advocates.organisations.tests.factories import (
    PRIVATE,
    load_real_directory,
    make_merged,
    make_organisation,
)

pytestmark = pytest.mark.django_db
LOOK = "/manage/organisations/several/"
EXPORT = "/manage/export/organisations/"


@pytest.fixture
def groups() -> list[Organisation]:
    return [make_organisation(f"Group {name}", languages=["de"]) for name in ("A", "B", "C")]


def do(client, deed: str, groups, **values):
    chosen = ",".join(f"{group.pk}:{group.revision}" for group in groups)
    return client.post(f"/manage/several/{deed}/", {"chosen": chosen, **values})


class TestChoosing:
    def test_the_list_has_boxes_and_deeds(self, staff, groups):
        page = staff.get("/manage/organisations/").content.decode()
        assert f'form="several" name="id" value="{groups[0].pk}"' in page
        for words in (
            "Take out of the public directory",
            "Add a language",
            "Download as CSV",
            "all 3 entries",
        ):
            assert words in page

    def test_those_that_are_ticked_are_shown_first(self, staff, groups):
        page = staff.get(
            f"{LOOK}?deed=unpublish&id={groups[0].pk}&id={groups[2].pk}&id=x&id=999"
        ).content.decode()
        assert "This is about 2 entries" in page
        assert "Group B" not in page
        assert f'value="{groups[0].pk}:1,{groups[2].pk}:1"' in page
        assert not OrganisationChange.objects.exclude(deed="created").exists()

    def test_all_that_the_filter_finds(self, staff, groups):
        make_organisation("Other", state="former", languages=["de"])
        assert "about 1 entry" in staff.get(f"{LOOK}?deed=publish&all=1&state=former").content.decode()
        assert "about 1 entry" in staff.get(f"{LOOK}?deed=publish&all=1&q=Group+B").content.decode()
        assert "about 4 entries" in staff.get(f"{LOOK}?deed=publish&all=1").content.decode()

    @pytest.mark.parametrize(
        ("query", "status"), [("", 404), ("?deed=delete&all=1", 404), ("?deed=publish", 422)]
    )
    def test_nonsense(self, staff, groups, query, status):
        assert staff.get(LOOK + query).status_code == status

    def test_too_many(self, staff, groups, monkeypatch):
        monkeypatch.setattr("advocates.organisations.office.bulk_views.MOST", 2)
        answer = staff.get(f"{LOOK}?deed=publish&all=1")
        assert answer.status_code == 422
        assert "more than 2 entries" in answer.content.decode()

    @pytest.mark.parametrize("chosen", ["", "x", "1", "1:x", "999:1", "١:١", "1:1:1", "\0", "9" * 40 + ":1"])
    def test_nonsense_is_no_choice(self, staff, groups, chosen):
        assert staff.post("/manage/several/publish/", {"chosen": chosen}).status_code in {200, 422}
        assert not OrganisationChange.objects.exclude(deed="created").exists()

    @pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404)])
    def test_nobody_else(self, who, status, request, groups):
        client = request.getfixturevalue(who)
        assert do(client, "unpublish", groups).status_code == status
        assert client.post(EXPORT).status_code == status
        assert client.get(f"{LOOK}?deed=publish&all=1").status_code == status
        assert Organisation.objects.filter(is_published=True).count() == 3

    @pytest.mark.parametrize("deed", ["delete", "publish", "unpublish", "state"])
    def test_the_library_has_no_door_of_its_own(self, staff, groups, deed):
        address = f"/manage/bulk/organisations/organisation/{deed}/?id={groups[0].pk}&next=/manage/"
        assert [staff.get(address).status_code, staff.post(address).status_code] == [404, 404]
        assert Organisation.objects.count() == 3


class TestDoing:
    def test_each_with_its_history(self, staff, groups):
        page = do(staff, "unpublish", groups[:2]).content.decode()
        assert "Done for 2 entries" in page
        assert [group.is_published for group in Organisation.objects.order_by("id")] == [False, False, True]
        assert (
            StreamEntry.objects.filter(
                kind="organisations.organisation.unpublished", actor=staff.person
            ).count()
            == 2
        )
        assert "Not done for 2 entries" in do(staff, "unpublish", groups[:2]).content.decode()

    def test_what_cannot_be_done_is_listed(self, staff, groups):
        member = make_organisation("Member", state="member", languages=["de"])
        merged = make_merged("Merged", groups[0])
        page = do(staff, "state", [*groups, member, merged], value="former").content.decode()
        assert "Done for 3 entries" in page
        assert "Not done for 2 entries" in page
        member.refresh_from_db()
        assert member.state == "member"

    @pytest.mark.parametrize("value", ["member", "merged", "suspended", "", "x\0"])
    def test_a_state_that_is_decided_elsewhere(self, staff, groups, value):
        assert do(staff, "state", groups, value=value).status_code == 422
        assert set(Organisation.objects.values_list("state", flat=True)) == {"listed"}

    def test_a_disease_and_a_language(self, staff, groups):
        do(staff, "area", groups[:1], value="cml")
        groups[0].refresh_from_db()
        do(staff, "language", groups[:1], value="español")
        groups[0].refresh_from_db()
        assert (groups[0].disease_areas, groups[0].languages) == (["cml"], ["de", "es"])
        assert "It has this already" in do(staff, "language", groups[:1], value="es").content.decode()

    @pytest.mark.parametrize("value", ["", "Klingonisch", "\0", "x" * 100])
    def test_no_such_language(self, staff, groups, value):
        answer = do(staff, "language", groups, value=value)
        assert answer.status_code == 422
        assert "Group A" in answer.content.decode()

    def test_texts_stay(self, staff):
        group = make_organisation(
            "A", languages=["de"], descriptions={"de": "Hallo"}, channels=[("phone", "+4930123456")]
        )
        do(staff, "area", [group], value="cml")
        assert (group.descriptions.get().text, group.channels.get().value) == ("Hallo", "+4930123456")

    def test_an_entry_that_was_changed_meanwhile(self, staff, groups):
        seen = groups[0].revision
        actions.unpublish_organisation(actor=None, organisation=groups[0])
        page = staff.post("/manage/several/publish/", {"chosen": f"{groups[0].pk}:{seen}"}).content.decode()
        assert "Somebody else changed this entry" in page
        groups[0].refresh_from_db()
        assert not groups[0].is_published

    def test_without_the_revision_it_would_be_overwritten(self, staff, groups):
        """The twin: with the revision of now, what somebody else decided is undone unseen."""
        actions.unpublish_organisation(actor=None, organisation=groups[0])
        groups[0].refresh_from_db()
        do(staff, "publish", groups[:1])
        groups[0].refresh_from_db()
        assert groups[0].is_published

    def test_others_can_add_deeds(self, staff, groups, monkeypatch):
        monkeypatch.setattr(bulk, "_deeds", dict(bulk._deeds))
        done = []
        bulk.register_deed(bulk.Deed("wave", "Wave", lambda _actor, entry, _value: done.append(entry.name)))
        assert "Wave" in staff.get("/manage/organisations/").content.decode()
        do(staff, "wave", groups[:1])
        assert done == ["Group A"]


class TestExport:
    def rows(self, answer) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    def test_everything_for_the_office_alone(self, staff):
        make_organisation("Größe", languages=["de"], is_published=False, **PRIVATE)
        assert "audit log" in staff.get(EXPORT).content.decode()
        answer = staff.post(EXPORT)
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"].startswith("attachment;")
        (row,) = self.rows(answer)
        assert (row["name"], row["note"], row["is_published"]) == ("Größe", PRIVATE["note"], "no")
        assert row["private_phone"] == f"'{PRIVATE['private_phone']}"
        entry = StreamEntry.objects.get(kind="organisations.organisation.exported")
        assert (entry.actor, entry.is_audit, entry.data) == (staff.person, True, {"count": 1})

    def test_a_selection(self, staff, groups):
        answer = staff.post(EXPORT, {"chosen": f"{groups[1].pk}:1"})
        assert [row["name"] for row in self.rows(answer)] == ["Group B"]
        assert staff.post(EXPORT, {"chosen": "x"}).status_code == 422

    def test_reading_the_page_takes_nothing_away(self, staff, groups):
        staff.get(EXPORT)
        assert not StreamEntry.objects.filter(kind="organisations.organisation.exported").exists()

    def test_after_a_while_one_proves_again_who_one_is(self, staff, groups):
        session = staff.session
        for method in session["account_authentication_methods"]:
            method["at"] -= 3600
        session.save()
        answer = staff.post(EXPORT)
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
        assert not StreamEntry.objects.filter(kind="organisations.organisation.exported").exists()

    def test_not_too_often(self, staff, groups, settings):
        settings.LIMITS = {"export": (1, 60)}
        assert [staff.post(EXPORT).status_code for _ in range(2)] == [200, 429]

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
    def test_no_cell_is_a_formula(self, staff, sign):
        made = make_organisation("A", languages=["de"])
        Organisation.objects.filter(pk=made.pk).update(note=f"{sign}cmd|x", name=f"{sign}A", city=f"{sign}1")
        (row,) = self.rows(staff.post(EXPORT))
        for cell in ("note", "name", "city"):
            assert row[cell].startswith("'")

    def test_without_the_guard_one_would_be(self, staff, monkeypatch):
        """The twin."""
        make_organisation("A", languages=["de"], note="=1+1")
        monkeypatch.setattr(export, "safe_cell", str)
        assert self.rows(staff.post(EXPORT))[0]["note"] == "=1+1"
        assert exporting.safe_cell("=1+1") == "'=1+1"

    def test_its_public_columns_can_be_loaded_again_without_a_change(self, staff):
        load_real_directory()
        make_organisation(
            "Two", country="DE", languages=["de", "en"], local_name="Zwei", local_language="de", city="Ulm"
        )
        make_organisation("Two", country="DE", languages=["de"], precision="city", countries=["DE", "AT"])
        make_organisation(
            "＝Wide", country="DE", languages=["de"], sources=["https://a.example/;b", "https://c.example"]
        )
        make_organisation("Online", country="", languages=["en"], state="suspended")
        make_merged("Old", Organisation.objects.get(name="Online"))
        before = list(Organisation.objects.order_by("id").values("id", "revision"))
        text = decoded(staff.post(EXPORT).content)
        plan = make_plan(text)
        assert plan.refused == ()
        assert [(step.row.name, step.changes) for step in plan.steps if step.fate != Fate.KEEP] == []
        assert len(plan.steps) == Organisation.objects.count()
        assert list(Organisation.objects.order_by("id").values("id", "revision")) == before

    def test_nor_by_the_command(self, staff, tmp_path, capsys):
        load_real_directory()
        file = tmp_path / "again.csv"
        file.write_bytes(staff.post(EXPORT).content)
        call_command("import_organisations", str(file))
        assert "Added 0, changed 0, left 114" in capsys.readouterr().out

    def test_a_renamed_row_is_found_by_its_address(self, staff, groups):
        text = decoded(staff.post(EXPORT).content).replace("Group B", "Group Beta")
        (step,) = make_plan(text).of(Fate.CHANGE)
        assert (step.known, step.changes) == (groups[1], {"name": ["Group B", "Group Beta"]})
