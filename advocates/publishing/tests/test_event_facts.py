"""When, where, and whether: what is so in every language of an event is the same in all of them, at once."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from advocates.publishing.events import facts
from advocates.publishing.languages import actions, listing, planning
from advocates.publishing.languages.paragraphs import paragraphs_of
from advocates.publishing.models import DonatePage, EventPage, HomePage, OwnPage
from advocates.publishing.tests.events import NEXT_YEAR, make_event
from advocates.publishing.tests.office import edit_url
from advocates.publishing.tests.test_event_writing import written
from advocates.publishing.tests.test_launch import tick
from advocates.publishing.tests.test_scheduling import look

pytestmark = pytest.mark.django_db
LATER = date(NEXT_YEAR, 6, 8)
HERE = "/es/news/events/a-day-for-groups/"


@pytest.fixture
def source():
    return EventPage.objects.get(pk=make_event(organisers=()).pk)


def begun(source, language="es", title="Un día para los grupos"):
    made = source.copy_for_translation(Locale.objects.get(language_code=language))
    made.title = title
    made.save_revision()
    return EventPage.objects.get(pk=made.pk)


@pytest.fixture
def spanish(source):
    made = begun(source)
    made.get_latest_revision().publish()
    return EventPage.objects.get(pk=made.pk)


def publish(page, **fields):
    page = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return now(page)


def now(page):
    return EventPage.objects.get(pk=page.pk)


def draft_of(page):
    return now(page).get_latest_revision_as_object()


def leave_draft(page, **fields):
    page = draft_of(page)
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


class TestWhatIsTakenOver:
    @pytest.mark.parametrize(
        "changes",
        [
            {"starts_on": LATER, "starts_time": time(9), "ends_time": time(11), "zone": "Asia/Tokyo"},
            {
                "country": "FR",
                "address": "1, rue du Port",
                "is_online": True,
                "online_url": "https://example.org/on",
            },
            {"registration_url": "https://example.org/come"},
            {"languages": ["es", "fr"]},
            {"change": "moved"},
        ],
    )
    def test_every_fact_and_no_word(self, source, spanish, changes):
        publish(source, title="Another day", place="Another house", **changes)
        held = now(spanish)
        assert {name: getattr(held, name) for name in changes} == changes
        assert (held.title, held.place) == ("Un día para los grupos", "House of groups, Berlin")
        assert held.starts_at == now(source).starts_at
        assert held.over_at == now(source).over_at

    def test_readers_of_the_other_language_see_it_at_once(self, visitor, source, spanish):
        visitor.get(HERE)
        publish(source, change="cancelled", change_note="The house has burnt down.")
        text = visitor.get(HERE).text
        assert "notice--warn" in text
        assert "Cancelado" in text
        # Its words are older, and lead to the language that says more.
        assert 'href="/news/events/a-day-for-groups/" hreflang="en"' in text.partition("</header>")[0]
        assert "The house has burnt down." not in text

    def test_calendars_learn_of_it(self, visitor, source, spanish):
        before = visitor.get(f"{HERE}event.ics").text
        EventPage.objects.filter(pk=spanish.pk).update(first_published_at=timezone.now() - timedelta(days=9))
        publish(source, change="cancelled")
        after = visitor.get(f"{HERE}event.ics").text
        assert "STATUS:CONFIRMED" in before
        assert "SEQUENCE:0" in before
        assert "STATUS:CANCELLED" in after
        assert "SEQUENCE:0" not in after

    def test_it_works_from_any_language_and_reaches_all(self, source, spanish):
        arabic = begun(source, "ar", "يوم للمجموعات")
        arabic.get_latest_revision().publish()
        publish(spanish, starts_on=LATER)
        assert {page.starts_on for page in EventPage.objects.all()} == {LATER}

    def test_it_is_a_version_with_a_note(self, editor, source, spanish):
        publish(source, change="cancelled")
        held = now(spanish)
        assert held.live_revision_id == held.latest_revision_id != spanish.live_revision_id
        assert not held.has_unpublished_changes
        assert PageLogEntry.objects.filter(action=facts.TAKEN_OVER, page=spanish.pk).count() == 1
        assert "taken over from another language" in editor.get(f"/manage/pages/{spanish.pk}/history/").text

    def test_words_alone_change_nothing_elsewhere(self, source, spanish):
        publish(source, title="Another title")
        assert now(spanish).latest_revision_id == spanish.latest_revision_id
        assert not PageLogEntry.objects.filter(action=facts.TAKEN_OVER).exists()

    def test_what_differs_already_is_left_to_editors(self, source, spanish):
        EventPage.objects.filter(pk=source.pk).update(change="cancelled")
        publish(spanish, title="Otro título")
        assert now(source).change == "cancelled"
        publish(spanish, registration_url="https://example.org/come")
        assert now(source).change == "cancelled"
        assert now(source).registration_url == "https://example.org/come"

    def test_a_place_is_borrowed_where_the_other_has_none(self, source, spanish):
        publish(source, is_online=True)
        publish(spanish, place="")
        publish(source, is_online=False)
        assert now(spanish).place == now(source).place

    def test_without_it_the_others_would_mislead(self, source, spanish, monkeypatch):
        """The twin."""
        monkeypatch.setattr(facts, "spread", lambda *_, **__: None)
        publish(source, change="cancelled")
        assert now(spanish).change == ""


class TestDrafts:
    def test_a_draft_keeps_its_words_and_stays_a_draft(self, source, spanish):
        waits = leave_draft(spanish, title="Título nuevo", change_note="Nota")
        publish(source, starts_on=LATER)
        held, draft = now(spanish), draft_of(spanish)
        assert (held.title, held.starts_on) == ("Un día para los grupos", LATER)
        assert (draft.title, draft.change_note, draft.starts_on) == ("Título nuevo", "Nota", LATER)
        assert (held.latest_revision_id, held.has_unpublished_changes) == (waits.pk, True)
        assert held.live_revision.as_object().starts_on == LATER

    def test_and_what_it_changes_of_other_facts(self, source, spanish):
        leave_draft(spanish, registration_url="https://example.org/mine")
        publish(source, starts_on=LATER)
        assert draft_of(spanish).registration_url == "https://example.org/mine"
        assert now(spanish).registration_url == ""

    @pytest.mark.parametrize("waits", [True, False])
    def test_whoever_writes_on_it_is_told_and_loses_nothing(self, editor, source, spanish, waits):
        if waits:
            leave_draft(spanish, title="Título nuevo")
        form = written(spanish, title="Lo que escribo", starts_on=f"{NEXT_YEAR}-05-04")
        publish(source, starts_on=LATER)
        answer = editor.post(edit_url(spanish), form)
        assert answer.status_code == 200
        assert "saved this while you were writing" in answer.text
        form = answer.context["form"]
        assert list(form.errors) == ["__all__", "starts_on"]
        assert "The newest version says something else here." in answer.text
        assert "Lo que escribo" in answer.text
        assert now(source).starts_on == LATER

    def test_whoever_opens_it_afterwards_saves_it(self, editor, source, spanish):
        """The twin."""
        leave_draft(spanish, title="Título nuevo")
        publish(source, starts_on=LATER)
        form = written(spanish, title="Lo que escribo", starts_on=str(LATER))
        assert editor.post(edit_url(spanish), form).status_code == 302
        assert (now(spanish).title, now(source).starts_on) == ("Lo que escribo", LATER)

    def test_what_goes_live_by_itself_brings_nothing_back(self, source, spanish):
        schedule(spanish)
        publish(source, change="cancelled")
        assert now(spanish).title == "Un día para los grupos"
        look(timedelta(minutes=61))
        assert now(spanish).title == "Mañana"
        assert {page.change for page in EventPage.objects.all()} == {"cancelled"}

    def test_it_would_if_it_were_not_rewritten(self, source, spanish, monkeypatch):
        """The twin."""
        schedule(spanish)
        monkeypatch.setattr(facts, "rewrite", lambda _event, _names: None)
        publish(source, change="cancelled")
        look(timedelta(minutes=61))
        assert {page.change for page in EventPage.objects.all()} == {""}

    def test_a_translation_that_nobody_has_published_follows(self, source):
        made = begun(source)
        publish(source, starts_on=LATER)
        assert (draft_of(made).starts_on, now(made).live) == (LATER, False)
        publish(made, title="Listo")
        assert {page.starts_on for page in EventPage.objects.all()} == {LATER}

    def test_one_that_never_followed_says_what_the_others_say(self, source, monkeypatch):
        made = begun(source)
        with monkeypatch.context() as before:
            before.setattr(facts, "spread", lambda *_, **__: None)
            publish(source, starts_on=LATER)
        publish(made, title="Listo", registration_url="https://example.org/come")
        assert {page.starts_on for page in EventPage.objects.all()} == {LATER}
        assert now(source).registration_url == "https://example.org/come"


def schedule(page):
    leave_draft(page, title="Mañana", go_live_at=timezone.now() + timedelta(hours=1)).publish()


class TestTogether:
    @pytest.fixture
    def both(self, editor, source, spanish):
        """Drafts of both languages, the facts changed in one of them."""
        newest = leave_draft(source, title="Moved", starts_on=LATER)
        leave_draft(spanish, title="Movido", translated_revision=newest.pk)
        tick(editor, source, "es")
        return source, spanish

    def test_they_say_the_same(self, editor, both):
        actions.launch(actor=editor.person, source=now(both[0]))
        pages = [now(page) for page in both]
        assert [(page.title, page.starts_on) for page in pages] == [("Moved", LATER), ("Movido", LATER)]
        assert not any(page.has_unpublished_changes for page in pages)

    def test_a_third_one_follows(self, editor, both):
        arabic = begun(both[0], "ar")
        arabic.get_latest_revision().publish()
        actions.launch(actor=editor.person, source=now(both[0]))
        assert now(arabic).starts_on == LATER

    def test_without_that_the_last_one_would_bring_back_what_was(self, editor, both, monkeypatch):
        """The twin."""
        monkeypatch.setattr(facts, "agree", lambda _source, _revisions: None)
        actions.launch(actor=editor.person, source=now(both[0]))
        assert (now(both[1]).has_unpublished_changes, now(both[0]).starts_on) != (False, LATER)

    def test_a_plan_brings_nothing_back(self, editor, both):
        planning.plan(actor=editor.person, source=now(both[0]), at=timezone.now() + timedelta(hours=1))
        publish(both[1], change="cancelled")
        assert now(both[0]).change == "cancelled"
        assert now(both[0]).title == "A day for groups"
        look(timedelta(minutes=61))
        assert now(both[0]).title == "Moved"
        assert {page.change for page in EventPage.objects.all()} == {"cancelled"}


class TestTheLists:
    def test_every_kind_of_page_is_in_them(self):
        kinds, found = [OwnPage], set()
        while kinds:
            kind = kinds.pop()
            kinds += kind.__subclasses__()
            found |= set() if kind._meta.abstract else {kind}
        assert found - {HomePage} == set(listing.KINDS)

    def test_older_and_begun_ones_wait_for_editors(self, editor, source, spanish):
        publish(source, title="Another title")
        begun(source, "ar", "يوم للمجموعات")
        for path in ("/manage/waiting/", "/manage/translations/?language=es"):
            assert "Un día para los grupos" in editor.get(path).text
        assert "يوم للمجموعات" in editor.get("/manage/translations/?language=ar").text

    def test_a_translation_is_missing_nowhere_as_a_source(self, source, spanish):
        arabic = Locale.objects.get(language_code="ar")
        assert [page.pk for page in listing.missing_in(arabic.pk) if page.pk in {source.pk, spanish.pk}] == [
            source.pk
        ]


class TestWords:
    def test_place_and_note_go_to_the_translator(self, source):
        page = publish(source, change="moved", change_note="To the house beside it.")
        names = {each.name: each.text for each in paragraphs_of(page)}
        assert names["place"] == "House of groups, Berlin"
        assert names["change_note"] == "To the house beside it."

    def test_a_note_that_came_later_finds_its_place(self, editor, source, spanish):
        page = publish(source, change="moved", change_note="To the house beside it.")
        words = {"title": "Un día", "place": "Casa de grupos", "change_note": "A la casa de al lado."}
        lines = [words[each.name] for each in paragraphs_of(page)]
        filled = "\n".join(f"[{number}=] {said}" for number, said in enumerate(lines, start=1))
        answer = editor.post(
            f"/manage/translations/{source.pk}/es/",
            {
                "text": f"[#{source.pk}-{page.live_revision_id}-es]\n{filled}",
                "base": now(spanish).latest_revision_id,
            },
        )
        assert answer.status_code == 302
        draft = draft_of(spanish)
        assert (draft.place, draft.change_note, draft.change) == (
            "Casa de grupos",
            "A la casa de al lado.",
            "moved",
        )


class TestOlder:
    @pytest.mark.parametrize(
        ("significance", "is_told"), [("minor", False), ("normal", True), ("medical", True)]
    )
    def test_readers_of_an_event_are_told(self, visitor, source, spanish, significance, is_told):
        publish(source, title="Another title", significance=significance)
        assert ('hreflang="en">Lee' in visitor.get(HERE).text) is is_told

    def test_an_editor_says_how_much_it_matters(self, editor, source):
        form = written(source, title="Anothr title", significance="minor")
        assert editor.post(edit_url(source), form).status_code == 302
        assert now(source).significance == "minor"

    def test_readers_of_the_page_of_donations_too(self, visitor):
        page = DonatePage.objects.get(locale__language_code="en")
        page.save_revision().publish()
        page.refresh_from_db()
        spanish = DonatePage.objects.get(locale__language_code="es")
        spanish.translated_from, spanish.translated_revision = page, page.live_revision_id
        spanish.save_revision().publish()
        assert 'role="note"' not in visitor.get("/es/donate/").text
        page.title = "Give"
        page.save_revision().publish()
        assert 'role="note"' in visitor.get("/es/donate/").text
