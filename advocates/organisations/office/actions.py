"""The office's larger deeds: a file is kept and loaded as it was shown, two entries become one and two again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import jobs, stream
from advocates.core.refused import Refused
from advocates.organisations import actions, importing, logos
from advocates.organisations.actions import Prepared, SomebodyElseChanged, prepared
from advocates.organisations.importing import Plan
from advocates.organisations.models import ImportFile, Merge, Organisation, OrganisationChange, Task
from advocates.organisations.office import merging, restoring
from advocates.organisations.vocabulary import State


class PlanChanged(Refused):
    """The directory changed since the plan was shown; carries the plan as it would be now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            _(
                "The directory has changed since you looked. This is what the file would do now; nothing was loaded."
            )
        )
        self.plan = plan


def keep_file(*, actor: models.Model, text: str) -> ImportFile:
    """Keep a file for a day, for its owner alone; nothing of it is loaded."""
    return ImportFile.objects.create(owner_id=actor.pk, text=text)


def apply_file(
    *, actor: models.Model, file: ImportFile, digest: str, choices: Mapping[int, str]
) -> ImportFile:
    """Load a kept file as its plan with this `digest` said, and forget its text; one that was loaded stays as it is.

    Raises `PlanChanged` if the file would do anything else by now.
    """
    try:
        with transaction.atomic():
            # Everybody who loads a file waits here, so that two never add the same group.
            waiting = {
                each.pk: each for each in ImportFile.objects.select_for_update().order_by("pk").defer("text")
            }
            current = waiting.get(file.pk)
            if current is None or current.applied_at is not None:
                return current or file
            plan = importing.make_plan(current.text)
            if plan.digest != digest:
                raise PlanChanged(plan)
            report = importing.carry_out(plan, actor=actor, choices=choices)
            current.counts = {
                "added": len(report.added),
                "changed": len(report.changed),
                "unchanged": report.unchanged,
                "refused": len(report.refused),
            }
            current.text, current.applied_at = "", timezone.now()
            current.save()
            return current
    except SomebodyElseChanged as error:
        raise PlanChanged(importing.make_plan(file.text)) from error


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries as somebody has seen them: the one that stays and the one that goes, each at a revision."""

    kept: Organisation
    gone: Organisation
    kept_revision: int
    gone_revision: int


def merge_organisations(*, actor: models.Model | None, pair: Pair, choices: Mapping[str, str]) -> Merge:
    """Make two entries one: the one that goes leads to the one that stays, which takes over its open tasks.

    Both histories and the stream tell it, lists and caches are renewed; for 30 days it can be undone. Raises
    `SomebodyElseChanged` if one of them is not at its revision any more, `Refused` if one of them is part of another
    entry already, `PeopleSpeak` if somebody speaks for the one that goes, `ValidationError` if what was chosen does
    not go together.
    """
    for entry, revision in ((pair.kept, pair.kept_revision), (pair.gone, pair.gone_revision)):
        if entry.revision != revision:
            raise SomebodyElseChanged(entry)
    _refuse_parts(pair.kept, pair.gone)
    content = merging.merged_entry(merging.side(pair.kept), merging.side(pair.gone), choices)
    Organisation(**content.fields, slug="checked").full_clean(
        validate_unique=False, validate_constraints=False
    )
    with prepared(content, keeps_old_logo=True) as ready, transaction.atomic():
        gone = actions.locked(pair.gone, pair.gone_revision, successor=pair.kept)
        kept = actions.locked(pair.kept, pair.kept_revision)
        _refuse_parts(kept, gone)
        _refuse_spoken_for(gone)
        made = Merge(kept=kept, gone=gone, merged_by_id=actor.pk if actor else None)
        made.kept_before, made.gone_before = restoring.stored_form(kept), restoring.stored_form(gone)
        _take_over(actor, kept, gone, ready)
        _lead_on(actor, kept, gone)
        made.kept_revision, made.gone_revision = kept.revision, gone.revision
        made.moved_tasks = _move_tasks(gone, kept)
        made.save()
    return made


def _refuse_parts(*entries: Organisation) -> None:
    if any(entry.merged_into_id for entry in entries):
        raise Refused(_("One of the two is part of another entry already."))


class PeopleSpeak(Refused):
    """Mandates of the entry that goes would count for nothing, and people be out without a word."""


def _refuse_spoken_for(gone: Organisation) -> None:
    if gone.mandates.open_at(timezone.now()).exists():
        raise PeopleSpeak(
            _("People speak for %(name)s. Let it be the entry that stays, or end their mandates first.")
            % {"name": gone.name}
        )


def _take_over(actor: models.Model | None, kept: Organisation, gone: Organisation, ready: Prepared) -> None:
    changes = actions.set_content(kept, ready)
    changes["predecessors"] = ["", gone.name]
    actions.step_on(kept, changes)
    actions.remember(kept, actor, "merged", changes)


def _lead_on(actor: models.Model | None, kept: Organisation, gone: Organisation) -> None:
    before = gone.snapshot()
    gone.state, gone.merged_into = State.MERGED, kept
    changes = actions.differences(before, gone.snapshot())
    actions.step_on(gone, changes)
    actions.remember(gone, actor, "merged", changes)


def _move_tasks(source: Organisation, target: Organisation, ids: list[int] | None = None) -> list[int]:
    """Hand over open tasks, those with these ids or all; what waits there already takes up the text of its double.

    A look at the website of an entry that is no longer shown has no sense any more and ends by itself.
    """
    waiting = Task.objects.open().filter(organisation=source)
    if ids is None:
        waiting.filter(kind=Task.Kind.WEBSITE).close(None)
    moved = []
    for task in waiting.filter(pk__in=ids) if ids is not None else waiting:
        double = Task.objects.open().filter(organisation=target, kind=task.kind, key=task.key).first()
        if double is None:
            Task.objects.filter(pk=task.pk).update(organisation=target)
            moved.append(task.pk)
        elif ids is None:
            texts = "\n\n".join(text for text in (double.detail, task.detail) if text)
            Task.objects.filter(pk=double.pk).update(detail=texts)
            task.close(None)
    return moved


class ChangedSince(Refused):
    """An entry was changed after the merge, so that undoing would take that change away."""

    def __init__(self) -> None:
        super().__init__(_("One of the entries was changed after the merge, so it cannot simply be undone."))


def unmerge_organisations(*, actor: models.Model | None, merge: Merge) -> None:
    """Make both entries what they were before the merge; both histories and the stream tell it.

    Raises `ChangedSince` if one of them was changed in the meantime, `Refused` if the merge was undone already or is
    older than 30 days.
    """
    with (
        prepared(restoring.parts_of(merge.kept_before)) as kept_parts,
        prepared(restoring.parts_of(merge.gone_before)) as gone_parts,
        transaction.atomic(),
    ):
        current = _locked_merge(merge)
        try:
            gone = actions.locked(current.gone, current.gone_revision, successor=current.kept)
            kept = actions.locked(current.kept, current.kept_revision)
        except SomebodyElseChanged as error:
            raise ChangedSince from error
        logos.drop_on_commit(kept.logo if kept.logo != current.kept_before["logo"] else "")
        _bring_back(actor, kept, current.kept_before, kept_parts)
        _bring_back(actor, gone, current.gone_before, gone_parts)
        _move_tasks(kept, gone, current.moved_tasks)


def restore_merged(*, actor: models.Model | None, merge: Merge) -> None:
    """Make only the entry that went what it was before the merge; the one that stayed is left as it is now.

    Raises `Refused` if the merge was undone already, is older than 30 days, or the entry is no longer a merged one.
    """
    with prepared(restoring.parts_of(merge.gone_before)) as parts, transaction.atomic():
        current = _locked_merge(merge)
        gone = Organisation.objects.select_for_update().get(pk=current.gone_id)
        if gone.merged_into_id != current.kept_id:
            raise Refused(_("This entry is no longer part of the other one."))
        _bring_back(actor, gone, current.gone_before, parts)
        _move_tasks(current.kept, gone, current.moved_tasks)


def _locked_merge(merge: Merge) -> Merge:
    found = Merge.objects.open_to_undo().select_for_update(of=("self",)).filter(pk=merge.pk)
    current = found.select_related("kept", "gone").first()
    if current is None:
        raise Refused(_("This merge was undone already, or is older than 30 days."))
    Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now())
    return current


def _bring_back(
    actor: models.Model | None, entry: Organisation, before: Mapping[str, Any], parts: Prepared
) -> None:
    then = entry.snapshot()
    restoring.bring_back(entry, before)
    actions.write_parts(entry, parts.entry, parts.rendered)
    changes = actions.differences(then, entry.snapshot())
    actions.step_on(entry, changes)
    actions.remember(entry, actor, "unmerged", changes)


def changes_since(merge: Merge) -> models.QuerySet[OrganisationChange]:
    """What was changed in either entry after the merge, oldest first."""
    kept = models.Q(organisation=merge.kept_id, revision__gt=merge.kept_revision)
    gone = models.Q(organisation=merge.gone_id, revision__gt=merge.gone_revision)
    found = OrganisationChange.objects.filter(kept | gone)
    return found.select_related("organisation", "actor").order_by("at", "id")


@jobs.every(seconds=24 * 3600)
def forget_old_merges() -> int:
    """Forget how entries were before merges of more than 30 days ago, and the logos that only undoing would need."""
    forgotten = 0
    for merge in Merge.over(timezone.now())[:200]:
        key = merge.kept_before.get("logo", "")
        merge.delete()
        forgotten += 1
        if key and not Organisation.objects.filter(logo=key).exists():
            default_storage.delete(key)
    return forgotten


def record_export(*, actor: models.Model, count: int) -> None:
    """Note in the audit log that somebody took so many entries away, private fields included."""
    with transaction.atomic():
        stream.record("organisations.organisation.exported", actor, actor=actor, count=count)
