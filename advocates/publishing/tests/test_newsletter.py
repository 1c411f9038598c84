"""Writing a newsletter, handing it in, a second person, taking it back: every way and every refusal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import installation
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import viewer_for
from advocates.publishing.models import Newsletter, NewsletterVersion
from advocates.publishing.newsletter import actions, picking, policies, tasks
from advocates.publishing.tests.articles import make_knowledge, make_topic
from advocates.publishing.tests.newsletters import OFFICE, approved, make_newsletter, news, reader, sent
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def made(editor):
    return make_newsletter(editor.person)


@pytest.fixture
def waiting(editor, made):
    actions.hand_in(actor=editor.person, newsletter=made, planned_for=None)
    return Newsletter.objects.get(pk=made.pk)


def at(newsletter, deed=""):
    return f"{OFFICE}{newsletter.public_id}/{deed}"


def state_of(newsletter):
    return Newsletter.objects.get(pk=newsletter.pk).state


def kinds_of(newsletter):
    entries = StreamEntry.objects.filter(
        kind__startswith="publishing.newsletter", target_id=str(newsletter.pk)
    )
    return [entry.kind.rpartition(".")[2] for entry in entries.order_by("pk")]


class TestWriting:
    def form(self, newsletter, code="en", **changes):
        base = Newsletter.objects.get(pk=newsletter.pk).revision
        return {"base": base, "subject": "All at once", "opening": "Dear readers", **changes}

    def test_from_the_list_to_a_saved_version(self, editor):
        first, second = news("First"), news("Second")
        answer = editor.post(f"{OFFICE}new/", {"language": "en"})
        newsletter = Newsletter.objects.get()
        assert answer["Location"] == at(newsletter, "en/")
        page = editor.get(at(newsletter, "en/")).text
        assert "First" in page
        places = {f"place-{first.pk}": "2", f"place-{second.pk}": "1"}
        assert editor.post(at(newsletter, "en/"), self.form(newsletter, **places)).status_code == 302
        version = newsletter.versions.get()
        assert [item.page_id for item in version.items.all()] == [second.pk, first.pk]
        assert version.subject == "All at once"
        assert "All at once" in editor.get(OFFICE).text
        assert kinds_of(newsletter) == ["begun", "changed"]

    def test_only_what_is_public_in_its_language_can_be_chosen(self, editor, made):
        topic = make_topic()
        public = make_knowledge(topic, "Public")
        news("Draft", live=False)
        news("Spanish", language="es")
        make_knowledge(topic, "Inside", is_for_members=True)
        page = editor.get(at(made, "en/")).text
        assert f'name="place-{public.pk}"' in page
        for title in ("Draft", "Spanish", "Inside"):
            assert title not in page

    def test_what_stood_in_the_form_is_not_lost_to_newer_articles(self, editor, made, monkeypatch):
        monkeypatch.setattr(picking, "MOST", 1)
        older = news("Older")
        news("Newer")
        inside = make_knowledge(make_topic(), "Inside", is_for_members=True)
        places = {f"place-{older.pk}": "1", f"place-{inside.pk}": "2", "place-999999": "3"}
        assert editor.post(at(made, "en/"), self.form(made, **places)).status_code == 302
        assert [item.page_id for item in made.versions.get().items.all()] == [older.pk]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"subject": ""},
            {"subject": "x" * 151},
            {"opening": "a\x00b"},
            {"opening": "x" * 10_001},
            {"base": "x"},
        ],
    )
    def test_bad_input_keeps_the_text(self, editor, made, wrong):
        answer = editor.post(at(made, "en/"), self.form(made, **wrong))
        assert answer.status_code == 422
        assert ("Dear readers" in answer.text) is ("opening" not in wrong)
        assert made.versions.get().subject == "Subject en"

    @pytest.mark.parametrize("place", ["0", "100", "one", "1.5"])
    def test_a_place_is_a_number(self, editor, made, place):
        article = news("First")
        answer = editor.post(at(made, "en/"), self.form(made, **{f"place-{article.pk}": place}))
        assert answer.status_code == 422

    def test_who_is_slower_keeps_the_text_and_overwrites_nothing(self, editor, staff, made):
        old = self.form(made)
        assert staff.post(at(made, "en/"), self.form(made, subject="Faster")).status_code == 302
        answer = editor.post(at(made, "en/"), {**old, "opening": "My long text"})
        assert answer.status_code == 409
        assert "My long text" in answer.text
        assert made.versions.get().subject == "Faster"

    def test_a_further_language_begins_with_the_same_articles(self, editor, made):
        english = news("English")
        spanish = news("Spanish", language="es", translation_key=english.translation_key)
        actions.put(made.versions.get(), [english.pk])
        answer = editor.post(at(made, "languages/"), {"language": "es"})
        assert answer["Location"] == at(made, "es/")
        assert made.versions.get(language="es").items.get().page_id == spanish.pk
        assert editor.post(at(made, "languages/"), {"language": "es"}).status_code == 422
        assert editor.post(at(made, "languages/"), {"language": "xx"}).status_code == 422

    def test_a_version_is_removed_and_with_the_last_the_newsletter(self, editor):
        made = make_newsletter(editor.person, "en", "es")
        assert editor.post(at(made, "es/remove/"))["Location"] == at(made)
        assert editor.post(at(made, "en/remove/"))["Location"] == OFFICE
        assert not Newsletter.objects.exists()

    def test_what_waits_cannot_be_changed(self, editor, waiting):
        assert editor.post(at(waiting, "en/"), self.form(waiting)).status_code == 409
        assert editor.post(at(waiting, "en/remove/")).status_code == 409
        assert editor.post(at(waiting, "languages/"), {"language": "es"}).status_code == 409
        assert editor.post(at(waiting, "hand-in/"), {}).status_code == 409


class TestSeeingIt:
    def test_as_it_arrives(self, editor, made):
        actions.put(made.versions.get(), [news("An article", summary="In short.").pk])
        page = editor.get(at(made, "en/preview/"))
        assert page.status_code == 200
        assert "<strong>readers</strong>" in page.text
        assert "An article" in page.text
        assert "script-src" not in page["Content-Security-Policy"]
        text = editor.get(at(made, "en/text/"))
        assert text["Content-Type"] == "text/plain; charset=utf-8"
        assert "Dear **readers**" in text.text

    def test_script_stays_text(self, editor, made):
        NewsletterVersion.objects.update(opening="<script>alert(1)</script>", subject="<b>x</b>")
        assert "<script>alert" not in editor.get(at(made, "en/preview/")).text
        assert "<b>x" not in editor.get(at(made, "en/preview/")).text

    def test_a_proof_goes_to_myself_alone(self, editor, made):
        reader()
        assert editor.post(at(made, "en/proof/")).status_code == 302
        mail = Mail.objects.get()
        assert (mail.recipient, mail.subject) == (editor.person.email, "Subject en")
        assert state_of(made) == "draft"

    def test_not_without_end(self, editor, made, settings):
        settings.LIMITS = {"newsletter-proof": (1, 3600)}
        editor.post(at(made, "en/proof/"))
        assert editor.post(at(made, "en/proof/")).status_code == 429
        assert Mail.objects.count() == 1


class TestHandingIn:
    def test_it_waits_for_somebody_else(self, editor, staff, made):
        assert editor.post(at(made, "hand-in/")).status_code == 302
        assert state_of(made) == "waiting"
        assert "Subject en" in staff.get("/manage/waiting/").text
        assert "Subject en" not in editor.get("/manage/waiting/").text

    @pytest.mark.parametrize(
        ("fields", "words"), [({"subject": ""}, "has no subject"), ({"opening": ""}, "is empty")]
    )
    def test_not_half_written(self, editor, made, fields, words):
        NewsletterVersion.objects.update(**fields)
        answer = editor.post(at(made, "hand-in/"))
        assert answer.status_code == 409
        assert words in answer.text
        assert state_of(made) == "draft"

    @pytest.mark.parametrize("moment", ["soon", "2001-01-01T10:00", "9999-01-01T10:00"])
    def test_a_time_that_is_none_or_past(self, editor, made, moment):
        answer = editor.post(at(made, "hand-in/"), {"planned_for": moment})
        assert answer.status_code == 422
        assert moment in answer.text
        assert state_of(made) == "draft"

    def test_the_form_names_the_zone(self, editor, made):
        assert "Your time zone: UTC" in editor.get(at(made)).text


class TestApproving:
    def approve(self, client, newsletter, **changes):
        revision = Newsletter.objects.get(pk=newsletter.pk).revision
        return client.post(at(newsletter, "approve/"), {"revision": revision, **changes})

    def test_by_a_second_person(self, staff, waiting):
        assert self.approve(staff, waiting).status_code == 302
        waiting.refresh_from_db()
        assert waiting.approved_by == staff.person
        assert timedelta(minutes=9) < waiting.leaves_at - timezone.now() <= timedelta(minutes=10)
        assert "It leaves in 10 minutes." in staff.get(at(waiting)).text
        assert kinds_of(waiting)[-1] == "approved"

    def test_never_by_who_wrote_in_it(self, editor, waiting):
        assert self.approve(editor, waiting).status_code == 403
        assert "Somebody of the staff who has not written in it" in editor.get(at(waiting)).text
        assert state_of(waiting) == "waiting"

    def test_nor_by_another_editor(self, waiting):
        """Editors prepare; staff send."""
        other = make_person("other-editor", "editor")
        assert not policies.can_approve(viewer_for(other), waiting)

    def test_nor_by_who_changed_one_language(self, editor, staff, made):
        actions.add_language(actor=staff.person, newsletter=made, language="es", pages=())
        assert not policies.can_approve(viewer_for(staff.person), made)

    def test_without_the_policy_it_would(self, editor, waiting, monkeypatch):
        """The twin."""
        monkeypatch.setattr(policies, "can_approve", lambda *_asked: True)
        assert self.approve(editor, waiting).status_code == 302
        assert state_of(waiting) == "approved"

    def test_only_what_was_read(self, staff, waiting):
        assert self.approve(staff, waiting, revision=waiting.revision - 1).status_code == 409
        assert self.approve(staff, waiting, revision="x").status_code == 422
        assert state_of(waiting) == "waiting"

    def test_only_once(self, staff, waiting):
        self.approve(staff, waiting)
        assert self.approve(staff, waiting).status_code == 409

    def test_why_not_stands_on_its_page_as_it_is_now(self, editor, staff, waiting):
        actions.take_back(actor=editor.person, newsletter=waiting)
        answer = self.approve(staff, waiting)
        assert answer.status_code == 409
        assert "does not wait for approval" in answer.text
        assert at(waiting, "hand-in/") in answer.text
        assert f'action="{at(waiting, "approve/")}"' not in answer.text

    def test_not_a_draft(self, staff, made):
        assert self.approve(staff, made).status_code == 409

    def test_nobody_else_finds_it(self, visitor, member, moderator, waiting):
        for client, status in ((visitor, 302), (member, 404), (moderator, 404)):
            assert client.get(at(waiting)).status_code == status
            assert self.approve(client, waiting).status_code == status
        assert state_of(waiting) == "waiting"


class TestTakingBack:
    @pytest.mark.parametrize("who", ["editor", "staff"])
    def test_by_whoever_wrote_or_approved_it(self, request, editor, staff, made, who):
        left = approved(editor.person, staff.person, made).leaves_at
        assert request.getfixturevalue(who).post(at(made, "take-back/")).status_code == 302
        assert state_of(made) == "draft"
        reader()
        assert tasks.send_due(left) == 0

    def test_not_when_the_worker_has_begun(self, editor, staff, made):
        left = approved(editor.person, staff.person, made).leaves_at
        tasks.set_out(made.pk, left)
        answer = editor.post(at(made, "take-back/"))
        assert answer.status_code == 409
        assert "has begun to leave" in answer.text
        assert f'<a href="{at(made)}">' in answer.text
        assert state_of(made) == "leaving"
        assert "cannot be stopped" in editor.get(at(made)).text

    def test_approved_again_its_ten_minutes_begin_again(self, editor, staff, made, time_machine):
        first = approved(editor.person, staff.person, made).leaves_at
        actions.take_back(actor=editor.person, newsletter=made)
        time_machine.move_to(timezone.now() + timedelta(minutes=9))
        reader()
        approved(editor.person, staff.person, made)
        assert tasks.send_due(first) == 0

    def test_how_it_went_is_shown(self, editor, staff, made, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        (tmp_path / "mail").mkdir()
        reader("a")
        reader("b")
        sent(editor.person, staff.person, made)
        page = editor.get(at(made)).text
        assert "Sent to 2 of 2 readers." in page


def test_the_list_costs_the_same_for_one_and_for_many(editor, django_assert_max_num_queries):
    for _number in range(12):
        make_newsletter(editor.person, "en", "es")
    editor.get(OFFICE)
    with django_assert_max_num_queries(14):
        assert editor.get(OFFICE).status_code == 200
