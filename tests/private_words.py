"""A word of its own for everything private that there is so far, planted where the site keeps it.

Each word begins with three letters with which no other word begins, so that a search for the first three can only
have found that one.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from wagtail.models import Comment, Page

from advocates.accounts import actions as accounts
from advocates.accounts import closing
from advocates.accounts.introductions import introduce
from advocates.accounts.set_up import make_setup_link
from advocates.core import links, outbox
from advocates.core.models import Job, Mail
from advocates.core.uploads import Paper
from advocates.core.viewer import Role
from advocates.notifications.tests.letters import held_mail
from advocates.organisations import actions
from advocates.organisations.applications import keys, papers
from advocates.organisations.enquiries import actions as enquiries
from advocates.organisations.enquiries import addresses
from advocates.organisations.invitations import tokens as invitation_tokens
from advocates.organisations.models import (
    Application,
    Enquiry,
    EnquiryText,
    Hint,
    Invitation,
    Organisation,
    Proposal,
)
from advocates.organisations.office import actions as office
from advocates.organisations.tasks import open_task
from advocates.organisations.tests.enquiries import make_enquiry, said
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import FundingStatement, HomePage, StandardPage
from advocates.syndication.models import Subscription
from tests import composed
from tests.cast import make_person
from tests.planted_comments import plant_comments
from tests.planted_knowledge import plant_knowledge
from tests.planted_newsletters import plant_newsletters
from tests.private_news import plant_news
from tests.private_reports import plant_reports

LETTERS = "qxzjvkwy"
ENDING = "lumbra"
# Whoever works in the back office may know these; nobody else.
DRAFTS, NAMES, ENTRIES, TOLD, APPLICANTS = "drafts", "names", "entries", "told", "applicants"
# What staff read of messages to groups: those that are held.
HELD = "held"


class Words(dict[str, str]):
    """Secret words by what they are; what is asked for and not there yet is made up."""

    def __missing__(self, what: str) -> str:
        number = len(self)
        start = LETTERS[number // 64 % 8] + LETTERS[number // 8 % 8] + LETTERS[number % 8]
        self[what] = f"{start}aro{number:03d}{ENDING}"
        return self[what]

    def of(self, kind: str) -> dict[str, str]:
        """Those whose name begins with a kind."""
        return {what: word for what, word in self.items() if what.startswith(f"{kind}:")}

    def without(self, *kinds: str) -> dict[str, str]:
        """Those of no such kind."""
        return {what: word for what, word in self.items() if what.partition(":")[0] not in kinds}


def plant(words: Words, public: Organisation | None = None) -> Mapping[str, Any]:
    """Plant a word everywhere; `public` is an entry that is published and gets private fields."""
    hidden = _entries(words, public)
    _pages(words)
    _people(words)
    _invitations(words, hidden)
    _applications(words)
    _machinery(words)
    _letters(words, public)
    composed.plant(words)
    _mails_in(words)
    plant_reports(words)
    plant_news(words)
    plant_comments(words)
    return {"hidden": hidden}


def _mails_in(words: Words) -> None:
    """An answer by mail that is held: as it came, and what was read in it."""
    writer = make_person("mail writer")
    mail = held_mail(
        writer, "topic", 1, words["inbound:raw"], kept=words["inbound:text"], rest=words["inbound:trimmed"]
    )
    words["inbound:address"] = mail.address.key_hash


def private_fields(words: Words, whose: str) -> dict[str, str]:
    """The fields of an entry that stay in the back office."""
    number = sum(map(ord, whose)) % 100_000
    phone = words.setdefault(f"{ENTRIES}:{whose} telephone", f"+3161{number:05d}77")
    return {
        "private_contact": words[f"{ENTRIES}:{whose} contact"],
        "private_email": f"{words[f'{ENTRIES}:{whose} mail']}@example.org",
        "private_phone": phone,
        "note": words[f"{ENTRIES}:{whose} note"],
    }


def _entries(words: Words, public: Organisation | None) -> Organisation:
    def secret(what: str) -> str:
        return words[f"{ENTRIES}:hidden {what}"]

    hidden = make_organisation(
        secret("name"),
        country="AQ",
        local_name=secret("local name"),
        acronym=secret("acronym"),
        city=secret("city"),
        website=f"https://{secret('website')}.example",
        public_email=f"{secret('public mail')}@example.org",
        sources=[f"https://{secret('source')}.example"],
        languages=["mi"],
        disease_areas=["osteosarcoma"],
        descriptions={code: secret(f"description {code}") for code in ("en", "es", "ar")},
        channels=[("facebook", f"https://facebook.example/{secret('channel')}")],
        is_published=False,
        **private_fields(words, "hidden"),
    )
    _change(hidden, {"slug": secret("second address")})
    _told(words, public or hidden)
    if public is not None:
        first = private_fields(words, "public")
        _change(public, first)
        # What was there before stays in the history.
        _change(public, {"note": words[f"{ENTRIES}:public later note"]})
    _office(words, hidden)
    return hidden


def _office(words: Words, hidden: Organisation) -> None:
    """What the office keeps about its work: a task with its text and note, a merge, a file that was sent."""

    def secret(what: str) -> str:
        return words[f"{ENTRIES}:{what}"]

    task = open_task(organisation=hidden, kind="change", detail=secret("task detail"), key="words")
    task.note = secret("task note")
    task.save()
    other = make_organisation(
        secret("merged name"), country="AQ", note=secret("merged note"), is_published=False
    )
    pair = office.Pair(hidden, other, hidden.revision, other.revision)
    office.merge_organisations(actor=None, pair=pair, choices={"note": "kept"})
    hidden.refresh_from_db()
    sender = make_person("sender", Role.STAFF)
    office.keep_file(actor=sender, text=f"name\n{words['people:file']}\n")


def _told(words: Words, about: Organisation) -> None:
    """What groups propose and what people tell us, before and after somebody decided."""

    def secret(what: str) -> str:
        return words[f"{TOLD}:{what}"]

    for at, state in enumerate((Proposal.State.WAITING, Proposal.State.REFUSED)):
        Proposal.objects.create(
            organisation=about,
            base_revision=1,
            content={
                "city": secret(f"proposed city {at}"),
                "private_email": f"{secret(f'proposed mail {at}')}@example.org",
                "description:en": secret(f"proposed text {at}"),
            },
            note=secret(f"proposal note {at}"),
            lang="en",
            address=f"{secret(f'proposal address {at}')}@example.org",
            state=state,
            decided_at=timezone.now() if at else None,
            reason=secret("refusal") if at else "",
        )
    for kind, entry in ((Hint.Kind.CORRECTION, about), (Hint.Kind.SUGGESTION, None)):
        Hint.objects.create(
            kind=kind,
            organisation=entry,
            topic="other" if entry else "",
            text=secret(f"{kind} text"),
            source=f"https://{secret(f'{kind} source')}.example",
            name=secret("missing group") if entry is None else "",
            reporter=f"{secret(f'{kind} reporter')}@example.org",
            lang="en",
            state=Hint.State.OFFICE,
        )


def _change(organisation: Organisation, fields: Mapping[str, Any]) -> None:
    organisation.refresh_from_db()
    actions.edit_organisation(
        actor=None,
        organisation=organisation,
        base_revision=organisation.revision,
        entry=_whole(organisation, fields),
    )
    organisation.refresh_from_db()


def _whole(organisation: Organisation, fields: Mapping[str, Any]) -> actions.Entry:
    texts = {text.lang: text.text for text in organisation.descriptions.all()}
    return actions.Entry(
        fields, texts, [(channel.kind, channel.value) for channel in organisation.channels.all()]
    )


def _pages(words: Words) -> None:
    def secret(what: str) -> str:
        return words[f"{DRAFTS}:{what}"]

    home = HomePage.objects.get(locale__language_code="en")

    def page(kind: str, **fields: Any) -> Page:
        content = {
            "title": secret(f"{kind} title"),
            "slug": secret(f"{kind} address"),
            "search_description": secret(f"{kind} description"),
            "body": [("text", f"<p>{secret(f'{kind} text')}</p>")],
        }
        return home.add_child(instance=StandardPage(locale=home.locale, **content, **fields))

    page("draft", live=False).save_revision()
    plant_knowledge(secret)
    plant_newsletters(secret)
    page("planned", live=False, go_live_at=timezone.now() + timedelta(days=3)).save_revision()
    over = page("over")
    over.save_revision().publish()
    over.unpublish()
    changed = StandardPage.objects.get(slug="about", locale__language_code="en")
    changed.title, changed.summary = secret("changed title"), secret("changed summary")
    changed.save_revision()
    Comment.objects.create(
        page=changed, user=make_person("commenter", Role.EDITOR), text=secret("comment"), contentpath="title"
    )
    statement = FundingStatement(title=secret("statement title"), text=secret("statement text"), live=False)
    statement.save()
    statement.save_revision()


def _letters(words: Words, group: Organisation | None) -> None:
    def letter(kind: str, is_proved: bool) -> Enquiry:
        made = make_enquiry(
            group,
            text=f"{words[f'{kind}:message']} is what I ask.",
            name=words[f"{kind}:name"],
            email=f"{words['letters:mail' if is_proved else 'letters:held mail']}@example.org",
            country="DE",
            is_proved=is_proved,
        )
        words[f"{kind}:key"] = str(made.public_id)
        return made

    letter(HELD, False)
    answered = letter("letters", True)
    words["letters:link"] = addresses.of_writer(answered).split("/")[2]
    enquiries.answer_enquiry(
        enquiry=answered,
        author=EnquiryText.Author.GROUP,
        said=said(f"{words['letters:answer']} is what we say."),
    )
    refused = letter("letters:refused", False)
    enquiries.refuse_enquiry(
        actor=make_person("office", Role.STAFF),
        enquiry=refused,
        reason=f"{words['letters:reason']} is why.",
        lang="en",
    )


def _people(words: Words) -> None:
    person = make_person(
        "hidden", full_name=words[f"{NAMES}:full name"], email=f"{words['people:mail']}@example.org"
    )
    introduce(
        person=person,
        values={
            "expertise": ["law"],
            "text": words["people:introduction"],
            "lang": "en",
            "shows_languages": True,
            "shows_address": True,
        },
    )
    closing.suspend(actor=None, person=make_person("closed"), reason=words["people:reason"])
    accounts.ask_for_address(person=person, address=f"{words['people:next mail']}@example.org")
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": words["people:passkey"], "credential": {}},
    )
    session = SessionStore()
    session["note"] = words["people:session"]
    session.create()
    words["people:session key"] = session.session_key


def _invitations(words: Words, organisation: Organisation) -> None:
    """Asked by the office and by an administrator; one of them by a link that was passed on."""
    now = timezone.now()
    for at, what in enumerate(("list", "wave", "link")):
        Invitation.objects.create(
            organisation=organisation,
            role="administrator",
            address=f"{words[f'invitations:{what} address']}@example.org",
            name=words[f"invitations:{what} name"],
            language="en",
            is_founding=not at,
            link_number=at,
            claimed_address=f"{words[f'invitations:{what} claimed']}@example.org",
            sent_at=now if at else None,
            link_made_at=now if what == "link" else None,
            expires_at=now + timedelta(days=14) if at else None,
        )
    link = links.token_of(invitation_tokens.KIND, [Invitation.objects.latest("pk").pk, 2, ""])
    words["invitations:token"] = link


def _applications(words: Words) -> None:
    """One that is filled in, with everything that its applicant and its reviewers write."""

    def secret(what: str) -> str:
        return words[f"application:{what}"]

    now = timezone.now()
    application = Application.objects.create(
        email=f"{secret('mail')}@example.org",
        state="review",
        name=words[f"{APPLICANTS}:name"],
        country="AQ",
        appeal=secret("appeal"),
        sent_at=now,
        kept_until=now + timedelta(days=60),
    )
    data = {"organisation": "name", "activities": "done", "funding": "source_1", "status": "registration"}
    for step, field in {**data, "people": "email_1", "papers": "why_none"}.items():
        application.answers.create(step=step, data={field: [secret(step)]})
    words["application:token"] = keys.new_key(application)
    with papers.stored(Paper(secret("paper body").encode(), "application/pdf", "pdf")) as (stored_as, key):
        application.papers.create(
            kind="other",
            sealed_name=papers.sealed_name(secret("paper name"), "pdf"),
            content_type="application/pdf",
            size=8,
            stored_as=stored_as,
            sealed_key=key,
        )
    words["application:paper in storage"] = stored_as.rpartition("/")[2]
    _review(words, application)


def _review(words: Words, application: Application) -> None:
    def secret(what: str) -> str:
        return words[f"application:{what}"]

    now = timezone.now()
    reviewer = make_person("reviewer", full_name=words[f"{NAMES}:reviewer"])
    seat = application.seats.create(
        number=1,
        reviewer=reviewer,
        organisation=make_organisation("Reviewing Group", country="BV", state="member", is_published=False),
        interests=secret("interests"),
        declared_at=now,
        checklist=[{"criterion": "x", "value": "met", "note": secret("note")}],
        recommendation="refuse",
        reasons=secret("reasons"),
        recommended_at=now,
    )
    application.questions.create(
        seat=seat, text=secret("question"), lang="en", answer=secret("answer"), answered_at=now
    )


def _machinery(words: Words) -> None:
    Mail.objects.create(
        message_id=f"<{words['mail:id']}@example.org>",
        sender="no-reply@example.org",
        recipient=f"{words['mail:recipient']}@example.org",
        subject=words["mail:subject"], text=words["mail:text"], html=words["mail:html"],
    )  # fmt: skip
    who = f"{words['follower:address']}@example.org"
    Subscription.objects.create(
        kind="directory", address=who, address_hash=outbox.address_hash(who), language="en"
    )
    Job.objects.create(name="x", arguments={"what": words["job:argument"]}, error=words["job:error"])
    if link := make_setup_link():
        words["set-up:token"] = link.rstrip("/").rpartition("/")[2]
