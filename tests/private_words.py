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
from advocates.accounts.set_up import make_setup_link
from advocates.core.models import Job, Mail
from advocates.core.viewer import Role
from advocates.organisations import actions
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import FundingStatement, HomePage, StandardPage
from tests.cast import make_person

LETTERS = "qxzjvk"
ENDING = "lumbra"
# Whoever works in the back office may know these; nobody else.
DRAFTS, NAMES, ENTRIES = "drafts", "names", "entries"


class Words(dict[str, str]):
    """Secret words by what they are; what is asked for and not there yet is made up."""

    def __missing__(self, what: str) -> str:
        number = len(self)
        start = LETTERS[number // 36 % 6] + LETTERS[number // 6 % 6] + LETTERS[number % 6]
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
    _machinery(words)
    return {"hidden": hidden}


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
    if public is not None:
        first = private_fields(words, "public")
        _change(public, first)
        # What was there before stays in the history.
        _change(public, {"note": words[f"{ENTRIES}:public later note"]})
    return hidden


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


def _people(words: Words) -> None:
    person = make_person(
        "hidden", full_name=words[f"{NAMES}:full name"], email=f"{words['people:mail']}@example.org"
    )
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


def _machinery(words: Words) -> None:
    Mail.objects.create(
        message_id=f"<{words['mail:id']}@example.org>",
        sender="no-reply@example.org",
        recipient=f"{words['mail:recipient']}@example.org",
        subject=words["mail:subject"],
        text=words["mail:text"],
        html=words["mail:html"],
    )
    Job.objects.create(name="x", arguments={"what": words["job:argument"]}, error=words["job:error"])
    if link := make_setup_link():
        words["set-up:token"] = link.rstrip("/").rpartition("/")[2]
