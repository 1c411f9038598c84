"""What the wiki tells the ground: kinds of stream entries, its place in the navigation, retention, drafts."""

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import navigation, personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.wiki import composing, more
from advocates.wiki.drawing import actions as drawing
from advocates.wiki.filing import speaking
from advocates.wiki.models import Editing
from advocates.wiki.personal import actions
from advocates.wiki.reporting import actions as reporting
from advocates.wiki.reporting import libraries, revisions
from advocates.wiki.translations import keeping
from advocates.wiki.watching import registrations as watching

__all__ = ["drawing", "register_all"]
_WORDS = Kept(DataClass.CONFIDENTIAL, gettext_noop("while the network wants to keep it"))
_OWN = Kept(DataClass.INTERNAL, gettext_noop("half an hour after the form was opened"))
_KEPT = (
    (
        "WikiPage",
        gettext_noop("what members write together"),
        _WORDS,
        "id public_id space parent path position title lang html html_version headings last_anchor is_dead_end "
        "revision current created_at changed_at owner review_on review_months checked deleted_at deleted_reason",
    ),
    (
        "PageName",
        gettext_noop("the titles that pages have and had"),
        _WORDS,
        "id space key page is_current left_as",
    ),
    (
        "PageRevision",
        gettext_noop("every text that a page had, and who saved it"),
        _WORDS,
        "id person mandate written_as lang page number title source size summary is_minor saved_at sending restored "
        "merged_from hidden_at",
    ),
    (
        "PageCheck",
        gettext_noop("who has read a page and found it right"),
        _WORDS,
        "id person mandate written_as lang page number at",
    ),
    (
        "PageFile",
        gettext_noop("which files a page had, from which text to which"),
        _WORDS,
        "id page file came went position",
    ),
    (
        "PageDeed",
        gettext_noop("who renamed, moved, deleted or restored a page"),
        _WORDS,
        "id person mandate written_as lang page number kind at old_title new_title old_parent new_parent old_space "
        "new_space",
    ),
    ("PageLink", gettext_noop("which page names which"), _WORDS, "id page target title key"),
    ("Editing", gettext_noop("who has opened a page for changing"), _OWN, "id page person at"),
)
DEEDS = (
    "begun",
    "saved",
    "renamed",
    "moved",
    "changed_space",
    "cared_for",
    "confirmed",
    "checked",
    "deleted",
    "restored",
)


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("hidden", "shown"):
        stream.register_kind(f"wiki.revision.{deed}", audit=True)
    for deed in DEEDS:
        stream.register_kind(f"wiki.page.{deed}", audit=deed in {"changed_space", "deleted", "restored"})
    navigation.register(
        "wiki:wiki", pgettext_lazy("members' navigation", "Wiki"), navigation.MEMBERS, order=12
    )
    personal.register_section("pages", actions.revisions_of)
    personal.register_eraser(actions.erase)
    composing.register_all()
    keeping.register_all()
    more.register_all()
    watching.register_all()
    speaking.register_all()
    reporting.register_all()
    revisions.register_all()
    libraries.register_all()
    for model, purpose, kept, names in _KEPT:
        due = Editing.due if model == "Editing" else None
        retention.register(f"wiki.{model}", purpose, dict.fromkeys(names.split(), kept), due)
