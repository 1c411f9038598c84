"""What is kept, how long, and why: every field of every table has a class and a period, or the build fails.

The registry is read by the purge job, by the page of records, and by the test that refuses an unclassified field.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.apps import apps
from django.db import DatabaseError, models
from django.utils import timezone

from advocates.core.jobs import every

logger = logging.getLogger(__name__)


class DataClass(StrEnum):
    """How much harm a field can do in the wrong hands."""

    PUBLIC = "C0"
    PUBLIC_PERSONAL = "C1"
    INTERNAL = "C2"
    CONFIDENTIAL = "C3"
    HIGHEST = "C4"


@dataclass(frozen=True, slots=True)
class Kept:
    """Class of a field and the sentence that says how long it is kept."""

    data_class: DataClass
    period: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How one model is kept: its fields, and which rows are due for deletion at a moment (none: with its parent)."""

    model: str
    purpose: str
    fields: Mapping[str, Kept]
    due: Callable[[datetime], models.QuerySet[models.Model]] | None = None


EVERY_FIELD = "*"
_rules: dict[str, Rule] = {}


def register(
    model: str,
    purpose: str,
    fields: Mapping[str, Kept],
    due: Callable[[datetime], models.QuerySet[models.Model]] | None = None,
) -> None:
    """Classify a model's fields; `"*"` covers all fields of a library's model, our own are named one by one."""
    _rules[model.lower()] = Rule(model, purpose, fields, due)


def rules() -> Iterable[Rule]:
    """All rules, by model."""
    return [_rules[name] for name in sorted(_rules)]


def columns_of(model: type[models.Model]) -> set[str]:
    """The fields of the model's own table; what it inherits or links many to many has a table and a rule for itself."""
    return {field.name for field in model._meta.local_fields}


def unclassified() -> list[str]:
    """`app.Model.field` of every field that nobody classified, and of every rule for a field or model that is gone."""
    models_there = apps.get_models(include_auto_created=True)
    missing = [
        _rules[name].model for name in set(_rules) - {model._meta.label_lower for model in models_there}
    ]
    for model in models_there:
        rule = _rules.get(model._meta.label_lower)
        names = columns_of(model)
        ours = model.__module__.startswith("advocates.")
        if rule is not None and EVERY_FIELD in rule.fields and not (ours and not model._meta.auto_created):
            continue
        known = set(rule.fields) if rule else set()
        missing += [f"{model._meta.label}.{name}" for name in names ^ known]
    return sorted(missing)


@every(seconds=3600)
def purge(now: datetime | None = None) -> int:
    """Delete the rows that are due; returns how many. Running it again deletes nothing more.

    One table that cannot be purged does not keep the others from it; it fails the job when they are done.
    """
    moment, count = now or timezone.now(), 0
    failures: list[str] = []
    for rule in rules():
        try:
            count += rule.due(moment).delete()[0] if rule.due else 0
        except DatabaseError:
            logger.exception("event=purge_failed model=%s", rule.model)
            failures.append(rule.model)
    if failures:
        raise RuntimeError(f"not purged: {', '.join(failures)}")
    return count
