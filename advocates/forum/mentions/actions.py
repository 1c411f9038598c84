"""What a text names becomes rows and names of today; and texts are made anew when a name changes.

Whoever is protected, or has gone, is nobody here: their name stands in no text that others wrote, not in its source
and not in what it was before a change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.folding import fold
from advocates.core.markup import Named, Reference
from advocates.core.models import StreamEntry
from advocates.core.refused import Refused
from advocates.forum.mentions import typed
from advocates.forum.mentions.typed import Callee
from advocates.forum.models import Mention, Post, PostRevision
from advocates.forum.models.mentions import mentionable, open_to_all_of, readers
from advocates.spaces.bylines import Protected, signature
from advocates.spaces.models import Space

MOST_MENTIONS = 10
Names = dict[tuple[str, str], Named]


class TooManyMentions(Refused):
    """A post calls ten people and groups at most."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it will be stored, and whom it names."""

    source: str
    html: str
    mentions: tuple[Mention, ...] = ()
    # Typed names that are nobody's here; those that several people bear; those who cannot read it.
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    cannot_read: tuple[str, ...] = ()
    # A reference leads to nobody.
    has_broken: bool = False
    is_to_everybody: bool = False


@dataclass(slots=True)
class _Names:
    """Gives the parser its names, and remembers which rows follow from what it asked for."""

    space: Space
    lang: str
    # What the text named before it was changed stays known, also where a mandate has ended since.
    names: Names = field(default_factory=dict)
    kept: Mapping[tuple[str, str], Mention] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    has_unknown: bool = False
    cannot_read: list[str] = field(default_factory=list)

    def __call__(self, references: Sequence[Reference]) -> Names:
        self._people_and_groups([each for each in references if each.kind != "post"])
        self._posts({each.key for each in references if each.kind == "post"})
        return self.names

    def _people_and_groups(self, references: Sequence[Reference]) -> None:
        told = {(each.kind, each.key) for each in references if each.is_called and not each.is_quoted}
        asked = dict.fromkeys((each.kind, each.key) for each in references)
        found = _found({key for _kind, key in asked if _is_uuid(key)})
        here = {(callee.kind, callee.key) for callee in callees(self.space)} if found else set()
        for what in asked:
            if what in found:
                self._name(what, found[what], what in here, what in told)
            elif what in self.kept:
                self.mentions.append(_copy(self.kept[what]))
            else:
                self.has_unknown = True
                self.names[what] = Named(nobody(self.lang))

    def _name(self, what: tuple[str, str], named: Any, is_here: bool, is_told: bool) -> None:
        name = _named(what[0], named)
        self.mentions.append(Mention(**{what[0]: named}, is_silent=not (is_here and is_told)))
        self.names[what] = name
        if is_told and not is_here:
            self.cannot_read.append(name.words)

    def _posts(self, keys: set[str]) -> None:
        """Who wrote it, where everybody who reads this reads that; else the bare address."""
        self.names |= {("post", key): _bare(key) for key in keys}
        found = Post.objects.filter(
            public_id__in=keys, hidden_at=None, topic__hidden_at=None, topic__in=_open_topics(self.space)
        )
        for post in found.select_related("person", "mandate__organisation", "topic__space") if keys else ():
            self.mentions.append(Mention(quoted=post, is_silent=True))
            self.names["post", post.public_id] = _author(post, self.lang)


def _found(keys: set[str]) -> dict[tuple[str, str], Any]:
    """People and groups of those ids that may be called somewhere."""
    if not keys:
        return {}
    rows = mentionable(timezone.now()).filter(
        Q(person__public_id__in=keys) | Q(organisation__public_id__in=keys)
    )
    found: dict[tuple[str, str], Any] = {}
    for mandate in rows.select_related("person", "organisation"):
        found["person", str(mandate.person.public_id)] = mandate.person
        found["organisation", str(mandate.organisation.public_id)] = mandate.organisation
    return found


def _named(kind: str, named: Any) -> Named:
    if kind == "person":
        return Named(named.full_name, f"/members/forum/who/{named.public_id}/")
    return Named(named.name, f"/organisations/{named.slug}/" if named.is_published else "")


def _copy(row: Mention) -> Mention:
    return Mention(
        person=row.person, organisation=row.organisation, quoted=row.quoted, is_silent=row.is_silent
    )


def known_of(
    post: Post, lang: str, forgotten: int | None = None
) -> tuple[Names, dict[tuple[str, str], Mention]]:
    """What a stored text names, by its rows: the names of today, and nobody for who is protected or `forgotten`."""
    rows = Mention.objects.filter(post=post, is_everybody=False).select_related(
        "person",
        "organisation",
        "quoted__person",
        "quoted__mandate__organisation",
        "quoted__topic__space",
    )
    names: Names = {}
    kept: dict[tuple[str, str], Mention] = {}
    for row in rows:
        if row.quoted is not None:
            names["post", row.quoted.public_id] = _author(row.quoted, lang, forgotten)
            continue
        kind, named = ("person", row.person) if row.person is not None else ("organisation", row.organisation)
        what = (kind, str(named.public_id))  # type: ignore[union-attr]
        is_gone = named.is_protected or (kind == "person" and named.pk == forgotten)  # type: ignore[union-attr]
        name = _named(kind, named)
        names[what] = Named(nobody(lang)) if is_gone or not name.words else name
        if not is_gone:
            kept[what] = row
    return names, kept


def _open_topics(space: Space) -> Any:
    topics = Post._meta.get_field("topic").related_model._default_manager
    return topics.filter(open_to_all_of(space)).values("pk")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _bare(key: str) -> Named:
    address = f"/members/forum/p/{key}/"
    return Named(f"{settings.SITE_URL}{address}", address)


def _author(post: Post, lang: str, forgotten: int | None = None) -> Named:
    organisation = post.mandate.organisation.name if post.mandate is not None else ""
    name = post.person.full_name if post.person is not None else post.written_as
    if forgotten is not None and post.person_id == forgotten:
        name = ""
    with translation.override(_interface(lang)):
        by = signature(name, organisation, "", "", Protected.of(post, post.topic.space.kind))
    return Named(by.name, f"/members/forum/p/{post.public_id}/")


def nobody(lang: str) -> str:
    """What stands for a name that nobody may read any more, in the language of the text around it."""
    with translation.override(_interface(lang)):
        return pgettext("instead of a name", "somebody")


def _interface(lang: str) -> str:
    return lang if lang in dict(settings.INTERFACE_LANGUAGES) else settings.LANGUAGE_CODE


def callees(space: Space) -> list[Callee]:
    """Everybody who can be called in a space, and their groups, by name."""
    now = timezone.now()
    rows = readers(mentionable(now), space, now).values_list(
        "person__public_id", "person__full_name", "organisation__public_id", "organisation__name"
    )
    people, groups = {}, {}
    for person, name, group, group_name in rows:
        people[person], groups[group] = name, group_name
    found = [Callee("person", str(key), name) for key, name in people.items() if name]
    found += [Callee("organisation", str(key), name) for key, name in groups.items()]
    return sorted(found, key=lambda callee: fold(callee.name))


def _by_name(found: Sequence[Callee]) -> dict[str, list[Callee]]:
    names: dict[str, list[Callee]] = {}
    for callee in found:
        names.setdefault(fold(callee.name), []).append(callee)
    return names


def _everybody() -> list[Callee]:
    """Also those who do not read the space: whoever calls them is told so."""
    rows = mentionable(timezone.now()).values_list("person__public_id", "person__full_name").distinct()
    return [Callee("person", str(key), name) for key, name in rows if name]


@dataclass(frozen=True, slots=True)
class Stored:
    """Names from the rows of a post alone, for what is drawn again later."""

    names: Names
    lang: str

    def __call__(self, references: Sequence[Reference]) -> Names:
        for each in references:
            fresh = _bare(each.key) if each.kind == "post" else Named(nobody(self.lang))
            self.names.setdefault((each.kind, each.key), fresh)
        return self.names


def stored_naming(post: Post, forgotten: int | None = None) -> Stored:
    """For `markup.render` of what stands in a post, or stood there before a change."""
    return Stored(known_of(post, post.lang, forgotten)[0], post.lang)


def understand(source: str, lang: str, space: Space, post: Post | None = None) -> Understood:
    """Read a text for a space, or for a post that is changed. What cannot be understood stays, and is told."""
    read = typed.Read(source)
    if typed.has_signs(source):
        read = typed.read_names(source, _by_name(_everybody()) | _by_name(callees(space)))
    names = _Names(space, lang, *(known_of(post, lang) if post is not None else ()))
    html = markup.render(read.source, names)
    return Understood(
        _with_names(read.source, names.names),
        html,
        tuple(names.mentions),
        read.unknown,
        read.ambiguous,
        tuple(names.cannot_read),
        has_broken=names.has_unknown,
        is_to_everybody=read.is_to_everybody,
    )


def _with_names(source: str, names: Mapping[tuple[str, str], Named]) -> str:
    def words(kind: str, key: str) -> str | None:
        named = names.get((kind, key))
        return named.words if named is not None else None

    return typed.with_words(source, words)


def refuse_too_many(understood: Understood) -> None:
    """Raises `TooManyMentions`."""
    called = [each for each in understood.mentions if each.quoted_id is None]
    if len(called) > MOST_MENTIONS:
        raise TooManyMentions(
            _("A post can mention %(most)s people and groups at most; yours mentions %(count)s.")
            % {"most": MOST_MENTIONS, "count": len(called)}
        )


def store(post: Post, understood: Understood, actor: Person, *, calls_everybody: bool = False) -> None:
    """Write whom a post names, in the transaction of its deed. Who was called before is not called again."""
    rows = {_what(row): row for row in understood.mentions}
    if understood.is_to_everybody and calls_everybody:
        rows[_what(Mention(is_everybody=True))] = Mention(is_everybody=True)
    old = {_what(row): row for row in Mention.objects.filter(post=post)}
    called = [
        what for what, row in rows.items() if not row.is_silent and (what not in old or old[what].is_silent)
    ]
    # What only its history names has to be found again as well.
    kept = {what: _copy(row) for what, row in old.items() if what not in rows and not row.is_everybody}
    for row in kept.values():
        row.is_silent = True
    if not rows and not old:
        return
    Mention.objects.filter(post=post).delete()
    for row in (*rows.values(), *kept.values()):
        row.post = post
    Mention.objects.bulk_create([*rows.values(), *kept.values()])
    if called:
        stream.record("forum.mention.made", post, actor=actor, topic=post.topic_id)


def _what(row: Mention) -> tuple[Any, ...]:
    return (row.person_id, row.organisation_id, row.quoted_id, row.is_everybody)


def render_again(posts: Iterable[int], forgotten: int | None = None) -> None:
    """Make the HTML, the source and the history of posts anew from the names of today."""
    for pk in posts:
        with transaction.atomic():
            post = Post.objects.select_for_update(of=("self",)).get(pk=pk)
            naming = stored_naming(post, forgotten)
            post.html = markup.render(post.source, naming)
            post.source = _with_names(post.source, naming.names)
            post.html_version = markup.VERSION
            post.save(update_fields=["html", "html_version", "source"])
            for revision in PostRevision.objects.filter(post=post):
                markup.render(revision.source, naming)
                revision.source = _with_names(revision.source, naming.names)
                revision.save(update_fields=["source"])


def follow_person(entry: StreamEntry) -> None:
    """A person has another name, or is protected, or no more: the worker makes the texts anew that name them."""
    render_again(_posts_that_name(Mention.of_person(entry.target_id)))


def follow_organisation(entry: StreamEntry) -> None:
    """The same for a group."""
    quoted = Q(quoted__mandate__organisation=entry.target_id)
    if not entry.kind.endswith("protected"):
        # Its name stands there only instead of a person's.
        quoted &= Q(quoted__person=None)
    rows = Mention.objects.filter(Q(organisation=entry.target_id) | quoted)
    render_again(_posts_that_name(rows))


def forget_person(person: Person) -> None:
    """Take a name out of all texts that others wrote. Called before the row of a person is deleted or emptied."""
    render_again(_posts_that_name(Mention.of_person(person.pk)), person.pk)


def _posts_that_name(rows: QuerySet[Mention]) -> list[int]:
    return list(rows.order_by("post").values_list("post", flat=True).distinct())


def mentioned(post_id: int) -> set[int]:
    """The ids of the people whom a post calls: themselves, by their group, or with everybody who reads there."""
    post = Post.objects.select_related("topic__space").get(pk=post_id)
    rows = list(Mention.objects.filter(post=post, is_silent=False))
    now = timezone.now()
    here = readers(mentionable(now), post.topic.space, now)
    if not any(row.is_everybody for row in rows):
        called = Q(person__in=[row.person_id for row in rows if row.person_id])
        here = here.filter(
            called | Q(organisation__in=[row.organisation_id for row in rows if row.organisation_id])
        )
    return set(here.values_list("person", flat=True)) - {post.person_id} if rows else set()
