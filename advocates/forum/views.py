"""The forum: its first page, a category, a topic, a new topic and an answer."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import page_number
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum import actions, listing, policies, quoting
from advocates.forum.composing import Writing, begun
from advocates.forum.drawing.answer import draw_empty, draw_form, draw_kept, is_empty
from advocates.forum.drawing.lists import draw_category, draw_tab
from advocates.forum.drawing.posts import NOTHING
from advocates.forum.drawing.topic import Page, draw_page
from advocates.forum.forms import AnswerForm, TopicForm
from advocates.forum.models import PAGE_SIZE, Category, Post, Topic
from advocates.forum.notices.actions import seen
from advocates.forum.reading import state
from advocates.forum.reading.actions import mark_read
from advocates.forum.reading.topics import topic_of
from advocates.forum.showing import trail
from advocates.forum.tools.showing import to_successor
from advocates.forum.writing import held_back, written_in
from advocates.spaces.bylines import author_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
# So long after an answer its page says that it stands there.
JUST_SAID = timedelta(minutes=1)


@audience(Audience.MEMBER)
@require_safe
def forum(request: HttpRequest) -> HttpResponse:
    """All categories that the viewer reads, and what was written last."""
    viewer = viewer_of(request)
    look, before = state.look_of(viewer), request.GET.get("before", "")
    page = listing.LATEST.page(viewer, look.marks, before)
    return tab_page(request, "latest", page, look, has_shelves="before" not in request.GET)


@audience(Audience.MEMBER)
@require_safe
def forum_unread(request: HttpRequest) -> HttpResponse:
    """Topics in which something is new for the viewer."""
    viewer = viewer_of(request)
    look = state.look_of(viewer)
    page = listing.UNREAD.page(viewer, look.marks, request.GET.get("before", ""), look.marks)
    return tab_page(request, "unread", page, look)


@audience(Audience.MEMBER)
@require_safe
def forum_mine(request: HttpRequest) -> HttpResponse:
    """Topics that the viewer began or answered."""
    viewer = viewer_of(request)
    look = state.look_of(viewer)
    page = listing.MINE.page(viewer, look.marks, request.GET.get("before", ""))
    return tab_page(request, "mine", page, look)


@audience(Audience.MEMBER)
@require_safe
def forum_unanswered(request: HttpRequest) -> HttpResponse:
    """Topics to which nobody has answered yet."""
    viewer = viewer_of(request)
    look = state.look_of(viewer)
    page = listing.UNANSWERED.page(viewer, look.marks, request.GET.get("before", ""))
    return tab_page(request, "unanswered", page, look)


def tab_page(
    request: HttpRequest,
    tab: str,
    page: listing.TopicPage,
    look: state.Look,
    *,
    has_shelves: bool = False,
) -> HttpResponse:
    """A tab of the forum: a list of topics, with what is new in each."""
    counts = state.counts(viewer_of(request), look.marks)
    body = draw_tab(request, tab, page, counts, look, has_shelves=has_shelves)
    return render(request, "forum/forum.html", {"body": body})


@audience(Audience.MEMBER)
@require_safe
def category(request: HttpRequest, category: str) -> HttpResponse:
    """One shelf: what is pinned first, then what was written last."""
    viewer, before = viewer_of(request), request.GET.get("before", "")
    look = state.look_of(viewer)
    shelf = next((each for each in look.shelves if each.public_id == category), None)
    if shelf is None:
        raise Http404
    page = listing.OF_CATEGORY.page(viewer, look.marks, before, shelf.pk)
    pinned = [] if before else listing.PINNED.page(viewer, look.marks, "", shelf.pk).topics
    body = draw_category(
        request,
        shelf,
        pinned,
        page,
        may_start=policies.can_start_topic(viewer, shelf),
        may_undo=shelf.pk in look.marks.undoable,
    )
    return render(request, "forum/category.html", {"category": shelf, "crumbs": trail(shelf), "body": body})


def _category(viewer: Viewer, public_id: str) -> Category:
    found = Category.objects.visible_to(viewer).select_related("space")
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """A topic; a conversation between named people has its page among the messages, the talk of a page at that."""
    shown = topic_of(viewer_of(request), topic)
    if shown.is_message or shown.talk_key:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(shown.address + (f"?{asked}" if asked else ""))
    return topic_page(request, shown)


def topic_page(request: HttpRequest, shown: Topic) -> HttpResponse:
    """One page of a topic; without a number the one with the first post that is new to the viewer."""
    viewer = viewer_of(request)
    if shown.merged_at is not None:
        return to_successor(viewer, shown)
    page = _asked_page(request, shown)
    writing = begun(request, "answer", shown.public_id, shown.space)
    quoted = _quoted(viewer, shown, request.GET.get("quote", ""))
    answer, token = NOTHING, get_token(request)
    if policies.can_answer(viewer, shown) and not shown.is_locked:
        if not quoted and is_empty(writing):
            answer = draw_empty(viewer, shown, writing, token)
        else:
            initial = writing.initial(seen=shown.last_number, text=quoted)
            answer = draw_form(request, shown, _answer_form(viewer, shown, initial=initial), writing, page)
    body = draw_page(Page(viewer, shown, page, token, answer))
    if request.method == "GET":
        _note_read(request, shown, page)
        seen(request, shown, min(shown.last_number, page * PAGE_SIZE))
    if _has_just_said(request, shown):
        messages.success(request, _("Your answer stands here."))
    context = {"topic": shown, "crumbs": trail(shown.category, shown), "body": body}
    return render(request, "forum/topic.html", context)


def _answer_form(viewer: Viewer, shown: Topic, data: QueryDict | None = None, **more: Any) -> AnswerForm:
    return AnswerForm(data, viewer=viewer, space=shown.space, topic=shown.public_id, **more)


def _quoted(viewer: Viewer, shown: Topic, number: str) -> str:
    """The post to be quoted as the beginning of an answer, with whose words they are and where they stand."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return ""
    found = Post.objects.visible_to(viewer).filter(topic=shown, number=int(number), hidden_at=None)
    post = found.select_related("person", "mandate__organisation", "topic__space").first()
    return quoting.quote(post) if post is not None else ""


def _asked_page(request: HttpRequest, shown: Topic) -> int:
    if text := request.GET.get("page", ""):
        number = page_number(text)
        if number > shown.pages:
            raise Http404
        return number
    known: int = shown.known_number  # type: ignore[attr-defined]
    return min(shown.pages, known // PAGE_SIZE + 1)


def _note_read(request: HttpRequest, shown: Topic, page: int) -> None:
    last = min(shown.last_number, page * PAGE_SIZE)
    if last > shown.read_number:  # type: ignore[attr-defined]
        known: int = shown.known_number  # type: ignore[attr-defined]
        mark_read(person=person_of(request), topic=shown, number=last, known=known)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_new(request: HttpRequest, category: str) -> HttpResponse:
    """Begin a topic in a category."""
    viewer = viewer_of(request)
    shelf = _category(viewer, category)
    if not policies.can_start_topic(viewer, shelf):
        raise PermissionDenied
    writing = begun(request, "topic", shelf.public_id, shelf.space)
    form = TopicForm(request.POST or None, viewer=viewer, space=shelf.space, initial=writing.initial())
    status = 422 if request.method == "POST" else 200
    if (
        request.method == "POST"
        and not writing.is_unfinished
        and form.is_valid()
        and not (status := held_back(viewer, form, shelf.space))
    ):
        try:
            made = _begin(shelf, form, writing)
            return redirect("forum:topic", made.public_id)
        except Refused as refused:
            writing.keep()
            form.add_error(None, refused.sentence)
            status = 409
    if "add_files" in request.POST:
        form = TopicForm(viewer=viewer, space=shelf.space, initial=request.POST.dict())
        status = 200
    context = {"category": shelf, "form": form, "crumbs": trail(shelf, last=_("New topic"))}
    return render(request, "forum/topic_new.html", context | writing.context(), status=status)


def _begin(shelf: Category, form: TopicForm, writing: Writing) -> Topic:
    values = form.cleaned_data
    author = author_of(form.viewer)
    made = actions.start_topic(
        author=author,
        space=shelf.space,
        category=shelf,
        beginning=actions.Beginning(values["title"], values["is_kept_on_site"]),
        written=written_in(form, writing.files.ids),
    )
    writing.spend()
    mark_read(person=Person(pk=author.person_id), topic=made, number=made.last_number)
    return made


@audience(Audience.MEMBER)
@require_POST
def answer(request: HttpRequest, topic: str) -> HttpResponse:
    """Add a post. Who answers what has moved on in the meantime sees the new posts first, with the text kept."""
    viewer = viewer_of(request)
    shown = topic_of(viewer, topic)
    if not policies.can_answer(viewer, shown):
        raise PermissionDenied
    writing = begun(request, "answer", shown.public_id, shown.space)
    if "add_files" in request.POST:
        return _again(shown, _answer_form(viewer, shown, initial=request.POST.dict()), 200, writing)
    form = _answer_form(viewer, shown, request.POST)
    if not form.is_valid() or writing.is_unfinished:
        return _again(shown, form, 422, writing)
    if status := held_back(viewer, form, shown.space):
        return _again(shown, form, status, writing)
    values = form.cleaned_data
    if missed := _missed(request, shown, values["seen"]):
        form.replace("seen", shown.last_number)
        form.add_error(
            None,
            ngettext(
                "%(count)s new answer came while you wrote. Read it, then send yours.",
                "%(count)s new answers came while you wrote. Read them, then send yours.",
                missed,
            )
            % {"count": missed},
        )
        return _again(shown, form, 409, writing)
    try:
        post = writing.answer(
            author=author_of(form.viewer), topic=shown, written=written_in(form, writing.files.ids)
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _again(shown, form, 409, writing, refused)
    return redirect(permalink(post, shown, is_new=True))


def permalink(post: Post, shown: Topic, *, is_new: bool = False) -> str:
    """Where a post stands in its topic; to one that was written just now, the page says so."""
    said = f"&said={post.number}" if is_new else ""
    return f"{shown.address}?page={post.page}{said}#p{post.number}"


def _has_just_said(request: HttpRequest, shown: Topic) -> bool:
    """Whether the viewer comes from answering: the address says it, so that nothing is written down in between."""
    known: int = shown.known_number  # type: ignore[attr-defined]
    is_last = request.GET.get("said", "") == str(shown.last_number) and known >= shown.last_number
    return is_last and timezone.now() - shown.last_post_at < JUST_SAID


def _missed(request: HttpRequest, shown: Topic, seen: int | None) -> int:
    """How many posts of others came after the last one that stood on the page."""
    if seen is None or seen >= shown.last_number:
        return 0
    later = Post.objects.visible_to(viewer_of(request)).filter(topic=shown, number__gt=seen)
    return later.exclude(person=person_of(request)).count()


def _again(
    shown: Topic, form: AnswerForm, status: int, writing: Writing, refused: Refused | None = None
) -> HttpResponse:
    """The topic with the form as it was sent; where it is refused for good, its text is a draft from now on."""
    request, viewer = writing.request, viewer_of(writing.request)
    answer = kept = NOTHING
    if not shown.is_locked:
        answer = draw_form(request, shown, form, writing, shown.pages)
    if refused is not None:
        draft = writing.keep()
        kept = draw_kept(draft, refused.sentence) if shown.is_locked else NOTHING
    body = draw_page(Page(viewer, shown, shown.pages, get_token(request), answer, kept))
    context = {"topic": shown, "crumbs": trail(shown.category, shown), "body": body, "form": form}
    return render(request, "forum/topic.html", context, status=status)
