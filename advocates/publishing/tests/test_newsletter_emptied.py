"""A newsletter of which nothing is left when it is to leave stays here, and its writers are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import installation, jobs, stream
from advocates.core.models import Mail, StreamEntry
from advocates.notifications import mails
from advocates.notifications.models import Notice
from advocates.notifications.purposes import NEWS
from advocates.publishing.models import EventPage, Newsletter
from advocates.publishing.newsletter import actions, picking, refusals, tasks
from advocates.publishing.newsletter.notices import sentences
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.newsletters import OFFICE, approved, make_newsletter, news, reader, write
from tests.cast import make_person

pytestmark = pytest.mark.django_db
State = Newsletter.State


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def approver():
    return make_person("approver", "staff")


def withdraw(page):
    page.unpublish()


def is_over(page):
    EventPage.objects.filter(pk=page.pk).update(over_at=timezone.now() + timedelta(hours=1))


def expires(page):
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(hours=1))


GONE = [(news, withdraw), (news, expires), (make_event, withdraw), (make_event, is_over)]
GONE_IDS = ["article withdrawn", "article expired", "event withdrawn", "event over"]


def emptied(writer, approver, make=news, goes=withdraw):
    """Approved with one thing in it, which is not there any more five hours later, when the worker comes."""
    reader()
    page = make()
    made = approved(writer, approver, make_newsletter(writer, articles=[page], opening=""))
    stream.dispatch()
    goes(page)
    queued = tasks.send_due(made.leaves_at + timedelta(hours=5))
    stream.dispatch()
    made.refresh_from_db()
    return made, queued


def last_mail(person):
    """The one that leaves: what was said of the approval is not so any more."""
    rows = Mail.objects.filter(recipient=person.email, purpose=NEWS, state="waiting")
    (mail,) = [mail for mail in rows if mails.may_send(mail)]
    return mails.compose(mail)


@pytest.mark.parametrize(("make", "goes"), GONE, ids=GONE_IDS)
def test_it_does_not_leave_and_is_a_draft_again(editor, approver, make, goes):
    made, queued = emptied(editor.person, approver, make, goes)
    assert queued == 0
    assert not Mail.objects.filter(purpose=tasks.PURPOSE).exists()
    assert (made.state, made.leaves_at, made.approved_by, made.planned_for) == (State.DRAFT, None, None, None)
    assert made.is_emptied
    assert not made.versions.sent().exists()
    assert StreamEntry.objects.filter(kind="publishing.newsletter.emptied").count() == 1


def test_without_the_question_a_subject_would_leave_alone(editor, approver, monkeypatch):
    """The twin."""
    monkeypatch.setattr(tasks, "give_back", lambda *_asked: None)
    made, queued = emptied(editor.person, approver)
    assert (made.state, queued) == (State.APPROVED, 0)
    monkeypatch.setattr(picking, "says_something", lambda *_asked: True)
    assert tasks.send_due(made.leaves_at + timedelta(hours=5)) == 1


def test_its_writers_are_told_and_see_why(editor, approver):
    made, _queued = emptied(editor.person, approver)
    assert {(each.person, each.kind) for each in Notice.objects.filter(kind=sentences.EMPTIED)} == {
        (editor.person, sentences.EMPTIED)
    }
    said = last_mail(editor.person)
    assert "was not sent" in said.subject
    assert f"{OFFICE}{made.public_id}/" in said.text
    waiting = editor.get("/manage/waiting/").text
    assert "Your newsletters that came back" in waiting
    assert f"{OFFICE}{made.public_id}/" in waiting
    page = editor.get(f"{OFFICE}{made.public_id}/").text
    assert "nothing was left to read in it" in page
    assert "Everything that was chosen for it is over or withdrawn" in page
    assert "It was not approved" not in page


@pytest.mark.parametrize("language", ["es", "ar"])
def test_in_the_language_of_whoever_wrote_it(editor, approver, language):
    type(editor.person).objects.filter(pk=editor.person.pk).update(language=language)
    made, _queued = emptied(editor.person, approver)
    assert "was not sent" not in last_mail(editor.person).subject
    assert "nothing was left to read" not in editor.get(f"{OFFICE}{made.public_id}/").text


def test_with_something_else_it_goes_the_usual_way(editor, approver):
    made, _queued = emptied(editor.person, approver)
    write(editor.person, made, "en", pages=[news("Another year").pk], opening="")
    made = approved(editor.person, approver, Newsletter.objects.get(pk=made.pk))
    assert not made.is_emptied
    assert "nothing was left" not in editor.get(f"{OFFICE}{made.public_id}/").text
    assert tasks.send_due(made.leaves_at + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("opening", ["", "Dear readers"])
def test_one_that_still_says_something_leaves(editor, approver, opening):
    reader()
    gone, stays = news("Gone"), news("Stays")
    pages = [gone] if opening else [gone, stays]
    made = approved(editor.person, approver, make_newsletter(editor.person, articles=pages, opening=opening))
    gone.unpublish()
    assert tasks.send_due(made.leaves_at + timedelta(hours=5)) == 1


def test_one_empty_language_keeps_all_of_them_here(editor, approver):
    reader()
    page = news()
    made = make_newsletter(editor.person, "en", "es", articles=[page], opening="")
    write(editor.person, made, "es", opening="Queridos lectores")
    made = approved(editor.person, approver, Newsletter.objects.get(pk=made.pk))
    page.unpublish()
    assert tasks.send_due(made.leaves_at + timedelta(minutes=1)) == 0
    assert Newsletter.objects.get().state == State.DRAFT


def test_what_is_withdrawn_while_it_leaves_is_not_sent_either(editor, approver):
    reader()
    page = news()
    made = approved(editor.person, approver, make_newsletter(editor.person, articles=[page], opening=""))
    assert tasks.send_due(made.leaves_at + timedelta(seconds=1)) == 1
    mail = Mail.objects.get(purpose=tasks.PURPOSE)
    assert tasks.may_send(mail)
    page.unpublish()
    assert not tasks.may_send(mail)
    jobs.run_due()
    assert Mail.objects.get(purpose=tasks.PURPOSE).state == "dropped"
    assert "nothing was left to read" in editor.get(f"{OFFICE}{made.public_id}/").text


@pytest.mark.parametrize("deed", ["hand_in", "approve"])
def test_what_is_withdrawn_already_counts_for_nothing(editor, approver, deed):
    page = news()
    made = make_newsletter(editor.person, articles=[page], opening="")
    if deed == "approve":
        actions.hand_in(actor=editor.person, newsletter=made, planned_for=None)
    page.unpublish()
    asked = {
        "hand_in": lambda: actions.hand_in(actor=editor.person, newsletter=made, planned_for=None),
        "approve": lambda: actions.approve(actor=approver, newsletter=made, revision=made.revision),
    }
    with pytest.raises(refusals.NotReady):
        asked[deed]()
