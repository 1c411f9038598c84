"""What somebody tells the other members of themselves, and how much of it they show. Each decides that alone."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocates.accounts.models import Introduction, Person
from advocates.core import personal, stream
from advocates.core.personal import Rows, Subject


class Expertise(models.TextChoices):
    """What others may ask somebody about: work for patients, never a state of health."""

    ACCESS = "access", _("Access to medicine")
    AUTHORITIES = "authorities", _("Talking with authorities and politicians")
    RESEARCH = "research", _("Trials and research")
    FOUNDING = "founding", _("Founding and running a group")
    MONEY = "money", _("Fundraising and grants")
    SUPPORT = "support", _("Standing by patients and families")
    MEETINGS = "meetings", _("Meetings and conferences")
    TRAINING = "training", _("Training and leaflets for patients")
    MEDIA = "media", _("Press and social networks")
    WEBSITES = "websites", _("Websites and computers")
    TRANSLATING = "translating", _("Translating")
    SURVEYS = "surveys", _("Surveys and figures")
    LAW = "law", _("Law and statutes")
    YOUNG = "young", _("Work with young patients")


FIELDS = ("expertise", "text", "lang", "shows_languages", "shows_address")


def introduce(*, person: Person, values: dict[str, Any]) -> None:
    """Store what somebody tells and shows of themselves; recorded without a word of it."""
    with transaction.atomic():
        told = {name: values[name] for name in FIELDS}
        made, _is_new = Introduction.objects.update_or_create(
            person=person, defaults={**told, "changed_at": timezone.now()}
        )
        stream.record("accounts.person.introduced", made, actor=person)


def register_all() -> None:
    """Called when the app is ready."""
    personal.register_section("introduction", _of_subject)
    personal.register_eraser(_erase)


def _of_subject(subject: Subject) -> Rows:
    found: Rows = Introduction.objects.filter(person_id=subject.person.pk).values(*FIELDS, "changed_at")
    return found


def _erase(subject: Subject) -> None:
    Introduction.objects.filter(person_id=subject.person.pk).delete()
