"""The office reads what is held, decides with a reason, and reads nothing else."""

import pytest
from django.db import IntegrityError, transaction

from advocates.core.models import Mail, StreamEntry
from advocates.core.refused import Refused
from advocates.core.viewer import VISITOR, viewer_for
from advocates.organisations.enquiries import actions, addresses, policies
from advocates.organisations.models import Enquiry, EnquiryText, Task
from advocates.organisations.tests.enquiries import make_enquiry, work
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
State = Enquiry.State
BOARD = "/manage/enquiries/"


@pytest.fixture
def group():
    return make_organisation("Friends", private_email="group@example.org")


@pytest.fixture
def held(group):
    return make_enquiry(group, text="quillheld is what I ask", email="ada@example.org", is_proved=False)


def at(enquiry, deed=""):
    return f"{BOARD}{enquiry.public_id}/{deed}"


def now(enquiry):
    return Enquiry.at(enquiry.public_id)


class TestWhoSees:
    @pytest.mark.parametrize(
        ("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404), ("staff", 200)]
    )
    def test_what_is_held(self, request, held, who, status):
        client = request.getfixturevalue(who)
        for address in (BOARD, at(held)):
            assert client.get(address).status_code == status

    def test_staff_read_it_by_way_of_the_tasks(self, staff, held):
        assert f'href="{at(held)}"' in staff.get("/manage/tasks/").content.decode()
        page = staff.get(at(held)).content.decode()
        assert "quillheld" in page
        assert "ada@example.org" not in page

    @pytest.mark.parametrize("state", [each for each in State if each not in (State.HELD, State.REPORTED)])
    def test_once_it_is_not_held_it_is_not_there(self, staff, held, state):
        reason = "because" if state == State.REFUSED else ""
        Enquiry.objects.filter(pk=held.pk).update(state=state, asked_at=held.created_at, reason=reason)
        assert staff.get(at(held)).status_code == 404
        assert staff.post(at(held, "release/")).status_code == 404
        assert staff.post(at(held, "refuse/"), {"reason": "x"}).status_code == 404
        board = staff.get(BOARD)
        assert str(held.public_id) not in board.content.decode()
        assert (State(state).label, 1) in board.context["counts"]

    def test_the_policy(self, staff, pending, held, group):
        viewer, sent = viewer_for(staff.person), make_enquiry(group)
        assert policies.can_decide(viewer, held)
        assert not policies.can_decide(viewer, sent)
        assert not policies.can_decide(viewer_for(pending.person), held)
        assert list(Enquiry.objects.visible_to(viewer)) == [held]
        assert not Enquiry.objects.visible_to(VISITOR).exists()


class TestReleasing:
    def test_it_goes_on_its_way_and_the_writer_gets_the_link(self, staff, held, mailbox):
        assert staff.post(at(held, "release/")).status_code == 302
        work()
        assert now(held).state == State.DELIVERED
        assert [len(mailbox.to(each)) for each in ("group@example.org", "ada@example.org")] == [1, 1]
        entry = StreamEntry.objects.get(kind="organisations.enquiry.released")
        assert (entry.actor_id, entry.is_audit) == (staff.person.pk, True)
        assert Task.objects.get().closed_by_id == staff.person.pk

    def test_reading_releases_nothing(self, staff, held):
        for deed in ("release/", "refuse/"):
            assert staff.get(at(held, deed)).status_code == 405
        assert now(held).state == State.HELD

    def test_two_decide_and_one_was_faster(self, staff, held):
        actions.release_enquiry(actor=staff.person, enquiry=held)
        with pytest.raises(Refused):
            actions.refuse_enquiry(actor=staff.person, enquiry=held, reason="x", lang="en")
        assert Mail.objects.filter(recipient="group@example.org").count() == 1

    def test_or_the_writer_took_it_back(self, staff, held):
        actions.withdraw_enquiry(enquiry=held)
        with pytest.raises(Refused):
            actions.release_enquiry(actor=staff.person, enquiry=held)

    def test_what_a_group_called_spam_goes_to_the_network(self, staff, group, network):
        enquiry = make_enquiry(group)
        actions.report_enquiry(enquiry=enquiry, author=EnquiryText.Author.GROUP)
        assert "this is spam" in staff.get(at(enquiry)).content.decode()
        staff.post(at(enquiry, "release/"))
        assert (now(enquiry).state, now(enquiry).is_with_network) == (State.SENT, True)


class TestRefusing:
    def test_only_with_a_reason_that_the_writer_reads(self, staff, visitor, held):
        assert staff.post(at(held, "refuse/"), {"reason": " "}).status_code == 422
        assert now(held).state == State.HELD
        assert staff.post(at(held, "refuse/"), {"reason": "This is an advertisement."}).status_code == 302
        page = visitor.get(addresses.of_writer(held)).content.decode()
        assert "This is an advertisement." in page
        assert not Mail.objects.exists()

    def test_no_state_of_things_without_one(self, held):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=held.pk).update(state=State.REFUSED, reason="")

    def test_a_mailbox_that_is_known_is_told(self, staff, held, group, mailbox):
        other = make_enquiry(group, email="ada@example.org")
        actions.note_opened(other)
        actions.refuse_enquiry(actor=staff.person, enquiry=held, reason="x", lang="en")
        work()
        assert len(mailbox.to("ada@example.org")) == 2


class TestTheBoard:
    def test_it_counts_and_lists_no_text(self, staff, held, group):
        make_enquiry(group, text="quillsent is what I ask")
        page = staff.get(BOARD)
        assert "quill" not in page.content.decode()
        assert dict(page.context["counts"])[State.SENT.label] == 1

    def test_as_many_questions_for_one_as_for_twenty(self, staff, group, held, django_assert_max_num_queries):
        staff.get(BOARD)
        for _turn in range(20):
            make_enquiry(group, is_proved=False)
        with django_assert_max_num_queries(16):
            staff.get(BOARD)
