"""A page with everything that stands around it, in one statement that is written once."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, TextField, Value, When

from advocates.core.asking import written_once
from advocates.core.rows import Rows
from advocates.core.viewer import Viewer
from advocates.files.models import SHOWN, FileUse
from advocates.spaces import talks
from advocates.spaces.models import Space
from advocates.wiki.models.page import DEEPEST, PageQuerySet, WikiPage
from advocates.wiki.models.proposing import PageProposal
from advocates.wiki.models.revision import MOST_FILES, PAGE_FILES, PageRevision
from advocates.wiki.models.translating import FamilyPage
from advocates.wiki.models.watching import Watching

# Of the pages beside it and below it, so many are listed.
MOST_BESIDE = 50
MOST_PROPOSED = 20
LINE = ("public_id", "title", "lang")
BY = ("person_id", "person__full_name", "written_as", "mandate__organisation__name", "mandate__organisation__country",
      "mandate__organisation__slug", "person__is_protected", "mandate__organisation__is_protected")  # fmt: skip
REVISION = ("number", "saved_at", "summary", "lang", "is_minor", "restored", "merged_from", "hidden_at",
            "person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
            "mandate__organisation__is_protected")  # fmt: skip
SPACE = ("public_id", "kind", "names", "region", "role", "closed_at")


def shown(viewer: Viewer, public_id: str) -> WikiPage | None:
    """A page that the viewer may see, with its space, with what is around it and who changed and checked it."""
    for page in _asked(viewer, public_id):
        found: WikiPage = page
        values = vars(found)
        found.space = Space(pk=found.space_id, **{name: values.pop(f"space_{name}") for name in SPACE})
        values["trail"] = _trail(values)
        return found
    return None


def history(page: int, before: int, count: int) -> list[Any]:
    """`REVISION` of the revisions of a page before a number; whoever asks knows that the page may be read."""
    return _history(page, before, count=count)


@written_once
def _history(page: int, before: int, *, count: int) -> "QuerySet[PageRevision, tuple[Any, ...]]":
    found = PageRevision.objects.filter(page=page, number__lt=before).newest_first()
    return found.values_list(*REVISION)[:count]


def _trail(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Id and title of the pages above, from the top."""
    steps = [
        (values[f"above_{level}_public_id"], values[f"above_{level}_title"]) for level in range(1, DEEPEST)
    ]
    return [(public_id, title) for public_id, title in reversed(steps) if public_id]


def _family() -> QuerySet[FamilyPage]:
    """The pages that say the same in other languages, with the page itself."""
    same = FamilyPage.objects.filter(family=OuterRef("in_family__family"), page__space=OuterRef("space"))
    return same.filter(page__deleted_at=None).order_by("page__lang", "pk")


def _proposed() -> QuerySet[PageProposal]:
    """The revision that is public, the one that waits to be, and what became of the last ones."""
    refused = When(state=PageProposal.State.REFUSED, then="reasons")
    found = PageProposal.objects.filter(page=OuterRef("pk")).annotate(
        why=Case(refused, default=Value(""), output_field=TextField())
    )
    return found.order_by("-pk")[:MOST_PROPOSED]


def _hanging() -> QuerySet[FileUse]:
    return FileUse.rows_of(PAGE_FILES, OuterRef("pk"))[:MOST_FILES]


def _watchings(viewer: Viewer) -> QuerySet[Watching]:
    """What the viewer said of the page and of those above it."""
    on = Q(page=OuterRef("pk"))
    for level in range(1, DEEPEST):
        on |= Q(page=OuterRef("__".join(["parent"] * level)))
    return Watching.objects.filter(on, person=viewer.person.pk if viewer.person else None)


@written_once
def _asked(viewer: Viewer, public_id: str) -> PageQuerySet:
    seen = WikiPage.objects.visible_to(viewer)
    near = WikiPage.objects.standing().in_order()
    columns: dict[str, Any] = {f"space_{name}": F(f"space__{name}") for name in SPACE}
    for level in range(1, DEEPEST):
        above = "__".join(["parent"] * level)
        columns |= {f"above_{level}_{name}": F(f"{above}__{name}") for name in ("public_id", "title")}
    for kind in ("current", "checked"):
        columns |= {f"{kind}_{name.replace('__', '_')}": F(f"{kind}__{name}") for name in BY}
    columns |= {
        "current_minor": F("current__is_minor"),
        "checked_at": F("checked__at"),
        "checked_number": F("checked__number"),
        "owner_name": F("owner__name"),
        "owner_slug": F("owner__slug"),
        "talk_posts": talks.count("page", OuterRef("public_id")),
        "below": Rows(near.filter(parent=OuterRef("pk"))[:MOST_BESIDE], *LINE),
        "beside": Rows(near.filter(parent=OuterRef("parent"))[:MOST_BESIDE], *LINE),
        "tongues": Rows(
            _family(), "page__public_id", "page__lang", "page__title", "older", "marked_revision"
        ),
        "files": Rows(_hanging(), *SHOWN, "file__alts"),
        "watched": Rows(_watchings(viewer), "page", "how", "with_branch", "seen"),
        "proposed": Rows(_proposed(), "public_id", "number", "state", "public_address", "why"),
    }
    return seen.filter(public_id=public_id).annotate(**columns)
