"""Loading a file: what is good loads at once, what is bad is named with its line, and nothing is half done."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from advocates.core.models import StreamEntry
from advocates.organisations import actions, directory, importing
from advocates.organisations.importing import COLUMNS, Unreadable, import_organisations
from advocates.organisations.models import Organisation, OrganisationChange
from advocates.organisations.tests.factories import (
    REAL_FILE,
    load_real_directory,
    make_organisation,
    write_csv,
)
from advocates.organisations.vocabulary import Precision, State

pytestmark = pytest.mark.django_db
HEADING = ",".join(COLUMNS) + "\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "groups.csv"


def names() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def as_text(line: str) -> str:
    return HEADING + line + "\n"


def mend(found: Organisation, **fields) -> Organisation:
    entry = actions.Entry(fields)
    return actions.edit_organisation(
        actor=None, organisation=found, base_revision=found.revision, entry=entry
    )


class TestRealFile:
    def test_loads_114_groups_in_74_countries_with_23_members(self):
        load_real_directory()
        facts = directory.index().facts
        assert (facts.listed, facts.countries_with_group, facts.members) == (114, 74, 23)

    def test_every_entry_shows_its_source_and_none_is_confirmed(self):
        load_real_directory()
        assert not Organisation.objects.filter(sources=[]).exists()
        assert directory.index().facts.confirmed == 0

    def test_a_second_time_changes_nothing(self):
        load_real_directory()
        before = list(Organisation.objects.order_by("id").values())
        report = import_organisations(REAL_FILE)
        assert (report.added, report.changed, report.unchanged, report.refused) == ([], [], 114, [])
        assert list(Organisation.objects.order_by("id").values()) == before

    def test_each_import_is_in_the_history_and_in_the_stream(self):
        load_real_directory()
        assert OrganisationChange.objects.filter(deed="imported").count() == 114
        assert StreamEntry.objects.filter(kind="organisations.organisation.imported").count() == 114

    def test_a_name_in_one_known_language_says_which(self):
        load_real_directory()
        assert Organisation.objects.get(name="IZUMI Japan").local_language == "ja"
        assert Organisation.objects.get(name="Association El Amel d'aide aux cancéreux").local_language == ""


class TestSecondTime:
    @pytest.mark.parametrize(
        "mended",
        [
            {"name": "Quite Another Name"},
            {"country": "AT"},
            {"website": "https://example.org"},
            {"city": "Ulm"},
        ],
    )
    def test_what_staff_mended_stays_and_nothing_is_doubled(self, file, mended):
        write_csv(file, {"name": "Group A"})
        import_organisations(file)
        mend(Organisation.objects.get(), **mended)
        report = import_organisations(file)
        assert (report.added, report.changed, report.unchanged) == ([], [], 1)
        found = Organisation.objects.get()
        assert {name: getattr(found, name) for name in mended} == mended

    def test_a_changed_row_changes_its_entry(self, file):
        import_organisations(write_csv(file, {"name": "Group A", "city": "Ulm"}))
        report = import_organisations(write_csv(file, {"name": "Group A", "city": "Bonn"}))
        assert report.changed == ["Group A"]
        assert Organisation.objects.get().city == "Bonn"

    def test_an_empty_cell_takes_nothing_away(self, file):
        import_organisations(write_csv(file, {"name": "Group A", "website": "https://example.org"}))
        import_organisations(write_csv(file, {"name": "Group A", "disease_areas": "CML"}))
        found = Organisation.objects.get()
        assert (found.website, found.disease_areas) == ("https://example.org", ["cml"])

    def test_a_place_and_countries_that_staff_gave_stay(self, file):
        import_organisations(write_csv(file, {"name": "Group A"}))
        place = {
            "precision": Precision.ADDRESS,
            "latitude": "48.4",
            "longitude": "10",
            "countries": ["DE", "AT"],
        }
        mend(Organisation.objects.get(), **place)
        import_organisations(write_csv(file, {"name": "Group A", "city": "Ulm"}))
        found = Organisation.objects.get()
        assert (found.precision, found.countries, found.city) == ("address", ["DE", "AT"], "Ulm")

    @pytest.mark.parametrize(
        ("state", "cell", "then"),
        [
            (State.LISTED, "yes", State.MEMBER),
            (State.MEMBER, "", State.MEMBER),
            (State.SUSPENDED, "yes", State.SUSPENDED),
            (State.FORMER, "yes", State.FORMER),
        ],
    )
    def test_a_file_can_make_a_member_but_not_undo_a_decision(self, file, state, cell, then):
        make_organisation("Group A", state=state)
        import_organisations(write_csv(file, {"name": "Group A", "member": cell}))
        assert Organisation.objects.get().state == then

    def test_what_only_the_site_holds_survives_a_changed_row(self, file):
        made = make_organisation(
            "Group A", descriptions={"de": "Hallo"}, channels=[("phone", "+4930123456")], note="Kept"
        )
        import_organisations(write_csv(file, {"name": "Group A", "city": "Ulm"}))
        made.refresh_from_db()
        assert made.descriptions.get().text == "Hallo"
        assert made.channels.get().value == "+4930123456"
        assert made.note == "Kept"


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ({"country_code": "XX"}, "country_code: “XX” is not a country code"),
            ({"country_code": "de"}, "country_code: “de” is not a country code"),
            ({"country_code": "", "languages": ""}, "country_code: Give a country"),
            ({"name": ""}, "name: "),
            ({"name": "x" * 201}, "name: "),
            ({"name": "=HYPERLINK(1)"}, "name begins with “=”, like a formula"),
            ({"city": "+1"}, "city begins with “+”"),
            ({"local_name": "@SUM(A1)"}, "local_name begins with “@”"),
            ({"local_name": "-2+3"}, "local_name begins with “-”"),
            ({"website": "javascript:alert(1)"}, "website: Write a web address"),
            ({"website": "https://user:secret@example.org"}, "website: Write a web address"),
            ({"website": "https://exa mple.org"}, "website: Write a web address"),
            ({"source_url": "data:text/html,x"}, "source_url: Write a web address"),
            ({"languages": "de;xx1"}, "languages: “xx1” is not a language code"),
            ({"disease_areas": "CML; gout"}, "“gout” is not among the diseases"),
            ({"member": "maybe"}, "member is “maybe”; write yes"),
            ({"name": "Group\u202eevil"}, "name: This text contains signs that cannot be seen"),
            ({"name": "Group\x07"}, "name: This text contains signs that cannot be seen"),
        ],
    )
    def test_is_named_with_line_and_reason_while_the_others_load(self, file, row, says):
        bad = {"name": "Bad", **row}
        report = import_organisations(write_csv(file, {"name": "First"}, bad, {"name": "Last"}))
        assert names() == {"First", "Last"}
        assert [refusal.line for refusal in report.refused] == [3]
        assert report.refused[0].reason.startswith(says)

    @pytest.mark.parametrize("name", ["Group A", "GROUP Á", " group a "])
    def test_doubled(self, file, name):
        report = import_organisations(write_csv(file, {"name": "Group A"}, {"name": "B"}, {"name": name}))
        assert [(refusal.line, refusal.reason) for refusal in report.refused] == [
            (4, "This is the same organisation as in line 2.")
        ]

    def test_the_same_name_in_another_country_is_another_group(self, file):
        report = import_organisations(write_csv(file, {"name": "Max"}, {"name": "Max", "country_code": "AT"}))
        assert len(report.added) == 2

    @pytest.mark.parametrize("line", ["Bad,,DE", "Bad,,DE,,,,,,,more", "Bad, with comma,,DE,,,,,,"])
    def test_wrong_number_of_cells(self, file, line):
        file.write_text(as_text(f"Good,,DE,,,,,,\n{line}\nAlso good,,DE,,,,,,"))
        report = import_organisations(file)
        assert [(refusal.line, refusal.name) for refusal in report.refused] == [(3, "Bad")]
        assert "not as many cells as the heading" in report.refused[0].reason
        assert names() == {"Good", "Also good"}

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_lines_are_counted_as_an_editor_shows_them(self, file, end):
        cells = ",,DE,,,,,,"
        first = [HEADING.strip(), f'"One{end}name"{cells}', "", "", f"Fine{cells}"]
        lines = [*first, ",,XX,,,,,,", f'"Two{end}{end}"{cells}', "Bad,,YY,,,,,,"]
        file.write_bytes((end.join(lines) + end).encode())
        refused = {refusal.line for refusal in import_organisations(file).refused}
        assert {7, 11} <= refused
        assert file.read_bytes().decode().splitlines()[10] == "Bad,,YY,,,,,,"

    def test_the_report_cannot_be_forged_by_a_cell(self, file):
        evil = "x\r\nLine 9 (Nobody): all is well\x1b[2J"
        refusal = import_organisations(write_csv(file, {"name": evil, "member": evil})).refused[0]
        for text in (refusal.name, refusal.reason):
            assert text.isprintable()
            assert len(text) <= 300


class TestUnreadable:
    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"", "The file has no column name, local_name"),
            (b"name,country_code\nx,DE\n", "The file has no column local_name, city, website"),
            (HEADING.replace(",city", "").encode() + b"x,,DE,,,,,\n", "The file has no column city."),
            (HEADING.replace(",", ";").encode(), "The file has no column name"),
            (HEADING.replace("city", "name").encode(), "The file has no column city."),
            ((HEADING.strip() + ",city\n").encode(), "The file has the column city twice."),
            (as_text("Gut,,DE,,,,,,\nLeukämie,,DE,,,,,,").encode("latin-1"), "Line 3 is not UTF-8"),
            (HEADING.encode("utf-16"), "Line 1 is not UTF-8"),
            (as_text("A,,DE,,,,,,\nB\x00,,DE,,,,,,").encode(), "Line 3 contains a NUL sign"),
            (as_text('A,,DE,,,,,,\n"B,,DE,,,,,,').encode(), "Line 3 is not CSV"),
            (as_text('A,,DE,,,,,,\n"B"x,,DE,,,,,,').encode(), "Line 3 is not CSV"),
            (as_text("A,,DE,,,,,,\n" + "x" * 200_000 + ",,DE,,,,,,").encode(), "Line 3 is not CSV"),
            (b"PK\x03\x04\xff\xfe", "Line 1 is not UTF-8"),
        ],
    )
    def test_changes_nothing_and_says_why(self, file, raw, says):
        file.write_bytes(raw)
        with pytest.raises(Unreadable, match=f"^{says}"):
            import_organisations(file)
        assert not Organisation.objects.exists()

    def test_100_mb_are_not_even_read(self, file, monkeypatch):
        with file.open("wb") as sparse:
            sparse.truncate(100 * 2**20)
        monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("the file was read"))
        with pytest.raises(Unreadable, match="larger than 20 MB"):
            import_organisations(file)

    def test_too_many_rows(self, file, monkeypatch):
        monkeypatch.setattr(importing.make_plan, "__kwdefaults__", {"most_rows": 2})
        with pytest.raises(Unreadable, match="more than 2 rows"):
            import_organisations(write_csv(file, {"name": "A"}, {"name": "B"}, {"name": "C"}))

    def test_no_file(self, file, tmp_path):
        for path in (file, tmp_path):
            with pytest.raises(Unreadable, match="cannot be read"):
                import_organisations(path)


class TestGoodFile:
    @pytest.mark.parametrize(
        "raw",
        [
            as_text("Größe,,DE,,,de,CML,,").encode(),
            as_text("Größe,,DE,,,de,CML,,").encode("utf-8-sig"),
            as_text("Größe,,DE,,,de,CML,,").replace("\n", "\r\n").encode(),
            as_text("\nGröße,,DE,,,de,CML,,\n\n").encode(),
        ],
        ids=["plain", "byte-order mark", "CRLF", "empty lines"],
    )
    def test_may_come_from_any_program(self, file, raw):
        file.write_bytes(raw)
        report = import_organisations(file)
        assert (report.added, report.refused) == (["Größe"], [])
        found = Organisation.objects.get()
        assert (found.slug, found.languages, found.disease_areas) == ("grosse", ["de"], ["cml"])

    def test_further_columns_are_ignored(self, file):
        rows = {"name": "A", "remark": "=1+1"}
        assert import_organisations(write_csv(file, rows, columns=[*COLUMNS, "remark"])).added == ["A"]

    def test_an_online_community_needs_no_country(self, file):
        import_organisations(write_csv(file, {"name": "Online", "country_code": ""}))
        assert Organisation.objects.get().countries == []

    def test_names_without_a_latin_letter_get_addresses_too(self, file):
        rows = [{"name": "血液情報広場"}, {"name": "血液情報広場", "country_code": "JP"}, {"name": "!!!"}]
        import_organisations(write_csv(file, *rows))
        assert set(Organisation.objects.values_list("slug", flat=True)) == {
            "血液情報広場",
            "血液情報広場-2",
            "group-de",
        }

    def test_is_written_all_or_nothing(self, file, monkeypatch):
        real = actions.create_organisation

        def fails_at_the_third(*, actor, entry, deed):
            if entry.fields["name"] == "C":
                raise DatabaseError("disk full")
            return real(actor=actor, entry=entry, deed=deed)

        monkeypatch.setattr(actions, "create_organisation", fails_at_the_third)
        write_csv(file, {"name": "A"}, {"name": "B"}, {"name": "C"})
        with pytest.raises(DatabaseError):
            import_organisations(file)
        assert not Organisation.objects.exists()


class TestCommand:
    def run(self, file: Path, *options: str) -> tuple[str, str, int]:
        out, err = StringIO(), StringIO()
        try:
            call_command("import_organisations", str(file), *options, stdout=out, stderr=err)
        except CommandError as error:
            return out.getvalue(), err.getvalue() + str(error), error.returncode
        return out.getvalue(), err.getvalue(), 0

    def test_good_file_ends_with_0(self, file):
        out, err, status = self.run(write_csv(file, {"name": "A"}))
        assert (out, err, status) == ("Added 1, changed 0, left 0 as they are.\n", "", 0)

    def test_refused_rows_end_with_1_and_are_listed(self, file):
        out, err, status = self.run(write_csv(file, {"name": "A"}, {"name": "B", "country_code": "XX"}))
        assert status == 1
        assert out.startswith("Added 1,")
        assert "Line 3 (B): country_code: “XX” is not a country code." in err
        assert "1 row was refused." in err
        assert names() == {"A"}

    @pytest.mark.parametrize("rows", [[{"name": "A"}], [{"name": "A"}, {"name": "B", "member": "?"}]])
    def test_dry_run_says_the_same_and_writes_nothing(self, file, rows):
        write_csv(file, *rows)
        dry = self.run(file, "--dry-run")
        assert not Organisation.objects.exists()
        assert not StreamEntry.objects.filter(kind__startswith="organisations").exists()
        out, err, status = self.run(file)
        assert dry == (out.replace("Added 1, changed 0, left", "Would add 1, change 0, leave"), err, status)

    def test_is_reached_by_the_name_with_a_hyphen(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "-m", "advocates", "import-organisations", str(tmp_path / "missing.csv")],
            env={
                **os.environ,
                "DATA_DIR": str(tmp_path),
                "DJANGO_SETTINGS_MODULE": "advocates.config.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "The file cannot be read: No such file or directory." in done.stderr
        assert "Traceback" not in done.stderr
