"""Events in a newsletter: what comes can be chosen, says when and where, and is left out once it is over."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from advocates.core import installation
from advocates.core.models import Mail
from advocates.publishing.models import EventPage, Newsletter, NewsletterVersion
from advocates.publishing.newsletter import actions, letters, picking, refusals, tasks
from advocates.publishing.tests.events import NEXT_YEAR, make_event
from advocates.publishing.tests.newsletters import OFFICE, approved, make_newsletter, news, reader, write
from tests.cast import make_person

pytestmark = pytest.mark.django_db
DAY = f"4 May {NEXT_YEAR}"


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def event():
    return make_event(summary="Come all.")


def at(newsletter, deed=""):
    return f"{OFFICE}{newsletter.public_id}/{deed}"


def is_over_in(event, hours):
    """As if its last hour was then."""
    EventPage.objects.filter(pk=event.pk).update(over_at=timezone.now() + timedelta(hours=hours))


def test_what_comes_can_be_chosen_and_nothing_else(editor, event):
    made = make_newsletter(editor.person)
    make_event("A draft of one", live=False)
    make_event("Un día", language="es")
    is_over_in(make_event("A day that was"), -1)
    page = editor.get(at(made, "en/")).text
    assert f'name="place-{event.pk}"' in page
    assert "Berlin time" in page
    for title in ("A draft of one", "Un día", "A day that was"):
        assert title not in page
    form = {"base": made.revision, "subject": "Dates", "opening": "", f"place-{event.pk}": "1"}
    assert editor.post(at(made, "en/"), form).status_code == 302
    assert made.versions.get().items.get().page_id == event.pk


def test_a_draft_cannot_be_chosen_by_its_number(editor):
    hidden = make_event("A draft of one", live=False)
    made = make_newsletter(editor.person)
    form = {"base": made.revision, "subject": "Dates", "opening": "x", f"place-{hidden.pk}": "1"}
    editor.post(at(made, "en/"), form)
    assert not made.versions.get().items.exists()


def test_day_place_and_zone_stand_in_mail_text_and_archive(editor, staff, visitor, event):
    made = make_newsletter(editor.person, articles=[event])
    tasks.send_due(approved(editor.person, staff.person, made).leaves_at)
    pages = [editor.get(at(made, "en/preview/")).text, editor.get(at(made, "en/text/")).text]
    pages.append(visitor.get(f"/news/newsletter/{made.public_id}/").text)
    for words in (event.title, DAY, "14:00", "Berlin time", "UTC", "House of groups, Berlin", "Germany"):
        for page in pages:
            assert words in page, words


def test_online_and_what_has_changed(editor):
    online = make_event("Meet", place="", country="", is_online=True, change="cancelled")
    made = make_newsletter(editor.person, articles=[online])
    text = editor.get(at(made, "en/text/")).text
    assert "online" in text
    assert "Cancelled" in text


def test_it_speaks_the_language_of_the_newsletter_whoever_looks(editor):
    spanish = make_event("Un día", language="es")
    made = make_newsletter(editor.person, "es", articles=[spanish])
    with translation.override("ar"):
        (line,) = letters.lines_of(made.versions.get())
    assert "mayo" in line.when
    assert "Alemania" in line.where


class TestOverBeforeItLeaves:
    def test_it_is_left_out_and_the_editor_is_told(self, editor, event):
        made = make_newsletter(editor.person, articles=[event])
        is_over_in(event, -1)
        assert event.title not in editor.get(at(made, "en/text/")).text
        assert "These events are over before it leaves" in editor.get(at(made)).text
        page = editor.get(at(made, "en/")).text
        assert f'name="place-{event.pk}"' in page
        assert "Over by then: left out" in page

    def test_without_that_question_it_would_be_told(self, editor, event, monkeypatch):
        """The twin."""
        made = make_newsletter(editor.person, articles=[event])
        is_over_in(event, -1)
        monkeypatch.setattr(letters, "too_late", lambda *_asked: EventPage.objects.none())
        assert event.title in editor.get(at(made, "en/text/")).text

    def test_the_moment_for_which_it_is_planned_counts(self, editor, event):
        made = make_newsletter(editor.person, articles=[event])
        is_over_in(event, 3)
        for hours, is_told in ((2, False), (4, True)):
            Newsletter.objects.update(planned_for=timezone.now() + timedelta(hours=hours))
            assert ("These events are over" in editor.get(at(made)).text) is is_told

    def test_nothing_but_what_is_over_is_not_handed_in(self, editor, event):
        made = make_newsletter(editor.person, articles=[event], opening="")
        is_over_in(event, 1)
        later = timezone.now() + timedelta(hours=2)
        with pytest.raises(refusals.NotReady):
            actions.hand_in(actor=editor.person, newsletter=made, planned_for=later)
        actions.hand_in(actor=editor.person, newsletter=made, planned_for=None)

    def test_nor_approved(self, editor, staff, event):
        made = make_newsletter(editor.person, articles=[event], opening="")
        actions.hand_in(actor=editor.person, newsletter=made, planned_for=None)
        is_over_in(event, -1)
        with pytest.raises(refusals.NotReady):
            actions.approve(actor=staff.person, newsletter=made, revision=made.revision)

    def test_what_is_over_after_it_was_sent_stays_in_mail_and_archive(self, editor, staff, visitor, event):
        reader()
        made = make_newsletter(editor.person, articles=[event])
        assert tasks.send_due(approved(editor.person, staff.person, made).leaves_at) == 1
        sent_at = NewsletterVersion.objects.get().sent_at
        EventPage.objects.filter(pk=event.pk).update(over_at=sent_at + timedelta(seconds=1))
        with translation.override("en"):
            assert event.title in letters.compose(Mail.objects.get(purpose=tasks.PURPOSE)).text
        assert event.title in visitor.get(f"/news/newsletter/{made.public_id}/").text


def test_a_further_language_begins_with_the_same_events(editor, event):
    spanish = make_event("Un día", language="es", translation_key=event.translation_key)
    made = make_newsletter(editor.person, articles=[event])
    assert picking.translated(made, "es") == [spanish.pk]


def test_articles_and_events_stand_in_the_order_of_their_places(event):
    writer = make_person("writer", "editor")
    article = news("First")
    made = make_newsletter(writer)
    write(writer, made, "en", pages=[event.pk, article.pk])
    assert [line.title for line in letters.lines_of(made.versions.get())] == [event.title, "First"]
