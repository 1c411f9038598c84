"""A file in the back office: first what it would do, then exactly that, and never twice."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from advocates.core import retention
from advocates.core.viewer import VISITOR, Role
from advocates.organisations import actions, importing
from advocates.organisations.actions import Entry
from advocates.organisations.import_rows import COLUMNS
from advocates.organisations.importing import Fate, import_organisations, make_plan
from advocates.organisations.models import ImportFile, Organisation, OrganisationChange, RowDecision
from advocates.organisations.office import actions as office
from advocates.organisations.tests.factories import make_organisation, write_csv
from tests.cast import cast_client

pytestmark = pytest.mark.django_db
START = "/manage/import/"
HEADING = ",".join(COLUMNS) + "\n"


def text_of(*lines: str) -> str:
    return HEADING + "".join(f"{line}\n" for line in lines)


def send(client, raw: str | bytes, name: str = "groups.csv"):
    content = raw.encode() if isinstance(raw, str) else raw
    return client.post(START, {"file": SimpleUploadedFile(name, content, "text/csv")})


def address_of(client, *lines: str) -> str:
    answer = send(client, text_of(*lines))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer["Location"]


def load(client, address: str, **chosen: str):
    digest = client.get(address).context["plan"].digest
    return client.post(address, {"plan": digest, **chosen})


def mend(entry: Organisation, **fields) -> None:
    entry.refresh_from_db()
    actions.edit_organisation(
        actor=None, organisation=entry, base_revision=entry.revision, entry=Entry(fields)
    )


class TestLooking:
    def test_everything_is_shown_and_nothing_written(self, staff):
        make_organisation("Amber", country="DE", languages=["de"])
        make_organisation("Birch", country="DE", languages=["de"])
        before = OrganisationChange.objects.count()
        page = staff.get(
            address_of(
                staff,
                "Amber,,DE,Ulm,,de,,,",
                "Birch,,DE,,,de,,,",
                "Quite new,,FR,,,fr,,,",
                "Wrong,,XX,,,,,,",
            )
        )
        text = page.content.decode()
        plan = page.context["plan"]
        assert [len(plan.of(fate)) for fate in (Fate.ADD, Fate.CHANGE, Fate.KEEP)] == [1, 1, 1]
        for words in (
            "Ulm",
            "<del>(empty)</del>",
            "Quite new",
            "“XX” is not a country code",
            "for you alone",
        ):
            assert words in text
        assert OrganisationChange.objects.count() == before

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"\xff\xfe\x00", "not UTF-8"),
            ("x" * 10, "has no column"),
            (text_of(), "has no rows"),
            ("", "empty"),
            (text_of('"A,,DE,,,,,,'), "is not CSV"),
            (text_of("A\0,,DE,,,,,,"), "NUL sign"),
            (b"x" * (2 * 2**20 + 1), "larger than 2 MB"),
            (text_of(*["A,,DE,,,,,,"] * 5001), "more than 5000 rows"),
        ],
        ids=["utf-16", "columns", "no rows", "empty", "quotes", "nul", "large", "many"],
    )
    def test_a_file_that_is_none(self, staff, raw, says):
        answer = send(staff, raw)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not ImportFile.objects.exists()

    def test_50_000_rows_are_a_clear_answer(self, staff):
        answer = send(staff, text_of(*["A,,DE,,,,,,"] * 50_000))
        assert answer.status_code == 422
        assert "more than 5000 rows" in answer.content.decode()

    def test_cells_that_a_spreadsheet_would_run(self, staff):
        page = staff.get(
            address_of(staff, '"=HYPERLINK(""x"")",,DE,,,,,,', "Fine,,DE,,,,,,")
        ).content.decode()
        assert "begins with “=”, like a formula" in page

    def test_markup_in_cells_stays_text(self, staff):
        page = staff.get(address_of(staff, "<script>x</script>,,DE,,,,,,", "<b>,,XX,,,,,,")).content.decode()
        assert "<script>x" not in page
        assert "&lt;b&gt;" in page


class TestLoading:
    def test_it_does_what_was_shown(self, staff):
        amber = make_organisation("Amber", country="DE", languages=["de"])
        address = address_of(staff, "Amber,,DE,Ulm,,de,,,", "Quite new,,FR,,,fr,,yes,")
        assert load(staff, address).status_code == 302
        amber.refresh_from_db()
        assert (amber.city, amber.revision) == ("Ulm", 2)
        assert Organisation.objects.get(name="Quite new").state == "member"
        assert OrganisationChange.objects.filter(deed="imported", actor=staff.person).count() == 2
        file = ImportFile.objects.get()
        assert (file.text, file.counts) == ("", {"added": 1, "changed": 1, "unchanged": 0, "refused": 0})
        assert "The file is loaded" in staff.get(address).content.decode()

    def test_twice_does_nothing_more(self, staff):
        lines = ("Amber,,DE,Ulm,,de,,,", "Quite new,,FR,,,fr,,,")
        address = address_of(staff, *lines)
        digest = staff.get(address).context["plan"].digest
        for _ in range(2):
            staff.post(address, {"plan": digest})
        load(staff, address_of(staff, *lines))
        assert Organisation.objects.count() == 2
        assert OrganisationChange.objects.count() == 2

    def test_the_new_plan_is_shown_when_the_directory_has_changed(self, staff):
        amber = make_organisation("Amber", country="DE", languages=["de"])
        address = address_of(staff, "Amber,,DE,Ulm,,de,,,")
        digest = staff.get(address).context["plan"].digest
        mend(amber, city="Bonn")
        answer = staff.post(address, {"plan": digest})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "has changed since you looked" in page
        assert "<del>Bonn</del>" in page
        amber.refresh_from_db()
        assert amber.city == "Bonn"
        assert load(staff, address).status_code == 302
        amber.refresh_from_db()
        assert amber.city == "Ulm"

    def test_without_comparing_it_would_do_something_else(self, staff, monkeypatch):
        """The twin."""
        amber = make_organisation("Amber", country="DE", languages=["de"])
        address = address_of(staff, "Amber,,DE,Ulm,,de,,,")
        mend(amber, city="Bonn")
        monkeypatch.setattr(importing.Plan, "digest", "same")
        assert staff.post(address, {"plan": "same"}).status_code == 302
        amber.refresh_from_db()
        assert amber.city == "Ulm"

    @pytest.mark.parametrize("digest", ["", "x", "\0", "0" * 64])
    def test_a_plan_that_was_never_shown(self, staff, digest):
        address = address_of(staff, "Amber,,DE,Ulm,,de,,,")
        assert staff.post(address, {"plan": digest}).status_code == 409
        assert not Organisation.objects.exists()

    def test_a_failure_in_the_middle_leaves_nothing(self, staff, monkeypatch):
        address = address_of(staff, "Amber,,DE,,,de,,,", "Birch,,DE,,,de,,,")
        real = actions.create_organisation

        def late(*, actor, entry, deed):
            if entry.fields["name"] == "Birch":
                raise actions.SomebodyElseChanged(Organisation.objects.get(name="Amber"))
            return real(actor=actor, entry=entry, deed=deed)

        monkeypatch.setattr(actions, "create_organisation", late)
        assert load(staff, address).status_code == 409
        assert not Organisation.objects.exists()


class TestDoubtfulDoubles:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("Something else,,DE,,http://www.lights.example.org/en,de,,,", "the same website"),
            ("Lights of Hope Germany e.V.,,DE,,,de,,,", "nearly the same name"),
            ("Líghts of Hope Germany,,,,,de,,,", "nearly the same name"),
            ("LOHG,,DE,,,de,,,", "the same short name"),
        ],
    )
    def test_why(self, staff, line, reason):
        website = "https://lights.example.org"
        make_organisation("Lights of Hope Germany", acronym="LOHG", website=website, languages=["de"])
        page = staff.get(address_of(staff, line)).content.decode()
        assert f"({reason}" in page
        assert "Lights of Hope Germany” : update" in page or "Lights of Hope Germany”: update" in page

    @pytest.mark.parametrize(
        "line",
        [
            "Lights of Hope Germany,,AT,,,de,,,",
            "Quite Another Group,,DE,,https://other.example.org,de,,,",
            "CML friends of Berlin,,DE,,,de,,,",
            "Walkers,,DE,,https://facebook.com/walkers,de,,,",
        ],
    )
    def test_what_is_none(self, staff, line):
        make_organisation("Lights of Hope Germany", website="https://facebook.com/lights", languages=["de"])
        make_organisation("Patients with CML", languages=["de"])
        plan = staff.get(address_of(staff, line)).context["plan"]
        assert plan.of(Fate.DOUBT) == []

    def chosen(self, staff, choice: str) -> tuple[Organisation, str]:
        known = make_organisation("Lights of Hope Germany", languages=["de"])
        address = address_of(staff, "Lights of Hope Germany e.V.,,DE,Ulm,,de,,,")
        assert load(staff, address, **{"row-2": choice.format(pk=known.pk)}).status_code == 302
        known.refresh_from_db()
        return known, address

    def test_the_same(self, staff):
        known, _address = self.chosen(staff, "entry-{pk}")
        assert (known.city, known.name) == ("Ulm", "Lights of Hope Germany e.V.")
        assert RowDecision.objects.get().organisation == known
        mend(known, city="Bonn", name="Lights")
        again = staff.get(address_of(staff, "Lights of Hope Germany e.V.,,DE,Ulm,,de,,,")).context["plan"]
        assert [step.fate for step in again.steps] == [Fate.KEEP]

    def test_another_group(self, staff):
        known, _address = self.chosen(staff, "add")
        assert known.city == ""
        assert Organisation.objects.count() == 2

    def test_left_out(self, staff):
        known, _address = self.chosen(staff, "leave")
        assert (known.city, Organisation.objects.count()) == ("", 1)

    def test_a_choice_that_is_not_offered(self, staff):
        make_organisation("Lights of Hope Germany", languages=["de"])
        address = address_of(staff, "Lights of Hope Germany e.V.,,DE,Ulm,,de,,,")
        assert load(staff, address, **{"row-2": "entry-999"}).status_code == 422
        assert Organisation.objects.count() == 1

    def test_another_row(self, staff):
        lines = ("Lights of Hope Germany,,DE,,,de,,,", "Lights of Hope Germany e.V.,,DE,Ulm,,de,,,")
        address = address_of(staff, *lines)
        assert load(staff, address, **{"row-3": "line-2"}).status_code == 302
        made = Organisation.objects.get()
        assert (made.city, made.revision) == ("Ulm", 2)
        assert [step.fate for step in make_plan(text_of(*lines)).steps] == [Fate.KEEP, Fate.KEEP]

    def test_the_command_line_tells_them_and_adds_them(self, tmp_path, capsys):
        make_organisation("Lights of Hope Germany", languages=["de"])
        file = write_csv(tmp_path / "x.csv", {"name": "Lights of Hope Germany e.V."})
        for dry_run in (True, False):
            report = import_organisations(file, dry_run=dry_run)
            assert [step.row.line for step in report.doubtful] == [2]
            assert report.added == ["Lights of Hope Germany e.V."]


class TestWhoSees:
    @pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404)])
    def test_nobody_else_sends_or_loads(self, who, status, staff, request):
        address = address_of(staff, "Amber,,DE,,,de,,,")
        client = request.getfixturevalue(who)
        assert client.get(address).status_code == status
        assert client.post(address, {"plan": "x"}).status_code == status
        assert send(client, text_of("B,,DE,,,,,,")).status_code == status
        assert ImportFile.objects.count() == 1

    def test_a_colleague_does_not_either(self, staff):
        address = address_of(staff, "Amber,,DE,,,de,,,")
        assert cast_client("colleague", Role.STAFF).get(address).status_code == 404
        assert not ImportFile.objects.visible_to(VISITOR).exists()

    def test_without_the_door_one_would(self, staff, monkeypatch):
        """The twin."""
        address = address_of(staff, "Amber,,DE,,,de,,,")
        monkeypatch.setattr(type(ImportFile.objects.all()), "visible_to", lambda rows, _viewer: rows)
        assert cast_client("colleague", Role.STAFF).get(address).status_code == 200

    def test_after_a_day_it_is_gone(self, staff):
        address = address_of(staff, "Amber,,DE,,,de,,,")
        ImportFile.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert staff.get(address).status_code == 404
        retention.purge()
        assert not ImportFile.objects.exists()

    def test_what_is_loaded_is_not_kept(self, staff):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportFile.objects.create(owner=staff.person, text="x", applied_at=timezone.now())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def run(self, staff, files) -> list[str]:
        outcomes: list[str] = []

        def one(file) -> None:
            try:
                digest = make_plan(text_of("Amber,,DE,,,de,,,")).digest
                barrier.wait(10)
                office.apply_file(actor=staff.person, file=file, digest=digest, choices={})
                outcomes.append("done")
            except office.PlanChanged:
                outcomes.append("changed")
            finally:
                connections.close_all()

        barrier = threading.Barrier(len(files))
        threads = [threading.Thread(target=one, args=[file]) for file in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(outcomes)

    def test_two_load_the_same_file(self, staff):
        file = office.keep_file(actor=staff.person, text=text_of("Amber,,DE,,,de,,,"))
        assert self.run(staff, [file, file]) == ["done", "done"]
        assert Organisation.objects.count() == 1
        assert OrganisationChange.objects.count() == 1

    def test_two_load_files_with_the_same_group(self, staff):
        files = [office.keep_file(actor=staff.person, text=text_of("Amber,,DE,,,de,,,")) for _ in range(2)]
        assert self.run(staff, files) == ["changed", "done"]
        assert Organisation.objects.count() == 1
