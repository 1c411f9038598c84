"""Mails to applicants and reviewers: what happened and a link, never what somebody wrote."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from advocates.accounts.models import Person
from advocates.core import outbox
from advocates.core.profile import profile
from advocates.organisations.applications import keys
from advocates.organisations.models import Application, Seat

APPLICANT, REVIEWER = "organisations.application", "organisations.review"
TEMPLATE = "organisations/applications/email/note"


@dataclass(frozen=True, slots=True)
class Text:
    """Subject, sentence, words of the button. `states` are those in which it may still be sent."""

    subject: str
    sentence: str
    label: str
    states: tuple[str, ...]


S = Application.State
FORM, PAGE = gettext_noop("Open the form"), gettext_noop("Open the page")
TEXTS = {
    "start": Text(
        gettext_noop("Your application to join"),
        gettext_noop("With this link you fill in the form, today or later. Whoever has it can read and change it."),
        FORM,
        (S.DRAFT, S.REVIEW, S.APPROVED, S.REFUSED),
    ),
    "received": Text(
        gettext_noop("We have your application"),
        gettext_noop("Two people from other member organisations read it. On your page you see how far it is."),
        PAGE,
        (S.REVIEW,),
    ),
    "question": Text(
        gettext_noop("A question about your application"),
        gettext_noop("Somebody who reads your application has a question. You answer it on your page."),
        gettext_noop("Read and answer"),
        (S.REVIEW,),
    ),
    "approved": Text(
        gettext_noop("Your organisation is accepted"),
        gettext_noop("Welcome! Your organisation is a member of the network. The page says what comes next."),
        PAGE,
        (S.APPROVED,),
    ),
    "refused": Text(
        gettext_noop("The decision about your application"),
        gettext_noop("Your application was not accepted. The page gives the reasons, and says how to appeal."),
        gettext_noop("Read the reasons"),
        (S.REFUSED,),
    ),
    "appealed": Text(
        gettext_noop("We have your appeal"),
        gettext_noop("Two other people read everything anew. On your page you see how far it is."),
        PAGE,
        (S.REVIEW,),
    ),
}  # fmt: skip
WAITS = Text(
    gettext_noop("An application waits for you"),
    gettext_noop(
        "You took an application to review, and nothing happened for ten days. The group is waiting."
    ),
    gettext_noop("Open the review"),
    (S.REVIEW,),
)
ANSWERED = Text(
    gettext_noop("A question was answered"),
    gettext_noop("The group whose application you review has answered a question."),
    gettext_noop("Open the review"),
    (S.REVIEW,),
)
WHY_APPLICANT = gettext_lazy(
    "You get this because this address was given for an application to join the network."
)
WHY_REVIEWER = gettext_lazy("You get this because you review applications for the network.")


def to_applicant(application: Application, what: str) -> None:
    """Queue one of `TEXTS` with a new key."""
    text, language = TEXTS[what], application.language
    url = keys.url_of(keys.new_key(application), language)
    about = outbox.About(APPLICANT, {"application": application.pk, "what": what})
    _send(text, application.email, language, url=url, why=WHY_APPLICANT, about=about)


def to_reviewer(seat: Seat, text: Text) -> None:
    """Queue a mail to whoever has the seat."""
    person: Person = seat.reviewer
    url = settings.SITE_URL + reverse("review", args=[seat.application.public_id])
    about = outbox.About(REVIEWER, {"seat": seat.pk})
    _send(text, person.email, person.language, url=url, why=WHY_REVIEWER, about=about)


def _send(  # noqa: PLR0913 - one text with what belongs to it
    text: Text, recipient: str, language: str, *, url: str, why: object, about: outbox.About
) -> None:
    with translation.override(language):
        context = {
            "subject": _(text.subject),
            "sentence": _(text.sentence),
            "label": _(text.label),
            "url": url,
            "why": str(why),
            "profile": profile(),
            "days": keys.LIVES.days if about.purpose == APPLICANT else 0,
        }
    outbox.send(TEMPLATE, recipient, language, context, about)
