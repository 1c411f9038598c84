"""Who is told of a newsletter: the staff that it waits for them, its writers what became of it and why."""

import pytest
from django.db import transaction
from django.utils import translation

from advocates.core import installation, jobs, outbox, stream
from advocates.core.models import Mail, StreamEntry
from advocates.core.personal import Subject, everything_of
from advocates.core.viewer import viewer_for
from advocates.notifications import actions as telling
from advocates.notifications import mails
from advocates.notifications.models import MailWishes, Notice, Urgency
from advocates.notifications.purposes import NEWS
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter import actions, tasks
from advocates.publishing.newsletter.notices import actions as notices
from advocates.publishing.newsletter.notices import sentences
from advocates.publishing.tests.newsletters import OFFICE, approved, make_newsletter, reader, sent
from advocates.syndication import actions as following
from tests.cast import make_person

pytestmark = pytest.mark.django_db
REASON = "The date of the meeting is wrong."


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def made(editor):
    return make_newsletter(editor.person)


def at(newsletter, deed=""):
    return f"{OFFICE}{newsletter.public_id}/{deed}"


def fresh(newsletter):
    return Newsletter.objects.get(pk=newsletter.pk)


def hand_in(person, newsletter):
    actions.hand_in(actor=person, newsletter=newsletter, planned_for=None)
    stream.dispatch()


def refuse(client, newsletter, **changes):
    data = {"revision": fresh(newsletter).revision, "reason": REASON, **changes}
    answer = client.post(at(newsletter, "refuse/"), data)
    stream.dispatch()
    return answer


def told(person, kind):
    return Notice.objects.filter(person=person, kind=kind).count()


def mail_to(person):
    """What leaves for somebody now."""
    rows = Mail.objects.filter(recipient=person.email, purpose=NEWS, state="waiting").order_by("pk")
    return [mails.compose(mail) for mail in rows if mails.may_send(mail)]


class TestWaiting:
    def test_the_staff_get_a_notice_and_a_mail(self, editor, staff, made):
        hand_in(editor.person, made)
        assert told(staff.person, notices.WAITS) == 1
        (mail,) = mail_to(staff.person)
        assert mail.subject == "A newsletter waits for your approval: “Subject en”"
        assert at(made) in mail.text
        assert at(made) in mail.html
        assert at(made) in staff.get("/manage/waiting/").text

    def test_in_the_language_of_whoever_is_told(self, editor, staff, made):
        type(staff.person).objects.filter(pk=staff.person.pk).update(language="es")
        hand_in(editor.person, made)
        (mail,) = mail_to(staff.person)
        assert "A newsletter waits" not in mail.subject
        assert "Subject en" in mail.subject

    def test_nobody_else(self, editor, staff, moderator, member, made):
        other = make_person("other-editor", "editor")
        actions.add_language(actor=staff.person, newsletter=made, language="es", pages=())
        second = make_person("second-staff", "staff")
        actions.remove_language(
            actor=staff.person, version=made.versions.select_related("newsletter").get(language="es")
        )
        hand_in(editor.person, made)
        people = {notice.person_id for notice in Notice.objects.all()}
        assert people == {second.pk}
        assert other.pk not in people

    def test_without_that_question_its_writers_would_be_asked(self, editor, staff, made, monkeypatch):
        """The twin."""
        actions.add_language(actor=staff.person, newsletter=made, language="es", pages=())
        actions.remove_language(
            actor=staff.person, version=made.versions.select_related("newsletter").get(language="es")
        )
        monkeypatch.setattr(notices, "writers_of", lambda _newsletter: set())
        hand_in(editor.person, made)
        assert told(staff.person, notices.WAITS) == 1
        # Even so nothing is shown or mailed: who may approve is asked again when it leaves.
        assert mail_to(staff.person) == []

    def test_not_any_more_when_somebody_else_was_faster(self, editor, staff, made):
        second = make_person("second-staff", "staff")
        hand_in(editor.person, made)
        actions.approve(actor=second, newsletter=made, revision=fresh(made).revision)
        assert mail_to(staff.person) == []
        assert not Notice.bell_of(staff.person).exists()

    def test_who_looks_has_read_it(self, editor, staff, made):
        hand_in(editor.person, made)
        assert Notice.bell_of(staff.person).exists()
        staff.get(at(made))
        assert not Notice.bell_of(staff.person).exists()
        assert mail_to(staff.person) == []

    def test_what_was_missed_is_news_again(self, editor, staff, made):
        hand_in(editor.person, made)
        staff.get(at(made))
        with transaction.atomic():
            stream.record("publishing.newsletter.missed", made)
        stream.dispatch()
        assert told(staff.person, notices.WAITS) == 2

    def test_handing_on_twice_tells_once(self, editor, staff, made):
        hand_in(editor.person, made)
        entry = StreamEntry.objects.get(kind="publishing.newsletter.handed_in")
        notices.tell_of_waiting(entry)
        assert told(staff.person, notices.WAITS) == 1


class TestWhatBecameOfIt:
    def test_approved(self, editor, staff, made):
        hand_in(editor.person, made)
        actions.approve(actor=staff.person, newsletter=made, revision=fresh(made).revision)
        stream.dispatch()
        (mail,) = mail_to(editor.person)
        assert mail.subject == "Your newsletter was approved: “Subject en”"
        assert told(staff.person, notices.APPROVED) == 0

    def test_refused_with_the_reason(self, editor, staff, made):
        hand_in(editor.person, made)
        assert refuse(staff, made).status_code == 302
        assert fresh(made).state == "draft"
        (mail,) = mail_to(editor.person)
        assert mail.subject == "Your newsletter was not approved: “Subject en”"
        for text in (mail.text, mail.html, editor.get(at(made)).text):
            assert REASON in text
        assert at(made) in editor.get("/manage/waiting/").text
        assert at(made) not in staff.get("/manage/waiting/").text

    def test_handed_in_again_the_reason_is_gone(self, editor, staff, made):
        hand_in(editor.person, made)
        refuse(staff, made)
        hand_in(editor.person, made)
        assert fresh(made).refusal == ""
        assert REASON not in staff.get(at(made)).text
        assert told(staff.person, notices.WAITS) == 2

    def test_what_was_changed_since_is_read_first(self, editor, staff, made):
        hand_in(editor.person, made)
        answer = refuse(staff, made, revision=fresh(made).revision - 1)
        assert answer.status_code == 409
        assert REASON in answer.text
        assert fresh(made).state == "waiting"

    @pytest.mark.parametrize("reason", ["", "a\x00b", "x" * 2001])
    def test_not_without_a_reason_that_can_be_read(self, editor, staff, made, reason):
        hand_in(editor.person, made)
        answer = refuse(staff, made, reason=reason)
        assert answer.status_code == 422
        assert fresh(made).state == "waiting"

    def test_script_stays_text(self, editor, staff, made):
        hand_in(editor.person, made)
        refuse(staff, made, reason="<script>alert(1)</script>")
        (mail,) = mail_to(editor.person)
        assert "<script>alert" not in mail.html
        assert "<script>alert" not in editor.get(at(made)).text

    def test_who_wrote_cannot_refuse(self, editor, made):
        hand_in(editor.person, made)
        assert refuse(editor, made).status_code == 403
        assert fresh(made).state == "waiting"

    def test_who_is_no_editor_any_more_is_told_nothing(self, editor, staff, made):
        hand_in(editor.person, made)
        refuse(staff, made)
        editor.person.role_grants.all().delete()
        assert mail_to(editor.person) == []


class TestMailThatIsNotWanted:
    def test_no_mail_at_all(self, editor, staff, made):
        MailWishes.objects.create(person=staff.person, mode=MailWishes.Mode.NONE)
        hand_in(editor.person, made)
        assert told(staff.person, notices.WAITS) == 1
        assert mail_to(staff.person) == []

    def test_one_click_ends_mail_about_this_one(self, editor, staff, made):
        hand_in(editor.person, made)
        mail = Mail.objects.get(recipient=staff.person.email)
        with translation.override("en"):
            assert "List-Unsubscribe" in mails.headers(mail)
        telling.stop_mail(person_id=staff.person.pk, about=notices.NEWSLETTER, about_id=made.pk)
        assert mail_to(staff.person) == []
        refuse(staff, made)
        hand_in(editor.person, made)
        assert mail_to(staff.person) == []
        assert set(Notice.objects.filter(person=staff.person).values_list("urgency", flat=True)) == {
            Urgency.SITE
        }


def test_three_statements_for_one_notice_and_for_ten(editor, staff, django_assert_num_queries):
    for _number in range(10):
        hand_in(editor.person, make_newsletter(editor.person))
    viewer = viewer_for(staff.person)
    for most in (1, 10):
        rows = list(Notice.objects.filter(person=staff.person)[:most])
        with django_assert_num_queries(3):
            assert len(sentences.pieces(viewer, rows)) == most


class TestExport:
    def subject(self, person, *addresses):
        return Subject(person, person.get_full_name(), frozenset(addresses))

    def test_what_somebody_was_sent_and_nobody_elses(self, editor, staff, made, monkeypatch):
        monkeypatch.setattr(outbox.transport, "write_to_folder", lambda *_mail: None)
        mine = reader("mine")
        reader("other")
        sent(editor.person, staff.person, made)
        subject = self.subject(editor.person, mine.address)
        (row,) = everything_of(subject)["newsletters"]
        assert (row["subject"], row["language"], row["state"]) == ("Subject en", "en", "sent")
        assert row["sent_at"] == fresh(made).first_sent_at
        assert everything_of(self.subject(editor.person, "nobody@example.org"))["newsletters"] == []

    def test_also_after_it_ended(self, editor, staff, made, monkeypatch):
        mine = reader("mine")
        address = mine.address
        newsletter = approved(editor.person, staff.person, made)
        tasks.send_due(newsletter.leaves_at)
        following.end(subscription=mine, how="link")
        jobs.run_due()
        (row,) = everything_of(self.subject(editor.person, address))["newsletters"]
        assert row["state"] == "dropped"
