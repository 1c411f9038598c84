"""The file with everything of one's own: asked for, made by the worker, opened for 48 hours, forgotten."""

import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from advocates.accounts import leaving, mails
from advocates.accounts.models import DataExport, Person
from advocates.core import jobs, personal, stream
from advocates.core.personal import Subject
from advocates.core.refused import TooOften
from advocates.core.secrets import new_file_key, seal, unseal

FOLDER, PURPOSE = "exports", "everything of one person"
ONCE_IN = timedelta(days=1)


def ask_for_export(*, person: Person) -> DataExport:
    """Have the worker make the file; recorded, so that a stolen session leaves a trace.

    Raises `TooOften` where one was asked for within a day.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        now = timezone.now()
        last = person.data_exports.filter(asked_at__gt=now - ONCE_IN).order_by("-asked_at").first()
        if last is not None:
            raise TooOften(max(1, int((last.asked_at + ONCE_IN - now).total_seconds())))
        asked = DataExport.objects.create(person=person)
        stream.record("accounts.person.exported", person, actor=person)
        jobs.enqueue(make_export, priority=5, export_id=asked.pk)
    return asked


@jobs.job
def make_export(export_id: int) -> None:
    """Make the file, seal it with a key of its own, and tell the person; nothing where the account is closed."""
    asked = DataExport.objects.select_related("person").filter(pk=export_id, made_at=None).first()
    if asked is None or not asked.person.is_active:
        return
    text = json.dumps(
        leaving.export_person(person=asked.person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1
    )
    key = new_file_key(purpose=PURPOSE)
    sealed = ContentFile(seal(text.encode(), key, purpose=PURPOSE))
    name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", sealed)
    with transaction.atomic():
        waiting = DataExport.objects.filter(pk=asked.pk, made_at=None)
        if waiting.update(made_at=timezone.now(), stored_as=name, sealed_key=key):
            url = settings.SITE_URL + reverse("account_data_file", args=[asked.public_id])
            mails.send("accounts/email/export_ready", asked.person, url=url)
            return
    # Somebody else made it, or the account was erased meanwhile.
    default_storage.delete(name)


def content_of(export: DataExport) -> bytes:
    """What stands in the file; raises `FileNotFoundError` and `Unreadable`."""
    with default_storage.open(export.stored_as) as sealed:
        return unseal(sealed.read(), export.sealed_key, purpose=PURPOSE)


@jobs.every(seconds=3600)
def forget_old_exports() -> int:
    """Delete the files whose time is over; returns how many."""
    over = list(DataExport.over(timezone.now())[:200])
    for export in over:
        _forget(export)
    return len(over)


def _forget(export: DataExport) -> None:
    name = export.stored_as
    export.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


def _erase(subject: Subject) -> None:
    for export in DataExport.objects.filter(person_id=subject.person.pk):
        _forget(export)


def register_all() -> None:
    """Called when the app is ready."""
    personal.register_eraser(_erase)
