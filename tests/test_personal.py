"""One person's data: the export holds all of theirs and nothing of others', the erasure leaves the named list only.

A person with a word of their own in every table that can hold one; the whole database is read afterwards.
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection
from django.utils import timezone

from advocates.accounts import closing, leaving
from advocates.accounts.introductions import introduce
from advocates.accounts.models import Person
from advocates.core import jobs, outbox
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.files.tests.factories import keep
from advocates.forum import actions as forum
from advocates.forum.reading import actions as reading
from advocates.forum.tests.factories import begin, reply
from advocates.forum.translating.actions import translate
from advocates.organisations.mandates.actions import Leaving, Term, grant_mandate, hand_over
from advocates.organisations.models import (
    Application,
    Consent,
    Enquiry,
    EnquiryText,
    FactorLoss,
    Hint,
    Invitation,
    Mandate,
    Organisation,
    OrganisationChange,
    Proposal,
    Task,
)
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind
from advocates.syndication.models import Subscription
from advocates.wiki.actions import note_editing
from advocates.wiki.tests.factories import make_page
from advocates.wiki.tests.factories import save as save_text
from tests.cast import CastClient, give_second_factor, make_person, sign_in, speak_for
from tests.personal_links import LEFT, LINKS

pytestmark = pytest.mark.django_db
NAME, ADDRESS, TEXT = "Quillonda Zebrafield", "quillonda.zebrafield@example.org", "zebratext"
OTHER = "Otherwise Somebody"


def tables_with(*words: str) -> set[str]:
    """Every table in which one of the words stands, in any column, in any capitals."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names come from the database itself
            rows = "\n".join(str(row) for row in cursor.fetchall()).lower()
            if any(word.lower() in rows for word in words):
                found.add(table)
    return found


@pytest.fixture
def group() -> Organisation:
    return make_organisation("Harbour Group", state=State.MEMBER, private_contact=NAME, private_email=ADDRESS)


@pytest.fixture
def other() -> Person:
    return make_person("other", full_name=OTHER)


@pytest.fixture
def person(group, other) -> Person:
    """Somebody whose word stands in every table that can hold one."""
    person = make_person("canary", full_name=NAME, email=ADDRESS)
    mandate = speak_for(person, group)
    Mandate.objects.filter(pk=mandate.pk).update(proof=f"letter naming {NAME}")
    speak_for(other, group)
    second = make_organisation("Second Group", state=State.MEMBER)
    theirs = speak_for(person, second, "representative")
    speak_for(other, second)
    hand_over(actor=person, mandate=theirs, leaving=Leaving(other, TEXT))
    introduce(person=person, values={**_SHOWN, "text": TEXT})
    plant(person, other, group)
    talk(person, other)
    return person


_SHOWN = {"expertise": ["law"], "lang": "en", "shows_languages": True, "shows_address": True}


def talk(person: Person, other: Person) -> None:
    """What somebody wrote, changed, read, thanked for, and where they sat."""
    topic = begin(person, TEXT, TEXT)
    answer = reply(other, topic)
    forum.thank(actor=person, post=answer)
    changed = forum.Written(f"{TEXT} again", "en")
    forum.edit_post(actor=person, post=topic.posts.get(number=1), base_revision=1, written=changed)
    text = forum.Written(TEXT, "es")
    translate(author=author_of(viewer_for(person)), post=answer, written=text, of_revision=1)
    reading.follow_topic(person=person, topic=topic, following=2)
    keep(person, topic.space, TEXT, description=TEXT)
    page = make_page(person, TEXT, f"{TEXT}\n\n[[{TEXT}]]")
    save_text(other, page, f"{TEXT}\n\n{OTHER}", 1, summary=OTHER)
    save_text(person, page, f"{TEXT}\n\n{OTHER}\n\n{TEXT} more", 2)
    note_editing(person=person, page=page)
    open_space(actor=other, kind=Kind.ROOM, names={"en": "Room"}, people=[person])


def plant(person: Person, other: Person, group: Organisation) -> None:
    now = timezone.now()
    for fields in ({"accepted_by": person, "accepted_at": now}, {}):
        Invitation.objects.create(
            organisation=group, role="representative", address=ADDRESS, name=NAME, language="en",
            claimed_address=ADDRESS, **fields,
        )  # fmt: skip
    Proposal.objects.create(
        organisation=group, base_revision=1, content={"private_contact": NAME, "private_email": ADDRESS},
        note=TEXT, lang="en", address=ADDRESS,
    )  # fmt: skip
    Hint.objects.create(
        kind="correction", organisation=group, topic="other", text=TEXT, lang="en", reporter=ADDRESS
    )
    enquiry = Enquiry.objects.create(
        organisation=group, name=NAME, email=ADDRESS, language="en", ticket="canary"
    )
    EnquiryText.objects.create(enquiry=enquiry, author="writer", text=TEXT, lang="en", once="canary")
    _as_others_know_them(person, other, group)


def _as_others_know_them(person: Person, other: Person, group: Organisation) -> None:
    now = timezone.now()
    draft = Application.objects.create(email=ADDRESS, name=NAME, kept_until=now + timedelta(days=9))
    draft.answers.create(step="contact", data={"name": NAME})
    Consent.objects.create(
        address_hash=outbox.address_hash(ADDRESS), what="code", lang="en", words="I promise to be fair."
    )
    FactorLoss.objects.create(person=person, mark="x")
    Subscription.objects.create(
        kind="directory", address=ADDRESS, address_hash=outbox.address_hash(ADDRESS), language="en"
    )
    Mail.objects.create(
        message_id="<a@b>", sender="x@example.org", recipient=ADDRESS, subject=NAME, text=NAME
    )
    Mail.objects.create(
        message_id="<c@d>", sender="x@example.org", recipient=other.email, subject="x", text=NAME
    )
    closing.suspend(actor=None, person=person, reason=f"{NAME} asked for it")
    closing.restore(actor=None, person=person)
    UserSession.objects.create(
        user=person, ip="127.0.0.1", last_seen_at=now, session_key="canary", user_agent=TEXT, data={}
    )
    change = OrganisationChange.objects.filter(organisation=group).first()
    change.changes = {"private_email": [ADDRESS, "x@example.org"], "private_contact": [NAME, ""]}
    change.save()


@pytest.fixture
def client(person) -> CastClient:
    client = CastClient()
    client.person = person
    client.totp_secret = give_second_factor(person)
    sign_in(client, person, second_factor=True)
    return client


class TestExport:
    def export(self, client) -> dict[str, Any]:
        assert client.post("/account/data/export/").status_code == 302
        jobs.run_due()
        (link,) = re.findall(
            r'"(/account/data/export/[^"]+/)"', client.get("/account/data/").content.decode()
        )
        answer = client.get(link)
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]
        return dict(json.loads(answer.content))

    def test_plumbing_3_all_of_theirs(self, client):
        found = self.export(client)
        assert TEXT in json.dumps(found["posts"])
        assert TEXT in json.dumps(found["files_in_libraries"])
        assert found["files"]
        assert [row["text"] for row in found["pages"]] == [f"{TEXT}\n\n[[{TEXT}]]", f"{TEXT} more"]
        for section in (
            "account",
            "invitations",
            "closures",
            "mails",
            "mandates",
            "applications",
            "messages_to_groups",
        ):
            assert NAME in json.dumps(found[section], ensure_ascii=False), section
        for section in ("hand_overs", "introduction", "proposals", "hints", "messages_to_groups"):
            assert TEXT in json.dumps(found[section]), section
        for section in (
            "addresses",
            "devices",
            "second_factors",
            "lost_second_factors",
            "subscriptions",
            "what_you_did",
        ):
            assert found[section], section

    def test_nothing_of_others_and_no_secret(self, client, other):
        text = json.dumps(self.export(client), ensure_ascii=False)
        for word in (OTHER, other.email, client.totp_secret, "session_key", "password"):
            assert word not in text

    def test_another_s_holds_nothing_of_the_person(self, person, group, other):
        stranger = make_person("stranger")
        speak_for(stranger, group, "representative")
        text = json.dumps(leaving.export_person(person=stranger), default=str)
        assert NAME not in text
        assert ADDRESS not in text
        assert TEXT not in text

    def test_it_leaves_a_trace(self, client, person):
        self.export(client)
        entry = StreamEntry.objects.get(kind="accounts.person.exported")
        assert (entry.is_audit, entry.actor_id) == (True, person.pk)

    def test_reading_makes_none(self, client):
        assert client.get("/account/data/export/").status_code == 405


class TestConsents:
    def test_the_exact_words(self, client):
        page = client.get("/account/data/").content.decode()
        assert "I promise to be fair." in page

    def test_of_nobody_else(self, pending, person):
        assert "I promise to be fair." not in pending.get("/account/data/").content.decode()


class TestErasure:
    def erase(self, client) -> Any:
        return client.post("/account/erase/", {"is_sure": "on"})

    def test_the_scene_holds_the_words_everywhere(self, person):
        """The twin: without the erasure the search below would find them."""
        found = tables_with(NAME, ADDRESS, TEXT)
        assert found >= {
            "accounts_person", "account_emailaddress", "accounts_closure", "core_mail", "organisations_mandate",
            "organisations_invitation", "organisations_proposal", "organisations_hint", "organisations_enquiry",
            "organisations_application", "organisations_answer", "organisations_organisation",
            "organisations_organisationchange", "organisations_handover", "syndication_subscription",
            "accounts_introduction",
        }  # fmt: skip

    def test_nothing_is_left_but_what_is_named(self, client, person):
        assert self.erase(client).status_code == 200
        assert tables_with(NAME, ADDRESS, TEXT) == set(LEFT)
        # Of those, the person's own name and address stand in mail to others alone, until that is purged.
        assert tables_with(NAME, ADDRESS) == {"core_mail"}

    @pytest.mark.parametrize("without", ["_invitations", "_addresses", "_contacts"])
    def test_each_part_is_needed(self, client, monkeypatch, without):
        monkeypatch.setattr(f"advocates.organisations.personal.actions.{without}", lambda _subject: None)
        self.erase(client)
        assert tables_with(NAME, ADDRESS) > {"core_mail"}

    def test_the_words_of_the_organisation_stay(self, client, group, other):
        self.erase(client)
        reader = CastClient()
        sign_in(reader, other, second_factor=bool(give_second_factor(other)))
        page = reader.get(f"/members/organisation/{group.public_id}/").content.decode()
        assert "Former representative of Harbour Group" in page
        second = Organisation.objects.get(name="Second Group")
        sheet = Mandate.objects.get(organisation=second, hand_over__note=TEXT).hand_over
        shown = reader.get(f"/members/organisation/hand-overs/{sheet.public_id}/").content.decode()
        assert TEXT in shown
        assert "Former representative of Second Group" in shown
        assert (
            "Former representative"
            in reader.get(f"/members/organisation/{group.public_id}/history/").content.decode()
        )

    def test_access_ends_at_once(self, client, person):
        self.erase(client)
        person.refresh_from_db()
        assert viewer_for(person).mandates == ()
        assert client.get("/account/").status_code == 302
        assert (
            client.post(
                "/account/login/", {"login": ADDRESS, "password": "quilt-lantern-harbour-7"}
            ).status_code
            == 422
        )

    def test_the_office_has_to_find_another_administrator(self, staff):
        alone = make_organisation("Alone Group", state=State.MEMBER)
        someone = make_person("someone")
        speak_for(someone, alone)
        assert staff.post(f"/manage/people/{someone.public_id}/erase/", {"is_sure": "on"}).status_code == 302
        assert Task.objects.filter(organisation=alone, kind=Task.Kind.ADMINISTRATOR, closed_at=None).exists()
        assert someone.email not in staff.get("/manage/people/").content.decode()

    def test_a_box_has_to_be_ticked(self, client, person):
        assert client.post("/account/erase/").status_code == 422
        assert Person.objects.filter(pk=person.pk, full_name=NAME).exists()

    def test_not_the_last_who_runs_the_site(self, staff):
        assert staff.post("/account/erase/", {"is_sure": "on"}).status_code == 409

    def test_nor_by_oneself_in_the_office(self, staff):
        make_person("second", Role.STAFF)
        assert staff.get(f"/manage/people/{staff.person.public_id}/erase/").status_code == 404

    def test_the_address_can_be_used_anew(self, client):
        self.erase(client)
        assert make_person("new", email=ADDRESS).email == ADDRESS

    def test_a_mandate_of_later_never_begins(self, client, person):
        third = make_organisation("Third Group", state=State.MEMBER)
        term = Term(starts_at=timezone.now() + timedelta(days=9))
        grant_mandate(actor=None, person=person, organisation=third, role="representative", term=term)
        self.erase(client)
        assert not Mandate.objects.filter(person=person).open_at(timezone.now()).exists()


def test_every_link_to_a_person_is_thought_of():
    """A new table with a link to a person is red until somebody has decided what its erasure is."""
    links = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Person and model.__module__.startswith("advocates.")
    }
    assert links == set(LINKS)
