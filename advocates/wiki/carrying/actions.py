"""Deeds: take pages out, have a large archive made, bring pages in; what waits too long is swept away."""

import hashlib
import shutil
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from advocates.accounts.models import Person
from advocates.core import limits, stream
from advocates.core.jobs import enqueue, every, job
from advocates.core.personal import Subject
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_for
from advocates.files import actions as files
from advocates.files.models import File
from advocates.spaces.bylines import Author, author_of
from advocates.spaces.models import Space
from advocates.wiki import actions as wiki
from advocates.wiki import rendering
from advocates.wiki.carrying import packing, policies, reading, storing
from advocates.wiki.carrying.gathering import LIBRARY, Scope
from advocates.wiki.carrying.hanging import ID, NO
from advocates.wiki.carrying.lines import Fate, Line
from advocates.wiki.carrying.planning import Plan, plan
from advocates.wiki.drawing import actions as drawing
from advocates.wiki.filing.actions import Filing, hang_again, put_files
from advocates.wiki.models import Archive, WikiPage

# What is no larger is made while it is sent: pages, and letters and bytes.
SMALL_PAGES, SMALL_WEIGHT = 60, 2 * 2**20
# No space holds more than this, and so no archive does; so much room stays free where archives are kept.
MOST_BYTES, STAYS_FREE = 5 * 2**30, 2 * 2**30
# Pictures and documents that one job makes anew before it makes room for others.
FILES_AT_ONCE = 10
DEEDS = ("taken_out", "brought_in")


class PlanChanged(Refused):
    """Something else would become of the files than what was shown."""


class AlreadyDone(Refused):
    """The archive was brought in before."""


def take_out(*, actor: Person, viewer: Viewer, scope: Scope) -> Archive | None:
    """Note that pages leave the site; an archive where the worker has to make it, None where it can be sent at once.

    Raises `TooOften`.
    """
    limits.count("pages-out", str(actor.pk))
    count, weight = scope.weight(viewer)
    is_small = count <= SMALL_PAGES and weight <= SMALL_WEIGHT
    with transaction.atomic():
        about = scope.page or scope.space
        stream.record("wiki.pages.taken_out", about, actor=actor, space=scope.space.pk, pages=count)
        if is_small:
            return None
        made = Archive.objects.create(
            way=Archive.Way.OUT,
            state=Archive.State.WAITING,
            person=actor,
            space=scope.space,
            page=scope.page,
        )
        enqueue(pack, archive=made.pk)
    return made


@job
def pack(archive: int) -> bool:
    """Make a large archive, by the rights of this moment; False where there is nothing to make."""
    found = Archive.objects.select_related("person", "space", "page").filter(pk=archive).first()
    if found is None or found.state != Archive.State.WAITING:
        return False
    viewer, scope, kept = viewer_for(found.person), Scope(found.space, found.page), list[tuple[str, str]]()
    fields: dict[str, Any] = {"state": Archive.State.FAILED}
    if policies.can_take_out(viewer, found.space):
        library = list(scope.library(viewer).values_list("pk", flat=True))
        with override(found.person.language):
            is_whole = _pack_into(kept, viewer, scope)
        if is_whole:
            fields = {"state": Archive.State.READY, "parts": kept, "files": {LIBRARY: library}}
    is_kept = Archive.objects.filter(pk=archive, state=Archive.State.WAITING).update(**fields)
    if not (is_kept and "parts" in fields):
        storing.drop([name for name, _key in kept])
    return "parts" in fields


def _pack_into(kept: list[tuple[str, str]], viewer: Viewer, scope: Scope) -> bool:
    """Store part after part; False where there is no room for all of them."""
    size = 0
    try:
        for part in packing.parts(packing.bundles(viewer, scope)):
            content = b"".join(packing.zipped(part))
            size += len(content)
            free = shutil.disk_usage(settings.DATA_DIR).free
            if size > MOST_BYTES or free < STAYS_FREE + len(content):
                return False
            kept.append(storing.store(content))
    except BaseException:
        storing.drop([name for name, _key in kept])
        raise
    return True


def keep(*, actor: Person, space: Space, content: bytes, lang: str) -> Archive:
    """Keep an archive that somebody wants to bring in, so that they can look at what would happen.

    Raises `ValidationError` with a sentence where it cannot be read, and `TooOften`.
    """
    limits.count("pages-in", str(actor.pk))
    shown = plan(viewer_for(actor), space, lang, reading.read(content))
    has_files = bool(shown.files_of(Fate.ADDED))
    name, key = storing.store(content)
    with transaction.atomic():
        kept = Archive.objects.create(
            way=Archive.Way.IN,
            state=Archive.State.WAITING if has_files else Archive.State.READY,
            person=actor,
            space=space,
            lang=lang,
            stored_as=name,
            sealed_key=key,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        if has_files:
            enqueue(take_files, archive=kept.pk)
    return kept


@job
def take_files(archive: int) -> int:
    """Make the pictures and documents that pages of an archive name anew, before anybody brings them in.

    They wait as files of whoever sent it, whom nobody else sees, and are gone after a day. Returns how many were
    looked at; what is left is the next job's.
    """
    found = Archive.objects.select_related("person", "space").filter(pk=archive).first()
    if found is None or found.state != Archive.State.WAITING:
        return 0
    viewer, is_done = viewer_for(found.person), True
    if not policies.can_bring_in(viewer, found.space):
        Archive.objects.filter(pk=archive).update(state=Archive.State.FAILED)
        return 0
    with override(found.person.language):
        content = storing.content_of(found)
        wanted = plan(viewer, found.space, found.lang, reading.read(content)).files_of(Fate.ADDED)
        left = [file for file in wanted if file.path not in found.files]
        for file in left[:FILES_AT_ONCE]:
            found.files[file.path] = _taken_in(author_of(viewer), found.space, file, content)
            # Each by itself: a job that ends before its time goes on where it was.
            found.save(update_fields=["files"])
        is_done = len(left) <= FILES_AT_ONCE
    with transaction.atomic():
        if is_done:
            Archive.objects.filter(pk=archive).update(state=Archive.State.READY)
        else:
            enqueue(take_files, archive=archive)
    return min(len(left), FILES_AT_ONCE)


def _taken_in(author: Author, space: Space, file: Line, content: bytes) -> dict[str, str]:
    """Where it waits, or why it does not. Raises `ValidationError` where nobody is free to read it."""
    lang = file.pages[0].lang if file.pages[0].lang in file.alts or not file.alts else next(iter(file.alts))
    try:
        sent = ContentFile(reading.file_of(content, file.path), name=file.title)
        made = files.take_in(author=author, space=space, uploaded=sent, lang=lang, alts=file.alts)
    except ValidationError as error:
        if getattr(error, "code", "") == "busy":
            raise
        return {NO: " ".join(error.messages)}
    except Refused as refused:
        return {NO: refused.sentence}
    return {ID: made.public_id}


def plan_of(viewer: Viewer, archive: Archive) -> Plan:
    """What would happen now. Raises `PlanChanged` where the archive is not the one that was sent."""
    content = storing.content_of(archive)
    if hashlib.sha256(content).hexdigest() != archive.sha256:
        raise PlanChanged(_("This is not the archive that you have sent. Send it again."))
    return plan(viewer, archive.space, archive.lang, reading.read(content), _waiting(archive))


def _waiting(archive: Archive) -> dict[str, dict[str, str]]:
    """What has become of the files; one that has waited for too long is gone."""
    ids = [each[ID] for each in archive.files.values() if ID in each]
    found = File.objects.waiting().filter(person=archive.person_id, public_id__in=ids)
    there = set(found.values_list("public_id", flat=True))
    gone = _("It has waited for too long. Send the archive again.")
    return {
        path: {NO: gone} if each.get(ID, "") not in there and NO not in each else each
        for path, each in archive.files.items()
    }


def bring_in(*, viewer: Viewer, archive: Archive, sha256: str, digest: str) -> Archive:
    """Carry out a plan as it was shown: all of it, or nothing.

    Raises `PlanChanged` where the wiki or the archive is another one since, and `AlreadyDone`.
    """
    if archive.state == Archive.State.WAITING:
        raise PlanChanged(_("The files of this archive are still being looked at. Wait a minute."))
    shown = plan_of(viewer, archive)
    if not is_as_shown(archive, shown, sha256, digest):
        raise PlanChanged(_("The pages have changed since you looked. This is what would happen now."))
    author, space = author_of(viewer), archive.space
    drawn = {
        line.path: rendering.draw(line.source, space, line.lang)
        for line in shown.lines
        if line.fate is Fate.ADDED
    }
    with transaction.atomic():
        held = Archive.objects.select_for_update(of=("self",)).get(pk=archive.pk)
        if held.state == Archive.State.DONE:
            raise AlreadyDone(_("This archive was brought in before."))
        try:
            new = _begin_all(author, space, shown, drawn)
            hung = {each for line in shown.of(Fate.ADDED) for each in line.new_files}
            for line in shown.of(Fate.CHANGED):
                _change(author, line, hung)
        except Refused as refused:
            raise PlanChanged(refused.sentence) from refused
        held.state, held.added, held.changed = Archive.State.DONE, len(new), len(shown.of(Fate.CHANGED))
        held.save(update_fields=["state", "added", "changed"])
        ids = {"space": space.pk, "added": held.added, "changed": held.changed}
        stream.record("wiki.pages.brought_in", space, actor=Person(pk=author.person_id), **ids)
        for start in range(0, len(new), drawing.AT_ONCE):
            # Pages name each other, and each has only now all the others.
            enqueue(drawing.redraw, pages=new[start : start + drawing.AT_ONCE])
    return held


def is_as_shown(archive: Archive, now: Plan, sha256: str, digest: str) -> bool:
    """Whether what would happen now is what the person has seen: without this, they would sign a blank sheet."""
    return (archive.sha256, now.digest) == (sha256, digest)


def _begin_all(author: Author, space: Space, shown: Plan, drawn: dict[str, Any]) -> list[int]:
    made: dict[str, WikiPage] = {line.path: line.page for line in shown.lines if line.page is not None}
    new: list[int] = []
    hung: set[str] = set()
    # Those further up first; beside each other they keep the order of the archive.
    for line in sorted(shown.of(Fate.ADDED), key=lambda line: line.path.count("/")):
        page = WikiPage(space=space, title=line.title, lang=line.lang, public_id=line.public_id)
        parent = made.get(line.parent.path) if line.parent else None
        written = wiki.Written(line.source, line.lang, _("Brought in from a file"))
        wiki.put_new(author, page, parent, written, drawn[line.path])
        _hang(author, page, line, hung)
        made[line.path] = page
        new.append(page.pk)
    return new


def _hang(author: Author, page: WikiPage, line: Line, hung: set[str]) -> None:
    """A file that several pages name hangs on each of them."""
    put_files(author=author, page=page, filing=Filing([each for each in line.new_files if each not in hung]))
    again = [each for each in line.new_files if each in hung]
    hang_again(author=author, page=page, public_ids=again)
    hung |= set(line.new_files)


def _change(author: Author, line: Line, hung: set[str]) -> None:
    assert line.page is not None  # noqa: S101 - only a page that is there can be changed
    filing = Filing(line.new_files)
    written = wiki.Written(line.source, line.lang, _("Brought in from a file"), base=line.base, filing=filing)
    # What hangs already is no new file of that deed, which takes those that wait.
    again = [each for each in line.new_files if each in hung]
    wiki.save_page(author=author, page=line.page, written=written)
    hang_again(author=author, page=line.page, public_ids=again)
    hung |= set(line.new_files)


@every(seconds=3600)
def sweep() -> int:
    """Delete archives that have waited for two days; returns how many."""
    with transaction.atomic():
        return _delete(Archive.left_over(timezone.now()))


def forget_taken_out(space: Space) -> int:
    """Pages have left a space: archives of it have to be made anew. Part of the deed's transaction.

    They hold what is read by others now, and would be opened by whoever reads where it was.
    """
    return _delete(Archive.objects.filter(space=space, way=Archive.Way.OUT))


def erase(subject: Subject) -> None:
    """With an account its archives go."""
    _delete(Archive.objects.filter(person=subject.person.pk))


def _delete(archives: Any) -> int:
    found = archives.values_list("stored_as", "parts")
    storing.drop([name for stored, parts in found for name in (stored, *(name for name, _key in parts))])
    return int(archives.delete()[0])
