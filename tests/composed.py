"""What hangs on a conversation or waits for it: a draft, files on posts; for the scene and for the secret words."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.files import storing
from advocates.files.library import actions as library
from advocates.files.models import LIBRARY, File, FileText, FileUse, LibraryFile
from advocates.files.tests.factories import keep, upload
from advocates.forum.models import POST_FILES, Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.search.members.actions import index_files
from advocates.spaces.bylines import author_of
from advocates.spaces.drafts import actions
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.models import Draft, Kind, Space
from tests.cast import make_person, speak_for

COMPOSED = "composed"


def hang(file: File, post: Post) -> File:
    FileUse.objects.create(file=file, kind=POST_FILES, target=post.pk)
    return file


def composed(member: Person, colleague: Person, topic: Topic) -> dict[str, Any]:
    """For the scene: a draft of the member's answer, and a picture on a post of each."""
    typed = Typed(f"answer:{topic.public_id}", "scene", "We could meet")
    posts = {post.person_id: post for post in Post.objects.filter(topic=topic)}
    files = {person: hang(upload(person, topic.space), posts[person.pk]) for person in (member, colleague)}
    return {
        "draft": actions.save(person=member, typed=typed, space=topic.space).public_id,
        "file": files[member].public_id,
        "colleague_file": files[colleague].public_id,
        **_in_library(member, topic.space),
    }


def _in_library(member: Person, space: Space) -> dict[str, Any]:
    """A picture that the member keeps in a space, one of another group there, and one that is deleted."""
    group = make_organisation("Keeping Group", country="CA", state=State.MEMBER)
    keeper = make_person("keeper")
    speak_for(keeper, group, "representative")
    Organisation.objects.filter(pk=group.pk).update(country=space_country(member))
    deleted = keep(member, space, "Deleted")
    library.delete_file(actor=member, item=deleted, reason="Old")
    return {
        "library": keep(member, space, "Kept").public_id,
        "foreign_library": keep(keeper, space, "Foreign").public_id,
        "deleted_library": deleted.public_id,
        "library_space": space.public_id,
    }


def space_country(member: Person) -> str:
    """A country of the member's own region."""
    return Organisation.objects.filter(mandates__person=member).values_list("country", flat=True)[0]


def _file(person: Person, space: Space, words: Any, what: str) -> File:
    """A file whose body, name and description are secret words."""
    body = words[f"{COMPOSED}:{what} body"].encode()
    name = f"{words[f'{COMPOSED}:{what} name']}.webp"
    made = storing.Made(File.Kind.PICTURE, name, "image/webp", body, small=body, size=(8, 8))
    alt, author = words[f"{COMPOSED}:{what} alt"], author_of(viewer_for(person))
    with storing.stored(made) as fields:
        return File.objects.create(space=space, lang="en", alt=alt, **author.fields(), **fields)


def plant(words: Any) -> Person:
    """Secret words in a region that nobody of the cast reads; returns who wrote them, and sees them all."""
    group = make_organisation("Composing Group", country="CA", state=State.MEMBER, is_published=False)
    writer = make_person("composer")
    speak_for(writer, group, "representative")
    shelf = make_shelf(Kind.REGION, region=viewer_for(writer).acting.region)
    topic = begin(writer, "Composed", category=shelf)
    hang(_file(writer, shelf.space, words, "hanging"), topic.posts.get())
    hidden = hang(_file(writer, shelf.space, words, "hidden"), reply(writer, topic))
    File.objects.filter(pk=hidden.pk).update(hidden_at=topic.started_at)
    waiting = _file(writer, shelf.space, words, "waiting")
    for place, key in (("topic", shelf.public_id), ("answer", topic.public_id)):
        text, title = (words[f"{COMPOSED}:draft {part} {place}"] for part in ("text", "title"))
        typed = Typed(f"{place}:{key}", place, text, title, "en", extra={"files": [waiting.public_id]})
        actions.save(person=writer, typed=typed, space=shelf.space)
    thrown = Typed(f"answer:{topic.public_id}", "thrown", words[f"{COMPOSED}:draft thrown away"])
    actions.discard(person=writer, draft=actions.save(person=writer, typed=thrown, space=shelf.space))
    assert Draft.objects.count() >= 3
    _plant_library(writer, shelf.space, words)
    return writer


def _plant_library(writer: Person, space: Space, words: Any) -> None:
    """Secret words in files of a library: one with an old version, one before its day, one that is deleted."""
    for what in ("library", "early", "deleted"):
        item = _item(writer, space, words, what)
        FileText.objects.create(file=item.current, text=words[f"{COMPOSED}:{what} words inside"])
        index_files([item.pk])
    now = timezone.now()
    LibraryFile.objects.filter(title=words[f"{COMPOSED}:early title"]).update(
        not_before=now + timedelta(days=900)
    )
    deleted = LibraryFile.objects.get(title=words[f"{COMPOSED}:deleted title"])
    library.delete_file(actor=writer, item=deleted, reason=words[f"{COMPOSED}:deleted reason"])
    index_files([deleted.pk])


def _item(writer: Person, space: Space, words: Any, what: str) -> LibraryFile:
    files = [_file(writer, space, words, f"{what}{version}") for version in (" old", "")]
    item = LibraryFile.objects.create(
        space=space,
        title=words[f"{COMPOSED}:{what} title"],
        description=words[f"{COMPOSED}:{what} description"],
        alts={"en": words[f"{COMPOSED}:{what} alt of title"]},
        current=files[-1],
        once=what,
        lang="en",
        **author_of(viewer_for(writer)).fields(),
    )
    for number, file in enumerate(files, start=1):
        note = words[f"{COMPOSED}:{what} note {number}"]
        FileUse.objects.create(kind=LIBRARY, target=item.pk, file=file, position=number, note=note)
    return item
