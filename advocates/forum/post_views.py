"""One post: where it stands, how it was changed, thanks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core import markup
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.files import actions as file_actions
from advocates.files.models import File, FileUse
from advocates.forum import actions, policies
from advocates.forum.composing import Writing, begun
from advocates.forum.forms import EditForm
from advocates.forum.mentions.actions import stored_naming
from advocates.forum.models import POST_FILES, Post
from advocates.forum.showing import trail, written
from advocates.forum.views import permalink
from advocates.forum.writing import held_back, written_in

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def post_of(request: HttpRequest, public_id: str) -> Post:
    """A post of a topic that the viewer may read; any other does not exist."""
    found = Post.objects.visible_to(viewer_of(request)).select_related(
        "topic__space", "topic__category", "moved_to__topic"
    )
    return get_object_or_404(found, public_id=public_id)


def context_of(found: Post) -> dict[str, Any]:
    """What every page about one post is drawn from."""
    return {
        "post": found,
        "topic": found.topic,
        "crumbs": trail(found.topic.category, found.topic),
        "html": written(found.html),
    }


@audience(Audience.MEMBER)
@require_safe
def post(request: HttpRequest, post: str) -> HttpResponse:
    """To the page on which it stands now; one that was moved is followed, by whoever may read where it went."""
    found = post_of(request, post)
    if found.moved_to is not None:
        found = post_of(request, found.moved_to.public_id)
    return redirect(permalink(found, found.topic))


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def post_edit(request: HttpRequest, post: str) -> HttpResponse:
    """Change what one wrote; the text before stays in its history."""
    viewer, found = viewer_of(request), post_of(request, post)
    if not policies.can_edit_post(viewer, found):
        raise PermissionDenied
    initial = {"text": found.source, "lang": found.lang, "base_revision": found.revision}
    space = found.topic.space
    writing = begun(request, "edit", found.public_id, space)
    form = EditForm(
        request.POST or None,
        viewer=viewer,
        space=space,
        topic=found.topic.public_id,
        initial=writing.initial(**initial),
    )
    status, is_changed = 200, False
    if request.method == "POST":
        status = 422
        if (
            form.is_valid()
            and not writing.is_unfinished
            and not (status := held_back(viewer, form, space, found))
        ):
            if _save(request, found, form, writing):
                return redirect(permalink(found, found.topic))
            status, is_changed = 409, True
    context = {**context_of(found), "form": form, "is_changed": is_changed, "hanging": hanging_on(found)}
    return render(request, "forum/post_edit.html", context | writing.context(), status=status)


def _save(request: HttpRequest, found: Post, form: EditForm, writing: Writing) -> bool:
    """False where another window saved meanwhile; the form then says so."""
    try:
        actions.edit_post(
            actor=person_of(request),
            post=found,
            base_revision=form.cleaned_data["base_revision"],
            written=written_in(form, writing.files.ids),
        )
    except actions.ChangedMeanwhile as refused:
        # With the next sending the newer text is replaced, which the person has now seen.
        form.replace("base_revision", found.revision)
        form.add_error(None, refused.sentence)
        return False
    _take_off(request, found)
    writing.spend()
    return True


def hanging_on(found: Post) -> list[File]:
    return [use.file for use in FileUse.hanging_on(POST_FILES, [found.pk])]


def _take_off(request: HttpRequest, found: Post) -> None:
    """Delete the files of one's own post that were ticked off."""
    person, wanted = person_of(request), request.POST.getlist("take_off")
    for file in hanging_on(found):
        if file.public_id in wanted and file.person_id == person.pk:
            file_actions.remove(actor=person, file=file)


@audience(Audience.MEMBER)
@require_safe
def post_history(request: HttpRequest, post: str) -> HttpResponse:
    """How a post read before each change; whoever reads the post reads this, nobody of one that is hidden."""
    found = post_of(request, post)
    if found.hidden_at is not None:
        raise Http404
    naming = stored_naming(found)
    versions = [
        {
            "revision": each.revision,
            "until": each.replaced_at,
            "lang": each.lang,
            "html": written(markup.render(each.source, naming)),
        }
        for each in found.revisions.all()
    ]
    return render(request, "forum/post_history.html", {**context_of(found), "versions": versions})


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def post_withdraw(request: HttpRequest, post: str) -> HttpResponse:
    """Take back what one wrote, after a page that says what happens."""
    found = post_of(request, post)
    if not policies.can_withdraw_post(viewer_of(request), found):
        raise PermissionDenied
    if request.method == "POST":
        actions.withdraw_post(actor=person_of(request), post=found)
        messages.success(
            request, _("Your text is gone. Its place stays, so that the answers can be understood.")
        )
        return redirect(permalink(found, found.topic))
    return render(request, "forum/post_withdraw.html", context_of(found))


@audience(Audience.MEMBER)
@require_POST
def post_thank(request: HttpRequest, post: str) -> HttpResponse:
    found = post_of(request, post)
    actions.thank(actor=person_of(request), post=found)
    return redirect(permalink(found, found.topic))


@audience(Audience.MEMBER)
@require_POST
def post_unthank(request: HttpRequest, post: str) -> HttpResponse:
    found = post_of(request, post)
    actions.unthank(actor=person_of(request), post=found)
    return redirect(permalink(found, found.topic))
