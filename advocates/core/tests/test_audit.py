"""Acts of power leave a trace that nobody changes unseen, also not with the database in hand."""

import json
import stat
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from advocates.core import audit, stream
from advocates.core.models import AuditLink, StreamEntry
from advocates.operations.audit_check import acts
from advocates.operations.findings import How
from tests.cast import make_person

pytestmark = pytest.mark.django_db
KIND = "accounts.role.granted"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    StreamEntry.objects.all().delete()


def record(times: int = 1) -> None:
    person = make_person("rosa")
    StreamEntry.objects.all().delete()
    for number in range(times):
        with transaction.atomic():
            stream.record(KIND, person, actor=person, number=number)


def append(capture) -> int:
    with capture(execute=True):
        return audit.append()


@pytest.fixture
def chain(django_capture_on_commit_callbacks) -> list[AuditLink]:
    record(30)
    append(django_capture_on_commit_callbacks)
    return list(AuditLink.objects.order_by("number"))


def sql(text: str, *values: object) -> None:
    """Past the program."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


class TestWhole:
    def test_each_act_has_its_link_once(self, chain, django_capture_on_commit_callbacks):
        assert [link.number for link in chain] == list(range(1, 31))
        assert append(django_capture_on_commit_callbacks) == 0
        assert list(audit.breaks()) == []
        assert [finding.how for finding in acts()] == [How.WELL]

    def test_what_is_no_act_of_power_is_left_alone(self, django_capture_on_commit_callbacks):
        person = make_person("rosa")
        with transaction.atomic():
            stream.record("accounts.person.changed", person, actor=person)
        StreamEntry.objects.filter(is_audit=True).delete()
        assert append(django_capture_on_commit_callbacks) == 0

    def test_one_that_was_committed_late_comes_last(self, chain, django_capture_on_commit_callbacks):
        AuditLink.objects.filter(number__gt=28).delete()
        late = chain[28].entry
        append(django_capture_on_commit_callbacks)
        assert AuditLink.objects.get(number=29).entry == late
        assert list(audit.breaks()) == []

    def test_in_portions(self, django_capture_on_commit_callbacks):
        record(30)
        for expected in (12, 12, 6):
            with django_capture_on_commit_callbacks(execute=True):
                assert audit.append(limit=12) == expected
        assert list(audit.breaks()) == []

    def test_it_begins_anew_where_the_oldest_have_been_deleted_in_time(self, chain):
        old = timezone.now() - timedelta(days=729)
        StreamEntry.objects.filter(pk__in=[link.entry_id for link in chain[:10]]).update(at=old)
        StreamEntry.objects.filter(pk__in=[chain[2].entry_id, chain[4].entry_id]).delete()
        assert list(audit.breaks()) == []

    def test_the_head_is_for_its_owner_alone(self, chain, tmp_path):
        file = tmp_path / "audit-head.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert json.loads(file.read_text())["number"] == 30


CHANGES = {
    "kind": "'accounts.role.ended'",
    "target_id": "'999'",
    "target_type": "'x.y'",
    "data": """'{"number": 99}'""",
    "actor_id": "NULL",
    "at": "'2026-01-01 00:00:00+00:00'",
}


class TestBroken:
    @pytest.mark.parametrize("column", CHANGES)
    @pytest.mark.parametrize("at", [1, 15, 29])
    def test_an_entry_that_was_changed(self, chain, column, at):
        sql(
            f"UPDATE core_streamentry SET {column} = {CHANGES[column]} WHERE id = %s",  # noqa: S608 - our own words
            chain[at].entry_id,
        )
        assert len(list(audit.breaks())) >= 1
        assert [finding.how for finding in acts()][0] == How.BAD

    @pytest.mark.parametrize("at", [1, 15, 28])
    def test_one_that_was_taken_out(self, chain, at):
        sql("DELETE FROM core_auditlink WHERE id = %s", chain[at].pk)
        sql("DELETE FROM core_streamentry WHERE id = %s", chain[at].entry_id)
        assert len(list(audit.breaks())) == 1

    def test_one_taken_out_and_the_numbers_closed_up(self, chain):
        sql("DELETE FROM core_auditlink WHERE id = %s", chain[15].pk)
        for link in chain[16:]:
            sql("UPDATE core_auditlink SET number = %s WHERE id = %s", link.number - 1, link.pk)
        assert len(list(audit.breaks())) >= 1

    def test_the_newest_taken_off(self, chain, django_capture_on_commit_callbacks):
        sql("DELETE FROM core_auditlink WHERE number > 25")
        StreamEntry.objects.filter(pk__in=[link.entry_id for link in chain[25:]]).delete()
        assert list(audit.breaks()) == ["Entries after number 25 are gone; there were 30."]
        # Nor does it heal by what happens next.
        person = make_person("next")
        for number in range(9):
            with transaction.atomic():
                stream.record(KIND, person, actor=person, number=number)
        append(django_capture_on_commit_callbacks)
        assert list(audit.breaks()) == ["Entry 30 is not the one that was noted outside the database."]

    def test_all_of_it_taken_off(self, chain):
        sql("DELETE FROM core_auditlink")
        assert list(audit.breaks()) == ["Entries after number 0 are gone; there were 30."]

    def test_made_anew_without_the_installation_s_key(self, chain, settings):
        """Whoever has the database and the code cannot make a chain that fits."""
        previous, settings.SECRET_KEY = "", "another-key-of-somebody-else"
        for link in chain:
            previous = audit.digest_of(link.entry, previous)
            AuditLink.objects.filter(pk=link.pk).update(digest=previous)
        settings.SECRET_KEY = "the-key-of-the-installation-again"
        assert len(list(audit.breaks())) >= 29

    def test_the_twin_without_the_link_before_a_missing_one_would_not_show(self, chain, monkeypatch):
        monkeypatch.setattr(audit, "_between", lambda _previous, _link: iter(()))
        sql("DELETE FROM core_auditlink WHERE id = %s", chain[15].pk)
        assert list(audit.breaks()) == []


def test_ten_thousand_are_looked_through_in_a_second(django_assert_max_num_queries):
    StreamEntry.objects.bulk_create(
        StreamEntry(kind=KIND, target_type="x", target_id=str(number), is_audit=True)
        for number in range(10_000)
    )
    while audit.append():
        pass
    middle = AuditLink.objects.get(number=5_000)
    assert list(audit.breaks()) == []
    StreamEntry.objects.filter(pk=middle.entry_id).update(target_id="another")
    with django_assert_max_num_queries(2):
        assert len(list(audit.breaks())) == 1
