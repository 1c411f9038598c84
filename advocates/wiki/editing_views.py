"""Begin a page, change its text, see how it will look."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advocates.core.access import Audience, audience
from advocates.core.mailable import one_line, storable
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.files.composing import files_of
from advocates.files.models import File, FileUse
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space
from advocates.wiki import actions, disputing, linking, parts, policies, rendering, templating, writers
from advocates.wiki.composing import CHANGE, NEW, Writing, begun
from advocates.wiki.filing import pictures
from advocates.wiki.filing.actions import Filing
from advocates.wiki.filing.showing import filing_of, hanging, with_versions
from advocates.wiki.forms import NewPageForm, PageForm
from advocates.wiki.models import PAGE_FILES, WikiPage
from advocates.wiki.paragraphs import canonical
from advocates.wiki.showing import context_of, page_of, source_at, trail, trusted
from advocates.wiki.templating import Offered
from advocates.wiki.views import space_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def _drawn(form: PageForm, space: Space, files: Sequence[File], page: WikiPage | None = None) -> str:
    """What saving would make of the form's text; `page` is the one that it changes."""
    source, lang = linking.stored(canonical(form.cleaned_data["text"]), space), form.cleaned_data["lang"]
    before: Any = ()
    if page is not None:
        before = page.headings, page.last_anchor
        merged = actions.with_others(page, source, form.cleaned_data.get("base_revision", 0))
        source = source if merged.conflicts else merged.text
    html = rendering.draw(source, space, lang, *before).html
    return trusted(pictures.placed(html, pictures.of_files(files, lang))[0])


@audience(Audience.MEMBER)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as the page will show it: a fragment, made by what makes the page."""
    viewer = viewer_of(request)
    space = space_of(viewer, storable(request.POST.get("space", "")))
    form = PageForm(request.POST, viewer=viewer, space=space)
    form.is_valid()
    # Only what is drawn counts: whether it was said what has changed is asked when it is sent.
    for name in set(form.errors) - {"text", "lang"}:
        del form.errors[name]
    if not form.errors:
        if (page := _page_of(request)) is not None:
            _complete(form, page)
        form.preview = _drawn(form, space, _files_of(request, page), page)
    context = {"form": form}
    return render(request, "components/composer_preview.html", context, status=422 if form.errors else 200)


def _page_of(request: HttpRequest) -> WikiPage | None:
    """The page whose text the form changes."""
    kind, _colon, public_id = storable(request.POST.get("draft_key", "")).partition(":")
    pages = WikiPage.objects.visible_to(viewer_of(request)).standing().filter(public_id=public_id)
    return pages.select_related("space").defer("html").first() if kind == CHANGE else None


def _files_of(request: HttpRequest, page: WikiPage | None) -> list[File]:
    """What hangs on the page of the form, and what waits in it."""
    waiting = files_of(request, "", request.POST.getlist("files")).waiting
    return [*(use.file for use in FileUse.hanging_on(PAGE_FILES, [page.pk] if page else [])), *waiting]


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_new(request: HttpRequest, space: str) -> HttpResponse:
    """Begin a page: empty, from a template, or from a link to a page that does not exist yet."""
    viewer = viewer_of(request)
    asked, place = request.GET, space_of(viewer, space)
    if not policies.can_begin_page(viewer, place):
        raise PermissionDenied
    parent = _parent(viewer, place, (request.POST or asked).get("parent", ""))
    wished = one_line(asked.get("title", ""))[:200]
    first = _begun_with(wished, templating.find(asked.get("template", "")), parent)
    writing = begun(request, NEW, place.public_id, place)
    form = NewPageForm(request.POST or None, viewer=viewer, space=place, initial=writing.initial(**first))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and writing.is_unfinished:
        status = writing.unfinished(form)
    elif request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            form.preview, status = _drawn(form, place, writing.files.waiting), 200
        elif isinstance(made := _begin(form, place, parent, writing), WikiPage):
            return redirect("wiki:page", made.public_id)
        else:
            status = made
    context = {
        "form": form,
        "space": place,
        "crumbs": trail(place, parent, _("New page")),
        "parent": parent,
        "templates": templating.offered(),
        "wished": wished,
        **writing.context(),
    }
    return render(request, "wiki/page_new.html", context, status=status)


def _begun_with(wished: str, template: Offered | None, parent: WikiPage | None) -> dict[str, str]:
    """What the form of a new page holds at first; a title that was wished for goes before that of a template."""
    return {
        "title": wished or (template.title if template else ""),
        "text": template.text if template else "",
        "parent": parent.public_id if parent else "",
    }


def _parent(viewer: Viewer, space: Space, public_id: str) -> WikiPage | None:
    """The page under which it is to lie; one of another space, or one that is gone, is not found."""
    if not public_id:
        return None
    found = page_of(viewer, storable(public_id))
    if found.space_id != space.pk or found.is_deleted:
        return get_object_or_404(WikiPage.objects.visible_to(viewer).none())
    return found


def _begin(form: NewPageForm, space: Space, parent: WikiPage | None, writing: Writing) -> WikiPage | int:
    values = form.cleaned_data
    filing = Filing(writing.files.ids)
    written = actions.Written(
        values["text"], values["lang"], _("Begun"), sending=values["sending"], filing=filing
    )
    try:
        made = actions.begin_page(
            author=author_of(form.viewer), space=space, title=values["title"], written=written, parent=parent
        )
    except Refused as refused:
        writing.keep()
        form.add_error("title" if isinstance(refused, actions.TitleTaken) else None, refused.sentence)
        return 409
    writing.spend()
    return made


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_edit(request: HttpRequest, page: str) -> HttpResponse:
    """Change the text. Who else has it open is shown; what others save meanwhile is merged, or shown beside."""
    viewer = viewer_of(request)
    found = page_of(viewer, page)
    if not policies.can_change_page(viewer, found):
        raise PermissionDenied
    writing = begun(request, CHANGE, found.public_id, found.space)
    there = hanging(found) if vars(found)["files"] else []
    if request.method == "POST":
        there = with_versions(request, found, there)
        writing = replace(writing, has_refused=any(each.error for each in there))
    context: dict[str, Any] = {"hanging": there, **writing.context()}
    if request.method == "POST":
        form = PageForm(request.POST, viewer=viewer, space=found.space)
        answer = _changed(found, form, writing, filing_of(request.POST, there, writing.files.ids))
        if isinstance(answer, HttpResponse):
            return answer
        status, is_new_dispute = answer
        context |= {"conflicts": disputing.places_of(form, found), "is_new_dispute": is_new_dispute}
    else:
        first = _first(viewer, found, request.GET.get("part", ""))
        form = PageForm(viewer=viewer, space=found.space, initial=writing.initial(**first))
        status = 200
    others = writers.others(viewer, found)
    if request.method != "HEAD":
        writers.note(viewer, found)
    context |= {
        **context_of(found),
        "form": form,
        "others": others,
        "crumbs": trail(found.space, found),
        "tab": "change",
        "is_part": form["part"].value() not in (None, ""),
    }
    return render(request, "wiki/page_edit.html", context, status=status)


def _first(viewer: Viewer, found: WikiPage, anchor: str) -> dict[str, Any]:
    """What the form holds at first: the whole text, or the part below a heading."""
    source = source_at(viewer, found, found.revision)
    number = next((at for at, line in enumerate(found.headings) if str(line[2]) == anchor), None)
    part = parts.part_at(source, number) if number is not None else None
    shown = source if part is None else parts.text_of(source, part)
    return {
        "text": linking.typed(shown, found.space),
        "lang": found.lang,
        "base_revision": found.revision,
        **({"part": number} if part is not None else {}),
    }


def _complete(form: PageForm, found: WikiPage) -> None:
    """Make what was sent the text of the whole page, with what was chosen where two have changed the same."""
    _put_together(form, found)
    disputing.settle(form, found)


def _put_together(form: PageForm, found: WikiPage) -> None:
    """A part goes back into the revision from which it was taken; from then on the form is that of the whole text."""
    number = form.cleaned_data.get("part")
    if number is None:
        return
    source = source_at(form.viewer, found, form.cleaned_data.get("base_revision", 0))
    part = parts.part_at(source, number)
    if part is None:
        form.add_error(None, _("This part is not there any more. Copy your text, and change the whole page."))
    elif parts.swallows(source, part, form.cleaned_data["text"]):
        form.add_error(
            "text", _("What comes after this part would be drawn into it. Close the block of code.")
        )
    else:
        form.cleaned_data["text"] = parts.with_text(source, part, form.cleaned_data["text"])


def _changed(
    found: WikiPage, form: PageForm, writing: Writing, filing: Filing
) -> HttpResponse | tuple[int, bool]:
    """Where the person is led, or with which status the form is shown again, and whether for both texts to be seen."""
    request, is_valid = writing.request, form.is_valid()
    if writing.is_unfinished:
        return writing.unfinished(form), False
    if "preview" in request.POST and "text" in form.cleaned_data and "lang" in form.cleaned_data:
        form.errors.clear()
        _complete(form, found)
        form.preview = _drawn(form, found.space, _files_of(request, found), found)
        return 422 if form.errors else 200, False
    if is_valid:
        _complete(form, found)
    if form.errors:
        return 422, False
    try:
        written = _written(form, filing)
        saved = actions.save_page(
            author=author_of(form.viewer), page=found, written=written, spend=writing.spend
        )
    except actions.EditConflict as conflict:
        _dispute(form, found, conflict, writing)
        return 409, True
    except Refused as refused:
        writing.keep()
        form.add_error("lang" if isinstance(refused, actions.LanguageThere) else None, refused.sentence)
        return 409, False
    _say(request, saved)
    return redirect("wiki:page", found.public_id)


def _written(form: PageForm, filing: Filing) -> actions.Written:
    values = form.cleaned_data
    return actions.Written(
        values["text"],
        values["lang"],
        values["summary"],
        base=values["base_revision"],
        is_minor=values["is_minor"],
        sending=values["sending"],
        filing=filing,
    )


def _dispute(form: PageForm, found: WikiPage, conflict: actions.EditConflict, writing: Writing) -> None:
    """The form with the merged text; what the person sent is a draft besides."""
    writing.keep()
    sent = form.cleaned_data
    form.dispute(
        disputed_base=sent["base_revision"],
        disputed_text=sent["text"],
        text=linking.typed(conflict.text, found.space),
        base_revision=conflict.number,
        part="",
    )


def _say(request: HttpRequest, saved: actions.Saved) -> None:
    if saved.is_merged:
        messages.success(request, _("Saved. What others have written meanwhile stands in the page, too."))
    elif saved.is_new:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing had changed."))
