"""Two entries become one: side by side first, then the old address leads on, and for 30 days it can be undone."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.core import retention
from advocates.core.models import StreamEntry
from advocates.core.refused import Refused
from advocates.organisations import actions, confirmations, directory, tasks
from advocates.organisations.actions import Entry, SomebodyElseChanged
from advocates.organisations.import_rows import read
from advocates.organisations.importing import import_organisations
from advocates.organisations.models import EDITABLE_FIELDS, Merge, Organisation
from advocates.organisations.office import actions as office
from advocates.organisations.office import merging
from advocates.organisations.tests.factories import (
    REAL_FILE,
    load_real_directory,
    make_merged,
    make_organisation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Organisation:
    return make_organisation(
        "Hope", country="EG", languages=["ar"], disease_areas=["cml"], note="Ours",
        private_email="ours@example.org", descriptions={"en": "We are Hope."}, channels=[("phone", "+20123456789")],
    )  # fmt: skip


@pytest.fixture
def gone() -> Organisation:
    return make_organisation(
        "Hope Society", country="EG", languages=["en", "ar"], disease_areas=["leukaemia"], note="Theirs",
        website="https://hope.example.org", private_email="theirs@example.org", acronym="HOP", city="Cairo",
        descriptions={"en": "We are the Society.", "ar": "نحن"}, channels=[("facebook", "https://fb.example/h")],
    )  # fmt: skip


def merge(kept, gone, *, actor=None, **choices) -> Merge:
    for entry in (kept, gone):
        entry.refresh_from_db()
    pair = office.Pair(kept, gone, kept.revision, gone.revision)
    made = office.merge_organisations(actor=actor, pair=pair, choices=choices)
    for entry in (kept, gone):
        entry.refresh_from_db()
    return made


def whole(entry: Organisation) -> dict:
    entry = Organisation.objects.get(pk=entry.pk)
    return {**entry.snapshot(), "published": entry.is_published, "hash": entry.imported_hash}


def change(entry: Organisation, **fields) -> Organisation:
    entry.refresh_from_db()
    content = Entry(
        fields,
        {text.lang: text.text for text in entry.descriptions.all()},
        [(channel.kind, channel.value) for channel in entry.channels.all()],
    )
    return actions.edit_organisation(
        actor=None, organisation=entry, base_revision=entry.revision, entry=content
    )


class TestWhatComesOut:
    def test_lists_are_united_and_gaps_are_filled(self, kept, gone):
        merge(kept, gone)
        assert (kept.name, kept.city, kept.acronym) == ("Hope", "Cairo", "HOP")
        assert (kept.languages, kept.disease_areas) == (["ar", "en"], ["cml", "leukaemia"])
        assert kept.website == "https://hope.example.org"
        assert kept.private_email == "ours@example.org"
        assert kept.note == "Ours\n\nTheirs"
        assert {text.lang: text.text for text in kept.descriptions.all()} == {
            "en": "We are Hope.",
            "ar": "نحن",
        }
        assert {channel.kind for channel in kept.channels.all()} == {"phone", "facebook"}

    def test_each_field_takes_the_chosen_side(self, kept, gone):
        merge(kept, gone, name="gone", languages="kept", note="gone", description_en="gone", channels="kept",
              private_email="gone", nonsense="gone", acronym="both")  # fmt: skip
        assert (kept.name, kept.languages, kept.note) == ("Hope Society", ["ar"], "Theirs")
        assert kept.private_email == "theirs@example.org"
        assert kept.descriptions.get(lang="en").text == "We are the Society."
        assert kept.channels.get().kind == "phone"
        assert kept.acronym == "HOP"

    def test_nobody_becomes_a_member_by_the_way(self, kept):
        member = make_organisation("Hope Members", country="EG", state="member")
        merge(kept, member)
        assert kept.state == "listed"

    def test_unless_that_was_chosen(self, kept):
        member = make_organisation("Hope Members", country="EG", state="member")
        merge(kept, member, state="gone")
        assert kept.state == "member"

    def test_the_place_goes_as_a_whole(self, kept):
        precise = make_organisation(
            "Hope Point", country="EG", precision="city", latitude="30.1", longitude="31.2"
        )
        merge(kept, precise)
        assert (kept.precision, float(kept.latitude)) == ("city", 30.1)

    def test_the_country_is_always_served(self, kept):
        other = make_organisation("Hope Sudan", country="SD")
        merge(kept, other, country="gone", countries="kept")
        assert kept.countries == ["SD", "EG"]

    def test_every_field_of_an_entry_has_a_side(self):
        """A field that is added to the model must not get lost here."""
        together = {name for fields in merging.TOGETHER.values() for name in fields}
        known = {*merging.LISTS, *merging.ALONE, *together, "note", "slug", "merged_into_id"}
        assert known == set(EDITABLE_FIELDS)
        assert set(merging.ORDER) == {*merging.LISTS, *merging.ALONE, *merging.TOGETHER, "note"}


class TestWhatHappens:
    def test_the_old_addresses_lead_on_and_lists_lose_it(self, visitor, kept, gone):
        change(gone, slug="hope-society-cairo")
        merge(kept, gone)
        directory.forget()
        for slug in ("hope-society", "hope-society-cairo"):
            answer = visitor.get(f"/ar/organisations/{slug}/")
            assert (answer.status_code, answer["Location"]) == (301, "/ar/organisations/hope/")
        for address in (
            "/directory/",
            "/directory/eg/",
            "/api/v1/organisations.csv",
            "/sitemap-organisations-1.xml",
        ):
            assert "hope-society" not in visitor.get(address).content.decode()
        assert visitor.get("/organisations/hope-society-cairo/logo").status_code == 404

    def test_history_and_stream_tell_it_twice(self, staff, kept, gone):
        merge(kept, gone, actor=staff.person)
        entries = StreamEntry.objects.filter(kind="organisations.organisation.merged")
        assert {entry.target_id for entry in entries} == {str(kept.pk), str(gone.pk)}
        assert {(entry.actor, entry.is_audit) for entry in entries} == {(staff.person, True)}
        assert "Hope Society" in staff.get(f"/manage/organisations/history/{kept.pk}/").content.decode()

    def test_open_tasks_go_along_and_questions_end(self, kept, gone):
        own = tasks.open_task(organisation=kept, kind="change", detail="Mine")
        double = tasks.open_task(organisation=gone, kind="change", detail="Yours")
        moved = tasks.open_task(organisation=gone, kind="proposal", key="7")
        website = tasks.open_task(organisation=gone, kind="website")
        question = confirmations.ask(actor=None, organisation=gone)
        made = merge(kept, gone)
        own.refresh_from_db()
        assert own.detail == "Mine\n\nYours"
        assert {task.pk for task in kept.tasks.open()} == {own.pk, moved.pk}
        assert {task.pk for task in gone.tasks.all()} == {double.pk, website.pk}
        assert not gone.tasks.open().exists()
        assert confirmations.open_question(question.pk) is None
        office.unmerge_organisations(actor=None, merge=made)
        assert {task.pk for task in gone.tasks.open()} == {moved.pk}
        assert confirmations.open_question(question.pk) == question

    def test_the_logo_of_the_other_one(self, kept, gone):
        keys = {}
        for entry in (kept, gone):
            keys[entry.pk] = default_storage.save("logos/x.webp", ContentFile(entry.name.encode()))
            Organisation.objects.filter(pk=entry.pk).update(logo=keys[entry.pk], logo_width=8, logo_height=8)
        made = merge(kept, gone, logo="gone")
        with default_storage.open(kept.logo) as file:
            assert file.read() == b"Hope Society"
        assert kept.logo not in keys.values()
        office.unmerge_organisations(actor=None, merge=made)
        kept.refresh_from_db()
        assert kept.logo == keys[kept.pk]
        assert default_storage.exists(keys[kept.pk])
        assert default_storage.exists(keys[gone.pk])

    def test_the_real_file_knows_both_rows_afterwards(self, tmp_path):
        load_real_directory()
        kept, gone = (
            Organisation.objects.get(country="EG", name__contains=part) for part in ("Power", "الجمعية")
        )
        made = merge(kept, gone)
        assert (kept.name, kept.languages, len(kept.sources)) == ("The Power of CML", ["ar"], 2)
        report = import_organisations(REAL_FILE)
        assert (report.added, report.changed, report.unchanged) == ([], [], 114)
        mended = tmp_path / "mended.csv"
        mended.write_text(read(REAL_FILE).replace(",EG,,,ar,CML", ",EG,Cairo,,ar,CML"), encoding="utf-8")
        (doubt,) = [
            step for step in import_organisations(mended, dry_run=True).doubtful if step.known == gone
        ]
        assert [candidate.known for candidate in doubt.candidates] == [kept]
        office.unmerge_organisations(actor=None, merge=made)
        assert directory.index().facts.listed == 114


class TestRefused:
    def test_who_is_part_of_another_already(self, kept, gone):
        third = make_organisation("Third", country="EG")
        merge(kept, gone)
        for pair in ((gone, third), (third, gone)):
            with pytest.raises(Refused):
                merge(*pair)
        merge(third, kept)
        assert Organisation.objects.get(slug="hope").merged_into == third

    @pytest.mark.parametrize("which", ["kept", "gone"])
    def test_an_entry_that_was_changed_meanwhile(self, kept, gone, which, request):
        seen = office.Pair(kept, gone, kept.revision, gone.revision)
        change(request.getfixturevalue(which), city="Giza")
        with pytest.raises(SomebodyElseChanged):
            office.merge_organisations(actor=None, pair=seen, choices={})
        assert not Organisation.objects.filter(state="merged").exists()

    def test_without_the_revision_the_change_would_be_lost(self, kept, gone, monkeypatch):
        """The twin."""
        seen = office.Pair(kept, gone, kept.revision, gone.revision)
        change(gone, website="https://new.example.org")
        blind = actions.locked
        monkeypatch.setattr(
            actions, "locked",
            lambda entry, _revision, **more: blind(entry, Organisation.objects.get(pk=entry.pk).revision, **more),
        )  # fmt: skip
        office.merge_organisations(actor=None, pair=seen, choices={})
        kept.refresh_from_db()
        assert kept.website == "https://hope.example.org"

    def test_never_in_a_circle_by_the_form(self, staff, kept, gone):
        make_merged("Part", kept)
        merge(kept, gone)
        page = staff.get(f"/manage/organisations/edit/{kept.pk}/")
        values = {field.html_name: field.value() for field in page.context["form"] if field.value()}
        values |= {"state": "merged", "merged_into": gone.pk, "countries": "EG", "languages": "ar", "channels": "",
                   "sources": ""}  # fmt: skip
        answer = staff.post(f"/manage/organisations/edit/{kept.pk}/", values)
        assert "is itself part of another one" in answer.content.decode()
        with pytest.raises(Refused):
            change(kept, state="merged", merged_into=gone)

    def test_the_rows_refuse_too(self, kept):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(
                kept=kept, gone=kept, kept_before={}, gone_before={}, kept_revision=1, gone_revision=1
            )


class TestUndo:
    def test_both_are_as_before(self, staff, visitor, kept, gone):
        actions.unpublish_organisation(actor=None, organisation=kept)
        before = whole(kept), whole(gone)
        made = merge(kept, gone, name="gone", private_email="gone")
        assert staff.post(f"/manage/merges/{made.public_id}/undo/").status_code == 302
        assert (whole(kept), whole(gone)) == before
        assert (
            StreamEntry.objects.filter(kind="organisations.organisation.unmerged", actor=staff.person).count()
            == 2
        )
        directory.forget()
        assert visitor.get("/organisations/hope-society/").status_code == 200
        assert "We are the Society" in visitor.get("/organisations/hope-society/").content.decode()

    def test_only_once(self, staff, kept, gone):
        made = merge(kept, gone)
        statuses = [staff.post(f"/manage/merges/{made.public_id}/undo/").status_code for _ in range(2)]
        assert statuses == [302, 409]
        assert merge(kept, gone).pk != made.pk

    def test_what_was_changed_since_is_shown_and_stays(self, staff, kept, gone):
        made = merge(kept, gone)
        change(kept, city="Alexandria")
        answer = staff.post(f"/manage/merges/{made.public_id}/undo/")
        page = answer.content.decode()
        assert answer.status_code == 409
        for words in ("was changed after the merge", "Alexandria", "Bring back only the entry that went"):
            assert words in page
        assert whole(kept)["city"] == "Alexandria"
        assert staff.post(f"/manage/merges/{made.public_id}/restore/").status_code == 302
        assert (whole(kept)["city"], whole(gone)["state"]) == ("Alexandria", "listed")
        assert staff.post(f"/manage/merges/{made.public_id}/restore/").status_code == 409

    def test_without_the_question_the_change_would_be_lost(self, kept, gone, monkeypatch):
        """The twin."""
        made = merge(kept, gone)
        change(kept, city="Alexandria")
        blind = actions.locked
        monkeypatch.setattr(
            actions, "locked",
            lambda entry, _revision, **more: blind(entry, Organisation.objects.get(pk=entry.pk).revision, **more),
        )  # fmt: skip
        office.unmerge_organisations(actor=None, merge=made)
        assert whole(kept)["city"] == ""

    def test_after_30_days_both_snapshots_are_gone(self, staff, kept, gone):
        old_logo = default_storage.save("logos/y.webp", ContentFile(b"y"))
        Organisation.objects.filter(pk=kept.pk).update(logo=old_logo, logo_width=8, logo_height=8)
        other = default_storage.save("logos/z.webp", ContentFile(b"z"))
        Organisation.objects.filter(pk=gone.pk).update(logo=other, logo_width=8, logo_height=8)
        made = merge(kept, gone, logo="gone")
        Merge.objects.filter(pk=made.pk).update(merged_at=timezone.now() - timedelta(days=31))
        assert staff.post(f"/manage/merges/{made.public_id}/undo/").status_code == 409
        assert office.forget_old_merges() == 1
        assert not Merge.objects.exists()
        assert not default_storage.exists(old_logo)
        assert default_storage.exists(other)

    def test_the_register_of_what_is_kept_knows_it(self, kept, gone):
        made = merge(kept, gone)
        Merge.objects.filter(pk=made.pk).update(merged_at=timezone.now() - timedelta(days=33))
        retention.purge()
        assert not Merge.objects.exists()


class TestScreens:
    def test_those_that_look_alike_are_offered(self, staff, kept, gone):
        make_organisation("Hope Societies", country="EG")
        page = staff.get(f"/manage/merges/{gone.pk}/").content.decode()
        assert "Hope Societies" in page
        assert "nearly the same name" in page
        found = staff.get(f"/manage/merges/{gone.pk}/?q=hop%00").content.decode()
        assert f"/manage/merges/{gone.pk}/with/{kept.pk}/" in found

    def test_side_by_side_then_one(self, staff, kept, gone):
        address = f"/manage/merges/{kept.pk}/with/{gone.pk}/"
        page = staff.get(address).content.decode()
        for words in (
            "We are Hope.",
            "We are the Society.",
            "theirs@example.org",
            'name="gone_revision" value="1"',
        ):
            assert words in page
        values = {"kept_revision": 1, "gone_revision": 1, "name": "gone"}
        answer = staff.post(address, values)
        assert answer.status_code == 302
        assert Organisation.objects.get(pk=kept.pk).name == "Hope Society"
        assert "Hope Society" in staff.get("/manage/merges/").content.decode()
        assert "Make them two entries again" in staff.get(answer["Location"]).content.decode()

    def test_a_later_press_is_shown_what_is_there_now(self, staff, kept, gone):
        change(gone, city="Giza")
        values = {"kept_revision": 1, "gone_revision": 1, "name": "gone"}
        answer = staff.post(f"/manage/merges/{kept.pk}/with/{gone.pk}/", values)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Giza" in page
        assert 'name="gone_revision" value="2"' in page
        assert 'value="gone" id="id_name_1" checked' in page or "checked" in page

    @pytest.mark.parametrize(
        "values",
        [{}, {"kept_revision": "x", "gone_revision": 1}, {"kept_revision": 1, "gone_revision": 1, "name": "nobody"},
         {"kept_revision": "9" * 30, "gone_revision": 1}],
    )  # fmt: skip
    def test_nonsense(self, staff, kept, gone, values):
        assert staff.post(f"/manage/merges/{kept.pk}/with/{gone.pk}/", values).status_code == 422
        assert not Merge.objects.exists()

    def test_with_itself(self, staff, kept):
        assert staff.get(f"/manage/merges/{kept.pk}/with/{kept.pk}/").status_code == 404

    @pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404)])
    def test_nobody_else(self, who, status, request, kept, gone):
        made = merge(kept, gone)
        client = request.getfixturevalue(who)
        for address in (
            f"{kept.pk}/with/{gone.pk}/",
            f"{made.public_id}/undo/",
            f"{made.public_id}/restore/",
        ):
            assert client.post(f"/manage/merges/{address}").status_code == status
        assert client.get(f"/manage/merges/{made.public_id}/").status_code == status
        made.refresh_from_db()
        assert made.undone_at is None
