"""Writing events: what the form takes, what it says about mistakes, and what is left of it when the year is over."""

from datetime import date, time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from advocates.publishing import policies
from advocates.publishing.models import EventIndex, EventPage
from advocates.publishing.refusals import InTheArchive
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.office import base_of, edit_url

pytestmark = pytest.mark.django_db


def written(page=None, **changes):
    """The form of an event as its screen sends it."""
    fields = {
        "title": "A day for groups", "slug": "a-day-for-groups", "seo_title": "", "search_description": "",
        "summary": "",
        "starts_on": "2030-05-04", "starts_time": "14:00", "ends_on": "", "ends_time": "", "zone": "Europe/Berlin",
        "place": "House of groups, Berlin", "address": "", "country": "DE", "online_url": "", "registration_url": "",
        "change": "", "change_note": "", "body": streamfield([("text", rich_text("<p>Bring your lunch.</p>"))]),
        "organiser_rows": inline_formset([]), "correction": rich_text(""), "corrected_on": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}, **changes,
    }  # fmt: skip
    return {**nested_form_data(fields), **(base_of(page) if page else {}), "action-publish": "1"}


def add(client, languages=(), **changes):
    index = EventIndex.objects.get(locale__language_code="en")
    return client.post(
        f"/manage/pages/add/publishing/eventpage/{index.pk}/", {**written(**changes), "languages": languages}
    )


def test_an_editor_writes_and_publishes_one(editor, visitor):
    assert add(editor, languages=["en", "es"], is_online="on").status_code == 302
    event = EventPage.objects.get()
    assert (event.live, event.starts_at.hour, event.languages) == (True, 12, ["en", "es"])
    assert "Bring your lunch." in visitor.get("/news/events/a-day-for-groups/").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2030-05-03"}, "It cannot end before it begins. Change one of the two days."),
        ({"ends_time": "13:00"}, "It cannot end before it begins. Change one of the hours"),
        ({"starts_time": "", "ends_time": "13:00"}, "Say when it begins, or take out when it ends."),
        ({"starts_on": "2030-03-31", "starts_time": "02:30"}, "this hour does not exist"),
        ({"ends_on": "2031-03-30", "ends_time": "02:30"}, "this hour does not exist"),
        ({"place": ""}, "Say where it is, or that one can take part online."),
        ({"online_url": "https://example.org/"}, "There is an address for taking part online."),
        ({"starts_on": "9999-12-31"}, "Write a day between"),
        ({"starts_on": "0001-01-01"}, "Write a day between"),
        ({"starts_on": ""}, "This field is required."),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"zone": "../../etc/passwd"}, "Select a valid choice"),
        ({"country": "XX"}, "not a country code"),
        ({"registration_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_a_mistake_is_named_and_no_text_is_lost(editor, changes, words):
    answer = add(editor, **changes)
    assert answer.status_code == 200
    assert words in answer.text
    assert "Bring your lunch." in answer.text
    assert not EventPage.objects.exists()


def test_a_time_that_comes_twice_is_the_first(editor):
    assert add(editor, starts_on="2030-10-27", starts_time="02:30").status_code == 302
    assert EventPage.objects.get().starts_at.isoformat() == "2030-10-27T00:30:00+00:00"


@pytest.mark.parametrize("changes", [{}, {"place": ""}, {"ends_on": "2030-05-03"}, {"starts_time": ""}])
def test_half_of_an_event_is_a_draft(editor, visitor, changes):
    index = EventIndex.objects.get(locale__language_code="en")
    form = {name: value for name, value in written(**changes).items() if name != "action-publish"}
    answer = editor.post(f"/manage/pages/add/publishing/eventpage/{index.pk}/", form)
    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or "Bring your lunch." in answer.text
    assert visitor.get("/news/events/a-day-for-groups/").status_code == 404
    assert visitor.get("/news/events/a-day-for-groups/event.ics").status_code == 404


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../x", "\x00"])
def test_no_way_leads_around_the_form(zone):
    with pytest.raises(ValidationError):
        make_event(zone=zone)


class TestArchive:
    """What was announced for a past year stays as it was."""

    @pytest.fixture
    def old(self):
        return make_event(starts_on=date(2024, 5, 4), body=[("text", "<p>Bring your lunch.</p>")])

    def fields(self, **changes):
        return {"starts_on": "2024-05-04", **changes}

    def test_nothing_is_written_anew(self, editor, old):
        answer = editor.post(edit_url(old), written(old, **self.fields(place="Another house")))
        assert answer.status_code == 200
        assert "This event belongs to a past year" in answer.text
        assert "Another house" in answer.text
        old.refresh_from_db()
        assert old.place == "House of groups, Berlin"

    def test_not_even_into_the_future(self, editor, old):
        answer = editor.post(edit_url(old), written(old, starts_on="2030-05-04"))
        assert "This event belongs to a past year" in answer.text

    def test_a_correction_is_added(self, editor, visitor, old):
        changes = {
            "correction": rich_text("<p>It was the house beside it.</p>"),
            "corrected_on": "2026-01-02",
        }
        form = self.fields(**changes)
        assert editor.post(edit_url(old), written(old, **form)).status_code == 302
        text = visitor.get("/news/events/a-day-for-groups/").text
        assert "It was the house beside it." in text
        assert "Corrected on 2 January 2026" in text

    def test_other_ways_to_publish_are_closed_too(self, old):
        old.place = "Another house"
        revision = old.save_revision()
        with pytest.raises(InTheArchive):
            revision.publish()
        assert EventPage.objects.get().place == "House of groups, Berlin"

    def test_without_the_guard_it_would_be_written_anew(self, old, monkeypatch):
        """The twin."""
        monkeypatch.setattr(policies, "can_change_event", lambda _event, _content: True)
        old.place = "Another house"
        old.save_revision().publish()
        assert EventPage.objects.get().place == "Another house"

    def test_a_revision_with_a_correction_alone_is_published(self, old):
        old.correction = "<p>It was the house beside it.</p>"
        old.save_revision().publish()
        assert EventPage.objects.get().correction == old.correction

    def test_the_year_ends_at_the_place(self):
        with time_machine.travel("2030-12-31T09:59:00Z", tick=False):
            event = make_event(starts_on=date(2030, 12, 30), zone="Pacific/Kiritimati", starts_time=time(9))
            assert not event.is_frozen
        with time_machine.travel("2030-12-31T10:00:00Z", tick=False):
            assert event.is_frozen
