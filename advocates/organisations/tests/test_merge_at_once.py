"""Several people merge, or undo a merge, at the same moment: one does it, the others are told."""

import threading

import pytest
from django.db import connections

from advocates.core.refused import Refused
from advocates.organisations.models import Merge, Organisation
from advocates.organisations.office import actions as office
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    return make_organisation("Hope", country="EG"), make_organisation("Hope Society", country="EG")


class TestAtOnce:
    def run(self, *deeds) -> list[str]:
        outcomes: list[str] = []

        def one(deed) -> None:
            try:
                deed()
                outcomes.append("done")
            except Refused as refused:
                outcomes.append(type(refused).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=[deed]) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(outcomes)

    def test_two_merge_the_same_pair(self, pair):
        kept, gone = pair
        pairs = [office.Pair(kept, gone, 1, 1), office.Pair(kept, gone, 1, 1), office.Pair(gone, kept, 1, 1)]
        deeds = [
            lambda pair=pair: office.merge_organisations(actor=None, pair=pair, choices={}) for pair in pairs
        ]
        assert self.run(*deeds) == ["SomebodyElseChanged", "SomebodyElseChanged", "done"]
        assert Merge.objects.count() == 1
        assert Organisation.objects.filter(state="merged").count() == 1

    def test_three_in_a_circle(self):
        one, two, three = (make_organisation(name, country="EG") for name in ("A1", "B2", "C3"))
        pairs = [office.Pair(*pair, 1, 1) for pair in ((one, two), (two, three), (three, one))]
        deeds = [
            lambda pair=pair: office.merge_organisations(actor=None, pair=pair, choices={}) for pair in pairs
        ]
        assert self.run(*deeds).count("done") >= 1
        assert Organisation.objects.filter(merged_into=None).exists()

    def test_two_undo(self, pair):
        made = office.merge_organisations(actor=None, pair=office.Pair(*pair, 1, 1), choices={})
        deeds = [lambda: office.unmerge_organisations(actor=None, merge=made)] * 2
        assert self.run(*deeds) == ["Refused", "done"]
