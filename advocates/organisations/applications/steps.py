"""The steps of the form, in their order, and how far an application has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.organisations.applications import doubles
from advocates.organisations.applications.fields import Label, Shown, StepForm, as_sent
from advocates.organisations.applications.forms import (
    NEW,
    ActivitiesForm,
    GroupForm,
    OrganisationForm,
    PapersForm,
    StatusForm,
)
from advocates.organisations.applications.row_forms import ConductForm, FundingForm, PeopleForm
from advocates.organisations.models import Answer, Application, Organisation

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    slug: str
    title: Label
    lede: Label
    form: type[StepForm]


STEPS = (
    Step(
        "group",
        pgettext_lazy("step of an application", "Is your group here already?"),
        gettext_lazy("Many groups are in the public directory without being members. Look for yours first."),
        GroupForm,
    ),
    Step(
        "organisation",
        pgettext_lazy("step of an application", "Your organisation"),
        gettext_lazy("This is what the public directory will say when you are accepted."),
        OrganisationForm,
    ),
    Step(
        "status",
        pgettext_lazy("step of an application", "Legal status and leadership"),
        gettext_lazy("A group that is not registered yet can join, too. Please be open."),
        StatusForm,
    ),
    Step(
        "activities",
        pgettext_lazy("step of an application", "Activities"),
        gettext_lazy("The network is for groups that do something for patients."),
        ActivitiesForm,
    ),
    Step(
        "funding",
        pgettext_lazy("step of an application", "Money"),
        gettext_lazy(
            "Patients must be able to trust that no company speaks through your group. Money from a company does not"
            " mean that you cannot join."
        ),
        FundingForm,
    ),
    Step(
        "papers",
        pgettext_lazy("step of an application", "Papers"),
        gettext_lazy(
            "Only the reviewers of your application can read them. They are kept encrypted and deleted 30 days after"
            " the decision."
        ),
        PapersForm,
    ),
    Step(
        "people",
        pgettext_lazy("step of an application", "People"),
        gettext_lazy(
            "Who speaks for your organisation? They are invited when it is accepted. Two people are safer than one."
        ),
        PeopleForm,
    ),
    Step(
        "conduct",
        pgettext_lazy("step of an application", "Code of conduct"),
        gettext_lazy("Please read and tick. Nothing is ticked for you."),
        ConductForm,
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step is."""

    step: Step
    is_begun: bool
    is_complete: bool


def answers_of(application: Application) -> dict[str, Answer]:
    """What is stored, by step."""
    return {answer.step: answer for answer in application.answers.all()}


def stored_form(application: Application, step: Step, answer: Answer | None) -> StepForm:
    """The step's form with what is stored of it; an unbound one, with what is known already, where nothing is."""
    if answer is None:
        return step.form(application=application, initial=known(application, step))
    return step.form(as_sent(answer.data), application=application)


def known(application: Application, step: Step) -> dict[str, object]:
    """What the chosen entry of the directory says about the organisation."""
    if step.slug != "organisation":
        return {}
    entry = chosen_entry(application)
    if entry is None:
        return {}
    names = (
        "name", "local_name", "country", "city", "countries", "languages", "disease_areas", "services", "website",
        "public_email",
    )  # fmt: skip
    return {name: getattr(entry, name) for name in names}


def chosen_entry(application: Application) -> Organisation | None:
    """The entry of the directory that the applicant says is theirs, as long as it can be claimed."""
    answer = answers_of(application).get("group")
    slug = as_sent(answer.data).get("entry", NEW) if answer else NEW
    return None if slug == NEW else doubles.claimable(str(slug))


def progress(application: Application) -> list[Progress]:
    """Every step, with whether something was written and whether it is complete."""
    answers = answers_of(application)
    return [_progress(application, step, answers.get(step.slug)) for step in STEPS]


def _progress(application: Application, step: Step, answer: Answer | None) -> Progress:
    if answer is None:
        return Progress(step, False, False)
    return Progress(step, True, stored_form(application, step, answer).is_valid())


def missing(application: Application) -> list[Step]:
    """Steps that are not complete."""
    return [each.step for each in progress(application) if not each.is_complete]


def valid_form(application: Application, slug: str) -> StepForm:
    """The form of a step with what is stored, checked; its `cleaned_data` holds what can be used."""
    answer = answers_of(application).get(slug)
    form = BY_SLUG[slug].form(as_sent(answer.data) if answer else QueryDict(), application=application)
    form.is_valid()
    return form


def everything(application: Application) -> list[tuple[Step, Sequence[Shown]]]:
    """All that was filled in, for reading."""
    answers = answers_of(application)
    return [
        (
            step,
            list(stored_form(application, step, answers[step.slug]).shown()) if step.slug in answers else [],
        )
        for step in STEPS
    ]


def number_of(slug: str) -> int:
    """The place of a step, from one; the last page, where all is checked, comes after them."""
    return list(BY_SLUG).index(slug) + 1 if slug in BY_SLUG else len(STEPS) + 1


def after(slug: str) -> str:
    """The step that comes next."""
    place = number_of(slug)
    return STEPS[place].slug if place < len(STEPS) else CHECK


def before(slug: str) -> str:
    """The step that came before; empty at the first."""
    place = number_of(slug)
    return STEPS[place - 2].slug if place > 1 else ""
