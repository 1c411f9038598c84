"""A message reaches somebody or its writer reads that it did not: delivery, what comes back, five days, erasure."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advocates.core import outbox, retention
from advocates.core.models import Job, Mail, StreamEntry, Suppression
from advocates.organisations.enquiries import actions, addresses, handing
from advocates.organisations.models import Enquiry, EnquiryText, Organisation, Task
from advocates.organisations.tests.enquiries import link_in, make_enquiry, said, work
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
State, Author = Enquiry.State, EnquiryText.Author
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def group():
    return make_organisation("Friends", languages=["es"], private_email="group@example.org")


def now(enquiry):
    return Enquiry.at(enquiry.public_id)


def seen(visitor, enquiry):
    return visitor.get(addresses.of_writer(enquiry)).content.decode()


class TestDelivery:
    def test_taken_by_the_groups_server_it_is_delivered(self, mailbox, group, visitor):
        enquiry = make_enquiry(group)
        assert "on its way to the group" in seen(visitor, enquiry)
        work()
        assert now(enquiry).state == State.DELIVERED
        assert "was delivered to the group" in seen(visitor, enquiry)
        assert StreamEntry.objects.filter(kind="organisations.enquiry.delivered").count() == 1

    def test_in_a_folder_of_this_machine_it_is_not(self, group, visitor, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        (tmp_path / "mail").mkdir()
        enquiry = make_enquiry(group)
        work()
        assert Mail.objects.get().state == Mail.State.SENT
        assert now(enquiry).state == State.SENT
        assert "it does not send mail yet" in seen(visitor, enquiry)

    def test_if_nobody_listened_it_would_never_be(self, mailbox, group, monkeypatch):
        """The twin."""
        purposes = {
            **outbox._purposes,
            "organisations.enquiry.answer": outbox.Purpose("organisations.enquiry.answer"),
        }
        monkeypatch.setattr(outbox, "_purposes", purposes)
        enquiry = make_enquiry_without_text(group)
        work()
        assert now(enquiry).state == State.SENT

    def test_a_new_address_closes_the_task_about_the_old_one(self, mailbox, group):
        mailbox.unknown.add("group@example.org")
        make_enquiry(group)
        work()
        assert group.tasks.open().get().kind == Task.Kind.ADDRESS
        Organisation.objects.filter(pk=group.pk).update(private_email="new@example.org")
        group.refresh_from_db()
        make_enquiry(group)
        work()
        assert not group.tasks.open().exists()


def make_enquiry_without_text(group):
    """With a purpose that composes nothing the mail needs its own words."""
    made = make_enquiry(group, is_proved=False)
    made.asked_at = timezone.now()
    handing.move(made, State.SENT, "sent")
    about = outbox.About("organisations.enquiry.answer", {"enquiry": made.pk, "network": False})
    outbox.queue("group@example.org", subject="x", text="x", about=about)
    return made


class TestWhatCannotBeDelivered:
    def test_the_public_address_is_tried_next(self, mailbox, group):
        Organisation.objects.filter(pk=group.pk).update(public_email="public@example.org")
        group.refresh_from_db()
        mailbox.unknown.add("group@example.org")
        enquiry = make_enquiry(group)
        work()
        work()
        assert now(enquiry).state == State.DELIVERED
        assert len(mailbox.to("public@example.org")) == 1

    def test_then_it_passes_to_the_network_at_once(self, mailbox, group, network, visitor):
        mailbox.unknown.add("group@example.org")
        enquiry = make_enquiry(group, email="ada@example.org")
        work()
        work()
        after = now(enquiry)
        assert (after.state, after.is_with_network, after.obstacle) == (
            State.DELIVERED,
            True,
            "undeliverable",
        )
        page = seen(visitor, enquiry)
        assert "could not be delivered to the group" in page
        assert "it was delivered there" in page
        (mail,) = mailbox.to(network)
        assert mail["Content-Language"] == "en"
        assert "could not be delivered there" in visitor.get(link_in(mail)).content.decode()
        assert group.tasks.open().get().kind == Task.Kind.ADDRESS

    def test_without_a_network_the_writer_reads_who_is_near(self, mailbox, group, visitor):
        make_organisation("Others", country="AT", public_email="others@example.org")
        mailbox.unknown.add("group@example.org")
        enquiry = make_enquiry(group)
        work()
        assert (now(enquiry).state, now(enquiry).obstacle) == (State.STUCK, "undeliverable")
        page = seen(visitor, enquiry)
        assert "There is nobody else to whom we can pass it." in page
        assert 'href="/organisations/others/"' in page
        assert "<textarea" not in page

    def test_a_mail_that_comes_back_days_later(self, mailbox, group, network):
        enquiry = make_enquiry(group)
        work()
        mail = Mail.objects.get(purpose="organisations.enquiry.answer")
        outbox.suppress(mail.recipient, "", Suppression.Reason.BOUNCED)
        outbox.note_bounced(mail.pk, "550 5.1.1")
        assert (now(enquiry).state, now(enquiry).is_with_network) == (State.SENT, True)

    def test_one_that_comes_back_for_now_tries_each_address_once(self, mailbox, group, network):
        """No address is given up for that, and still nothing goes to and fro."""
        Organisation.objects.filter(pk=group.pk).update(public_email="public@example.org")
        enquiry = make_enquiry(Organisation.objects.get(pk=group.pk))
        for address, is_with_network in (("group@example.org", False), ("public@example.org", True)):
            work()
            mail = Mail.objects.get(purpose="organisations.enquiry.answer", recipient=address)
            outbox.note_bounced(mail.pk, "4.2.2")
            assert now(enquiry).is_with_network is is_with_network
        work()
        assert [len(mailbox.to(each)) for each in ("group@example.org", "public@example.org", network)] == [
            1,
            1,
            1,
        ]

    def test_the_network_s_address_may_be_dead_too(self, mailbox, group, network, visitor):
        mailbox.unknown.update({"group@example.org", network})
        enquiry = make_enquiry(group)
        work()
        work()
        assert (now(enquiry).state, now(enquiry).is_with_network) == (State.STUCK, True)
        assert Task.objects.filter(kind=Task.Kind.ADDRESS, organisation=None, key="western-europe").exists()
        assert "There is nobody else" in seen(visitor, enquiry)

    def test_what_comes_back_after_it_passed_on_changes_nothing(self, mailbox, group, network):
        enquiry = make_enquiry(group)
        work()
        mail = Mail.objects.get()
        actions.pass_on_enquiry(enquiry=enquiry, author=Author.GROUP)
        work()
        outbox.note_bounced(mail.pk, "550 5.1.1")
        assert (now(enquiry).state, now(enquiry).obstacle) == (State.DELIVERED, "declined")


class TestFiveDays:
    @pytest.fixture
    def asked(self, mailbox, group, time_machine):
        time_machine.move_to(NOW, tick=False)
        enquiry = make_enquiry(group, email="ada@example.org")
        work()
        return enquiry

    def test_until_then_it_waits(self, asked, network, time_machine):
        time_machine.move_to(NOW + timedelta(days=5, seconds=-1), tick=False)
        assert handing.pass_on_those_due() == 0
        assert now(asked).state == State.DELIVERED

    def test_then_it_passes_to_the_network_and_the_writer_is_told(
        self, asked, network, time_machine, mailbox, visitor
    ):
        visitor.get(link_in(mailbox.to("ada@example.org")[0]))
        time_machine.move_to(NOW + timedelta(days=5), tick=False)
        assert [handing.pass_on_those_due(), handing.pass_on_those_due()] == [1, 0]
        work()
        assert len(mailbox.to(network)) == 1
        assert len(mailbox.to("ada@example.org")) == 2
        page = seen(visitor, asked)
        assert "has not answered within five days" in page
        assert "it was delivered there" in page

    def test_without_a_network_the_writer_is_told_honestly(self, asked, time_machine, visitor):
        make_organisation("Others", country="AT", public_email="others@example.org")
        time_machine.move_to(NOW + timedelta(days=5), tick=False)
        assert handing.pass_on_those_due() == 1
        assert now(asked).state == State.STUCK
        page = seen(visitor, asked)
        assert "has not answered within five days" in page
        assert 'href="/organisations/others/"' in page

    def test_what_was_answered_stays_where_it_is(self, asked, network, time_machine):
        actions.answer_enquiry(enquiry=asked, author=Author.GROUP, said=said())
        time_machine.move_to(NOW + timedelta(days=9), tick=False)
        assert handing.pass_on_those_due() == 0

    def test_what_is_held_does_not_run_out(self, group, network, time_machine):
        time_machine.move_to(NOW, tick=False)
        held = make_enquiry(group, is_proved=False)
        time_machine.move_to(NOW + timedelta(days=9), tick=False)
        assert handing.pass_on_those_due() == 0
        assert now(held).state == State.HELD


class TestErasure:
    ENDS = (
        (State.ANSWERED, 30),
        (State.REFUSED, 30),
        (State.STUCK, 60),
        (State.DELIVERED, 60),
        (State.SENT, 60),
        (State.HELD, 60),
        (State.REPORTED, 60),
    )

    def in_state(self, group, state, moved_at):
        made = make_enquiry(
            group, text="quillsecret is what I ask", name="quillname", email="quill@example.org"
        )
        reason = "because" if state == State.REFUSED else ""
        Enquiry.objects.filter(pk=made.pk).update(
            state=state, moved_at=moved_at, reason=reason, asked_at=moved_at
        )
        return made

    @pytest.mark.parametrize(("state", "days"), ENDS)
    def test_on_the_day_that_the_page_names_and_not_before(self, group, state, days, visitor, time_machine):
        time_machine.move_to(NOW, tick=False)
        enquiry = self.in_state(group, state, NOW)
        assert now(enquiry).erased_on == NOW + timedelta(days=days)
        retention.purge(NOW + timedelta(days=days))
        assert now(enquiry)
        retention.purge(NOW + timedelta(days=days, seconds=1))
        assert not now(enquiry)
        assert not EnquiryText.objects.exists()
        assert visitor.get(addresses.of_writer(enquiry)).status_code == 404

    @given(ages=st.lists(st.tuples(st.sampled_from(ENDS), st.integers(0, 90)), min_size=1, max_size=6))
    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_exactly_those_that_are_due_go(self, ages, group):
        Enquiry.objects.all().delete()
        expected = set()
        for (state, days), age in ages:
            made = self.in_state(group, state, NOW - timedelta(days=age))
            if age <= days:
                expected.add(made.pk)
        for _turn in (1, 2):
            retention.purge(NOW)
            assert set(Enquiry.objects.values_list("pk", flat=True)) == expected

    def test_nothing_of_it_stays_anywhere(self, group, mailbox, time_machine):
        time_machine.move_to(NOW, tick=False)
        enquiry = make_enquiry(
            group, text="quillsecret is what I ask", name="quillname", email="quill@example.org"
        )
        work()
        actions.answer_enquiry(enquiry=enquiry, author=Author.GROUP, said=said("quillanswer is what we say"))
        work()
        assert "quill" in everything()
        time_machine.move_to(NOW + timedelta(days=31), tick=False)
        retention.purge()
        assert "quill" not in everything()
        assert StreamEntry.objects.filter(kind="organisations.enquiry.answered").exists()

    def test_even_while_it_is_there_no_text_is_in_stream_jobs_or_outbox(self, group, mailbox):
        enquiry = make_enquiry(group, text="quillsecret is what I ask", name="quillname")
        work()
        actions.answer_enquiry(enquiry=enquiry, author=Author.GROUP, said=said("quillanswer is what we say"))
        rows = [*Mail.objects.values(), *Job.objects.values(), *StreamEntry.objects.values()]
        assert rows
        assert "quill" not in str(rows)

    def test_tasks_about_what_is_erased_are_closed(self, group):
        make_enquiry(group, is_proved=False)
        kept = make_enquiry(group, is_proved=False)
        Enquiry.objects.exclude(pk=kept.pk).delete()
        assert actions.close_tasks_of_erased() == 1
        assert Task.objects.open().get().key == str(kept.public_id)


def everything():
    """Every row in which something of a message could be left."""
    models = (Enquiry, EnquiryText, Mail, Job, StreamEntry, Task)
    return str([list(model.objects.values()) for model in models])
