"""Deeds on entries of the directory. Each checks, writes, keeps history and records the stream in one transaction."""

from collections.abc import Mapping, Sequence
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
    rendered = _rendered(entry)
    with logos.stored(entry.logo) as key, transaction.atomic():
        organisation = Organisation(**entry.fields)
        organisation.slug = free_slug(organisation)
        _write_logo(organisation, entry, key)
        organisation.save(force_insert=True)
        _write_parts(organisation, entry, rendered)
        _remember(organisation, actor, deed, {"name": [None, organisation.name]})
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
    rendered = _rendered(entry)
    with logos.stored(entry.logo) as key, transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if current.revision != base_revision:
            raise SomebodyElseChanged(current)
        before = current.snapshot()
        for name, value in entry.fields.items():
            setattr(current, name, value)
        _write_logo(current, entry, key)
        _write_parts(current, entry, rendered)
        changes = differences(before, current.snapshot())
        if changes or current.imported_hash != organisation.imported_hash:
            current.revision += 1
            # The sitemap tells everybody when an entry changed; a note of the back office must not show there.
            if not changes.keys() <= set(PRIVATE_FIELDS):
                current.changed_at = timezone.now()
            current.save(force_update=True)
            _remember(current, actor, deed, changes)
    return current


def publish_organisation(*, actor: models.Model | None, organisation: Organisation) -> None:
    """Show the entry in public; nothing happens if it is shown already."""
    _set_published(actor, organisation, True, "published")


def unpublish_organisation(*, actor: models.Model | None, organisation: Organisation) -> None:
    """Take the entry out of everything public; it stays in the back office with its history."""
    _set_published(actor, organisation, False, "unpublished")


def confirm_organisation(*, organisation: Organisation, base_revision: int) -> None:
    """The group itself says that the entry, as it was at `base_revision`, is right.

    Raises `SomebodyElseChanged` if it says something else by now.
    """
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if current.revision != base_revision:
            raise SomebodyElseChanged(current)
        before = current.snapshot()
        current.confirmed_on, current.confirmed_by = timezone.localdate(), ConfirmedBy.ORGANISATION
        current.revision += 1
        current.changed_at = timezone.now()
        current.save(force_update=True)
        _remember(current, None, "confirmed", differences(before, current.snapshot()))


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
        _remember(current, actor, deed, {"is_published": [not published, published]})


def _rendered(entry: Entry) -> dict[str, str]:
    """The descriptions as markup; made before the transaction, which nobody should wait for."""
    return {lang: markup.render(text) for lang, text in entry.descriptions.items()}


def _write_parts(organisation: Organisation, entry: Entry, rendered: Mapping[str, str]) -> None:
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


def _write_logo(organisation: Organisation, entry: Entry, key: str) -> None:
    if entry.logo or entry.without_logo:
        logos.drop_on_commit(organisation.logo)
        organisation.logo = key
        organisation.logo_width = entry.logo.width if entry.logo else 0
        organisation.logo_height = entry.logo.height if entry.logo else 0


def _remember(
    organisation: Organisation, actor: models.Model | None, deed: str, changes: Mapping[str, Any]
) -> None:
    OrganisationChange.objects.create(
        organisation=organisation,
        revision=organisation.revision,
        actor_id=actor.pk if actor else None,
        deed=deed,
        changes=changes,
    )
    stream.record(
        f"organisations.organisation.{deed}", organisation, actor=actor, revision=organisation.revision
    )
    renew()


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
