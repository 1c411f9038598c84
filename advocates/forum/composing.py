"""What the forum's forms keep and bring along: drafts and files. Its kinds of places, and what files hang on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from advocates.accounts.views.own import person_of
from advocates.core.viewer import Viewer
from advocates.files import composing as files
from advocates.files import uses
from advocates.forum import actions, policies
from advocates.forum.actions import Written
from advocates.forum.models import POST_FILES, Category, Post, Topic
from advocates.forum.reading.actions import mark_read
from advocates.spaces.bylines import Author
from advocates.spaces.drafts import composer, places
from advocates.spaces.drafts.places import Place
from advocates.spaces.models import Draft, Space


@dataclass(frozen=True, slots=True)
class Writing:
    """A form in which somebody writes: its draft and its files."""

    request: HttpRequest
    draft: composer.Composer
    files: files.Files

    @property
    def is_unfinished(self) -> bool:
        """Without scripts: files were added first, or one of them could not be taken."""
        return "add_files" in self.request.POST or bool(self.files.errors)

    def initial(self, **values: Any) -> dict[str, Any]:
        """The form's first values: the draft's, where one was asked for."""
        return {**values, **composer.filled(self.draft)}

    def context(self) -> dict[str, Any]:
        return {"draft": self.draft, "files": self.files}

    def keep(self) -> Draft | None:
        """The form was refused: what it held is a draft now."""
        return composer.keep_refused(self.request, self.draft.key)

    def spend(self) -> None:
        """The form was accepted."""
        composer.spend(self.request, self.draft.key)

    def answer(self, *, author: Author, topic: Topic, written: Written) -> Post:
        """Answer; with it, in one transaction, the draft is spent, and the author has read up to there."""

        def also(post: Post) -> None:
            self.spend()
            mark_read(person=person_of(self.request), topic=topic, number=post.number)

        return actions.answer(author=author, topic=topic, written=written, also=also)


def begun(request: HttpRequest, kind: str, public_id: str, space: Space) -> Writing:
    """What belongs to this form; from a sent one its files are taken in."""
    key = f"{kind}:{public_id}"
    draft = composer.composer_of(request, key, space)
    if request.method == "POST":
        return Writing(request, draft, files.take(request, key, space))
    named = draft.used.extra.get("files", []) if draft.used else []
    return Writing(request, draft, files.files_of(request, key, named))


def register_all() -> None:
    """Called when the app is ready."""
    places.register("topic", _new_topics, extras=("is_kept_on_site",))
    places.register("answer", _answers)
    places.register("edit", _changes, extras=("base_revision",))
    uses.register(POST_FILES, _open_posts, Post.in_any_state)


def _open_posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts whose files open: in a topic that the viewer may read, and standing."""
    return Post.objects.visible_to(viewer).filter(hidden_at=None, is_withdrawn=False, moved_to=None)


def _new_topics(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    found = Category.objects.visible_to(viewer).filter(public_id__in=ids).select_related("space")
    return {
        each.public_id: Place(
            each.space,
            each.name,
            f"/members/forum/c/{each.public_id}/new/",
            may_write=policies.can_start_topic(viewer, each),
        )
        for each in found
    }


def _answers(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    found = Topic.objects.visible_to(viewer).filter(public_id__in=ids).select_related("space")
    return {
        each.public_id: Place(
            each.space,
            each.title,
            f"/members/forum/t/{each.public_id}/?page={each.pages}#answer",
            lang=each.lang,
            may_write=policies.can_answer(viewer, each) and not each.is_locked,
        )
        for each in found
    }


def _changes(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    found = Post.objects.visible_to(viewer).filter(public_id__in=ids).select_related("topic__space")
    return {
        each.public_id: Place(
            each.topic.space,
            each.topic.title,
            f"/members/forum/p/{each.public_id}/edit/",
            lang=each.topic.lang,
            may_write=policies.can_edit_post(viewer, each),
        )
        for each in found
    }
