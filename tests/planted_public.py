"""What everybody may read, one of each, with every block that an editor can put on a page; in three languages."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from advocates.accounts import mails as account_mails
from advocates.accounts import pausing
from advocates.accounts.models import Person
from advocates.core import links, outbox
from advocates.core.viewer import Role, viewer_for
from advocates.forum.comments import actions as comments
from advocates.forum.comments import addresses as comment_addresses
from advocates.forum.comments import hosts
from advocates.forum.comments.actions import Guest
from advocates.forum.joining import actions as joining
from advocates.forum.joining import mails as joining_mails
from advocates.forum.models import Category, Comment, JoiningAsk
from advocates.forum.tests.commented import said
from advocates.moderation import kinds
from advocates.moderation.deciding.actions import Ruling, hide_now
from advocates.notifications.purposes import STOP
from advocates.organisations import confirmations, group_links
from advocates.organisations.enquiries import addresses as enquiry_addresses
from advocates.organisations.hints import actions as hints
from advocates.organisations.hints import views as hint_views
from advocates.organisations.invitations import tokens
from advocates.organisations.models import FactorLoss, Invitation, Mandate, Organisation
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.recovery import mails as recovery
from advocates.organisations.recovery.actions import ask_for_removal
from advocates.organisations.tests.enquiries import make_enquiry
from advocates.publishing.checking import actions as checking
from advocates.publishing.models import (
    DonatePage,
    GlossaryTerm,
    HomePage,
    NewsArticle,
    Source,
    StandardPage,
    Trial,
    TrialPlace,
)
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.newsletters import reader
from advocates.spaces.actions import ensure_shared
from advocates.syndication import monthly, questions
from tests.cast import make_person, speak_for

WORDS = {
    "en": ("Harvest", "What patients asked, and what was found.", "Nothing here is a long word."),
    "es": ("Cosecha", "Lo que preguntaron los pacientes.", "Aquí no hay palabras largas."),
    "ar": ("حصاد", "ما سأله المرضى وما وُجد.", "لا توجد هنا كلمات طويلة، ولكن الجملة طويلة بما يكفي."),
}
# No browser breaks it unless it is told to.
LONG = "https://journal.example.org/" + "a-very-long-address-without-a-space-" * 3


def body(title: str, text: str) -> list[tuple[str, Any]]:
    """Every block."""
    picture = get_image_model().objects.latest("pk")
    return [
        ("heading", {"text": title, "level": "2"}),
        ("text", f'<p>{text} <a href="{LONG}">{LONG}</a></p><ul><li>{text}</li></ul>'),
        ("quote", {"text": text, "source": title}),
        ("facts", [{"name": title, "value": f"<p>{text}</p>"}]),
        ("table", {"caption": title, "columns": [title] * 5, "rows": [{"cells": [text] * 5}]}),
        ("notice", {"kind": "warn", "text": f"<p>{text}</p>"}),
        ("button", {"label": title, "page": None, "address": "/directory/"}),
        ("picture", {"image": picture, "alt": text, "caption": title, "consent": ""}),
        (
            "video",
            {"address": "https://video.example.org/1", "label": title, "image": picture, "alt": text},
        ),
        ("file", {"file": get_document_model().objects.latest("pk"), "label": title}),
    ]


def publish(scene: dict[str, Any]) -> dict[str, Any]:
    """Into the scene of the access table; returns what fills the addresses of what was planted."""
    ensure_shared()
    group = Organisation.objects.get(slug=scene["slug"])
    keys = {name: uuid.uuid4() for name in ("news", "knowledge", "event", "page")}
    for language in WORDS:
        _pages(group, language, keys)
    GlossaryTerm.objects.create(locale_id=_article().locale_id, term="Nothing", meaning="Not anything.")
    _donations()
    _trials()
    return {"comment": _comment("Thank you for this.").public_id}


def _pages(group: Organisation, language: str, keys: dict[str, uuid.UUID]) -> None:
    """An article of each kind, an event and a page of its own, which belong to those of the other languages."""
    title, summary, text = WORDS[language]
    every = {"slug": "harvest", "summary": summary, "body": body(title, text)}
    sourced = {
        "author_line": title, "sources": [("source", {"text": text, "address": LONG})],
        "correction": f"<p>{text}</p>", "corrected_on": date(2024, 3, 9),
    }  # fmt: skip
    make_news(
        title, language=language, kind="research", countries=("DE",), organisations=(group,),
        picture=get_image_model().objects.latest("pk"), picture_alt=text, first_published_at=timezone.now(),
        translation_key=keys["news"], **every, **sourced,
    )  # fmt: skip
    topic = make_topic(language=language)
    make_knowledge(topic, title, level="starting", translation_key=keys["knowledge"], **every, **sourced)
    make_event(title, language=language, organisers=(group,), translation_key=keys["event"], **every)
    home = HomePage.objects.get(locale__language_code=language)
    home.add_child(
        instance=StandardPage(title=title, locale=home.locale, translation_key=keys["page"], **every)
    )


def _article() -> NewsArticle:
    return NewsArticle.objects.get(slug="harvest", locale__language_code="en")


def _donations() -> None:
    giving = DonatePage.objects.get(locale__language_code="en")
    # From the examples of the standard, not anybody's account.
    account = {
        "currency": "EUR", "holder": "Demonstration Network", "number": "DE89 3704 0044 0532 0130 00",
        "bic": "COBADEFFXXX", "bank": "A bank", "reference": "Donation", "note": "",
    }  # fmt: skip
    giving.accounts = json.dumps([{"type": "account", "value": account}])
    giving.save_revision().publish()


def _trials() -> None:
    source = Source.objects.create(kind="trials", name="ClinicalTrials.gov", terms="example", lang="en")
    trial = Trial.objects.create(
        source=source, nct_id="NCT00000001", title="A made-up study with a long name", status="RECRUITING",
        phases=["PHASE2"], sponsor="Demonstration Institute", updated_on=date(2026, 1, 2),
    )  # fmt: skip
    TrialPlace.objects.create(trial=trial, country="DE", name="Germany", cities=["Berlin", "Bonn"])


def _comment(text: str, *, is_shown: bool = True) -> Comment:
    """From a reader."""
    about = hosts.by_slug("news", "harvest", "en")
    assert about is not None
    guest = Guest("Reader", "reader@example.org", "en", "192.0.2.7", True)
    made = comments.ask(guest=guest, about=about, said=said(text), spend=lambda: True)
    assert made is not None
    held = comments.confirm(comment=made)
    return comments.release(actor=make_person("releasing"), comment=held) if is_shown else held


def undo_token() -> str:
    """Of a change of address, as its mail holds it."""
    told = {"person": make_person("moved").pk, "old": "old@example.org", "new": "new@example.org"}
    return signing.dumps(told, salt=account_mails.UNDO_SALT)


def link_values(scene: dict[str, Any]) -> dict[str, Any]:
    """For every kind of mailed link what one of it holds."""
    group = Organisation.objects.get(slug=scene["slug"])
    return {
        outbox.UNSUBSCRIBE: ["0" * 64, "tests.round"],
        **_links_of_comments(),
        **_links_of_groups(group),
        **_links_of_messages(group),
        **_links_of_people(),
        monthly.MANAGE: str(reader("follower").public_id),
        questions.LINK: str(reader("asked", confirmed_at=None, told_until=None).public_id),
        **_links_of_drafts(),
    }


def _links_of_drafts() -> dict[str, Any]:
    reader = checking.Reader("Example Checker", "Blood doctor", "en")
    look, _url = checking.show_draft(actor=make_person("shower"), page=_article(), reader=reader)
    return {checking.LINK: look.public_id, checking.REMARK: look.public_id}


def _links_of_comments() -> dict[str, Any]:
    """The last one was refused, which can be appealed."""
    own, refused = _comment("Mine."), _comment("Rude.", is_shown=False)
    judge = make_person("judge", Role.MODERATOR)
    speak_for(judge, Organisation.objects.filter(state="member").earliest("pk"))
    target = kinds.fetch(viewer_for(judge), "comment", refused.public_id)
    assert target is not None
    hide_now(viewer=viewer_for(judge), target=target, ruling=Ruling("hide", "Facts", "A rule"))
    return {
        comment_addresses.OWN: own.public_id,
        comment_addresses.WITHDRAW: own.public_id,
        comment_addresses.APPEAL: refused.public_id,
    }


def _links_of_groups(group: Organisation) -> dict[str, Any]:
    value = group_links.value_of(group.pk)
    hints.tell(organisation=group, facts={"topic": "website", "text": "Moved."}, lang="en", is_proved=True)
    sent = Invitation.objects.exclude(expires_at=None).latest("pk")
    return {
        confirmations.LINK: group_links.value_of(confirmations.ask(actor=None, organisation=group).pk),
        group_links.RENEW: group.pk,
        proposals.LINK: value,
        proposals.WITHDRAW: value,
        hints.LINK: value,
        hint_views.UNKNOWN: value,
        tokens.KIND: [sent.pk, sent.link_number, tokens._digest(sent.address)],
    }


def _links_of_messages(group: Organisation) -> dict[str, Any]:
    id = str(make_enquiry(group).public_id)
    answering = [id, outbox.address_hash(group.private_email)]
    return {
        enquiry_addresses.WRITER: [id, "mail"],
        enquiry_addresses.WITHDRAW: [id, "mail"],
        enquiry_addresses.ANSWER: answering,
        enquiry_addresses.PASS_ON: answering,
        enquiry_addresses.SPAM: answering,
    }


def _links_of_people() -> dict[str, Any]:
    """Who gets news by mail, is asked a first question, was paused, has lost a second factor."""
    person = make_person("linked")
    speak_for(person, Organisation.objects.filter(state="member").earliest("pk"))
    mandates = Mandate.objects.filter(person=person)
    joining.ask(actor=person, mandates=mandates, category=Category.objects.earliest("pk"))
    pause = pausing.pause(actor=person, person=make_person("paused"), reason="Too loud.")
    loss = ask_for_removal(person=make_person("lost"))
    agreed = {name: make_person(name, Role.STAFF) for name in ("vouched_by", "approved_by")}
    FactorLoss.objects.filter(pk=loss.pk).update(ready_at=timezone.now() - timedelta(hours=1), **agreed)
    return {
        STOP: [Person.objects.get(pk=person.pk).pk, "", 0],
        joining_mails.LINK: JoiningAsk.objects.latest("pk").public_id,
        pausing.APPEAL: pause.pk,
        recovery.REMOVE: [loss.pk],
        recovery.STOP: [loss.pk, loss.person_id],
    }


def link_addresses(scene: dict[str, Any]) -> dict[str, str]:
    """A mailed link of every kind."""
    return {kind: f"/link/{links.token_of(kind, value)}/" for kind, value in link_values(scene).items()}
