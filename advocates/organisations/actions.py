"""Deeds on entries of the directory. Each checks, writes, keeps history and records the stream in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from advocates.core import generations, markup, stream
from advocates.core.folding import fold
from advocates.core.refused import Refused
from advocates.core.uploads import Picture
from advocates.organisations import logos
from advocates.organisations.models import (
    PRIVATE_FIELDS,
    Channel,
    Description,
    Organisation,
    OrganisationChange,
)
from advocates.organisations.vocabulary import ConfirmedBy


class SomebodyElseChanged(Refused):
    """The entry changed after this form was opened; carries what is stored now, so that nothing typed is lost."""

    def __init__(self, current: Organisation) -> None:
        super().__init__(
            _("Somebody else changed this entry while you were writing. Compare both and save again.")
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Entry:
    """The new content of an entry: fields of Organisation, descriptions by language, channels as (kind, value).

    The logo stays as it is, unless a new one comes or it is taken away.
    """

    fields: Mapping[str, Any]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    channels: Sequence[tuple[str, str]] = ()
    logo: Picture | None = None
    without_logo: bool = False


def create_organisation(*, actor: models.Model | None, entry: Entry, deed: str = "created") -> Organisation:
    """Add an entry with an address of its own; fills the history, the stream, and renews lists and caches."""
    with prepared(entry) as ready, transaction.atomic():
        organisation = Organisation(**entry.fields)
        organisation.slug = free_slug(organisation)
        _write_logo(organisation, ready)
        organisation.save(force_insert=True)
        write_parts(organisation, entry, ready.rendered)
        remember(organisation, actor, deed, {"name": [None, organisation.name]})
    return organisation


def edit_organisation(
    *,
    actor: models.Model | None,
    organisation: Organisation,
    base_revision: int,
    entry: Entry,
    deed: str = "changed",
) -> Organisation:
    """Change an entry that was read at `base_revision`; raises `SomebodyElseChanged` if it is no longer that.

    A save without a difference changes nothing: no revision, no history.
    """
    with prepared(entry) as ready, transaction.atomic():
        current = locked(organisation, base_revision, successor=entry.fields.get("merged_into"))
        _write(actor, current, ready, deed)
    return current


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry's new content with what takes time already done: markup, and the file of the logo under its key."""

    entry: Entry
    rendered: Mapping[str, str]
    key: str
    # The file of a logo that is replaced may be wanted again.
    keeps_old_logo: bool = False


@contextmanager
def prepared(entry: Entry, *, keeps_old_logo: bool = False) -> Iterator[Prepared]:
    """Do before the transaction what nobody should wait for in one."""
    rendered = _rendered(entry)
    with logos.stored(entry.logo) as key:
        yield Prepared(entry, rendered, key, keeps_old_logo)


def locked(
    organisation: Organisation, base_revision: int, *, successor: Organisation | None = None
) -> Organisation:
    """The entry as it is now, ours alone until the transaction ends.

    Raises `SomebodyElseChanged` if it is no longer at `base_revision`, `Refused` for a successor that is itself part
    of another entry: whoever is one keeps standing alone as long as we hold it, so no circle can ever close.
    """
    ids = {organisation.pk, successor.pk if successor else organisation.pk}
    # Always in this order, so that two who lock the same pair wait for one another instead of for ever.
    rows = {
        each.pk: each for each in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    current = rows[organisation.pk]
    if current.revision != base_revision:
        raise SomebodyElseChanged(current)
    if successor and current.merged_into_id != successor.pk and rows[successor.pk].merged_into_id:
        raise Refused(_("The successor is itself part of another entry. Choose that one."))
    return current


def _write(actor: models.Model | None, current: Organisation, ready: Prepared, deed: str) -> None:
    """Change a locked entry; where nothing differs, nothing happens."""
    hash_before = current.imported_hash
    changes = set_content(current, ready)
    if changes or current.imported_hash != hash_before:
        step_on(current, changes)
        remember(current, actor, deed, changes)


def set_content(current: Organisation, ready: Prepared) -> dict[str, list[Any]]:
    """Give a locked entry its new content, which `step_on` has to save; returns what differs."""
    before = current.snapshot()
    for name, value in ready.entry.fields.items():
        setattr(current, name, value)
    _write_logo(current, ready)
    write_parts(current, ready.entry, ready.rendered)
    return differences(before, current.snapshot())


def step_on(current: Organisation, changes: Mapping[str, Any]) -> None:
    """Save a locked entry under its next revision."""
    current.revision += 1
    # The sitemap tells everybody when an entry changed; a note of the back office must not show there.
    if not changes.keys() <= set(PRIVATE_FIELDS):
        current.changed_at = timezone.now()
    current.save(force_update=True)


def publish_organisation(*, actor: models.Model | None, organisation: Organisation) -> None:
    """Show the entry in public; nothing happens if it is shown already."""
    _set_published(actor, organisation, True, "published")


def unpublish_organisation(*, actor: models.Model | None, organisation: Organisation) -> None:
    """Take the entry out of everything public; it stays in the back office with its history."""
    _set_published(actor, organisation, False, "unpublished")


def confirm_organisation(
    *, organisation: Organisation, base_revision: int, actor: models.Model | None = None
) -> None:
    """The group itself says that the entry, as it was at `base_revision`, is right; `actor` speaks for it.

    Raises `SomebodyElseChanged` if it says something else by now.
    """
    with transaction.atomic():
        current = locked(organisation, base_revision)
        before = current.snapshot()
        current.confirmed_on, current.confirmed_by = timezone.localdate(), ConfirmedBy.ORGANISATION
        current.revision += 1
        current.changed_at = timezone.now()
        current.save(force_update=True)
        remember(current, actor, "confirmed", differences(before, current.snapshot()))


def _set_published(
    actor: models.Model | None, organisation: Organisation, published: bool, deed: str
) -> None:
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if current.is_published == published:
            return
        current.is_published = published
        current.revision += 1
        current.changed_at = timezone.now()
        current.save(force_update=True)
        remember(current, actor, deed, {"is_published": [not published, published]})


def _rendered(entry: Entry) -> dict[str, str]:
    """The descriptions as markup; made before the transaction, which nobody should wait for."""
    return {lang: markup.render(text) for lang, text in entry.descriptions.items()}


def write_parts(organisation: Organisation, entry: Entry, rendered: Mapping[str, str]) -> None:
    """Descriptions and channels as the entry says."""
    organisation.descriptions.exclude(lang__in=entry.descriptions).delete()
    for lang, text in entry.descriptions.items():
        Description.objects.update_or_create(
            organisation=organisation, lang=lang, defaults={"text": text, "html": rendered[lang]}
        )
    wanted = list(dict.fromkeys(entry.channels))
    if [(channel.kind, channel.value) for channel in organisation.channels.all()] != wanted:
        organisation.channels.all().delete()
        Channel.objects.bulk_create(
            Channel(organisation=organisation, kind=kind, value=value) for kind, value in wanted
        )


def _write_logo(organisation: Organisation, ready: Prepared) -> None:
    entry = ready.entry
    if entry.logo or entry.without_logo:
        if not ready.keeps_old_logo:
            logos.drop_on_commit(organisation.logo)
        organisation.logo = ready.key
        organisation.logo_width = entry.logo.width if entry.logo else 0
        organisation.logo_height = entry.logo.height if entry.logo else 0


def remember(
    organisation: Organisation, actor: models.Model | None, deed: str, changes: Mapping[str, Any]
) -> None:
    """Write the history and the stream, and renew what is made from entries."""
    keep_change(organisation, actor, deed, changes)
    stream.record(
        f"organisations.organisation.{deed}", organisation, actor=actor, revision=organisation.revision
    )
    renew()


def keep_change(
    organisation: Organisation, actor: models.Model | None, deed: str, changes: Mapping[str, Any]
) -> None:
    """The line of the history for the revision at which an entry is now."""
    OrganisationChange.objects.create(
        organisation=organisation,
        revision=organisation.revision,
        actor_id=actor.pk if actor else None,
        deed=deed,
        changes=changes,
    )


def renew() -> None:
    """Have lists, map, open data and cached pages made anew once this transaction is committed."""
    generations.bump_on_commit("organisations")
    generations.bump_on_commit("public")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field name to [before, after], for the fields that differ."""
    return {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}


def free_slug(organisation: Organisation) -> str:
    """An address from the name (or short name), with a number when it is taken; never empty, in any script."""
    base = (
        organisation.slug
        or slugify(fold(organisation.name))
        or slugify(fold(organisation.acronym))
        or slugify(organisation.name, allow_unicode=True)
        or f"group-{organisation.country.lower() or 'online'}"
    )[:100].strip("-")
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
