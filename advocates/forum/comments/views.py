"""Comments at their public address, which no cache keeps: the list, the form, a report, the feed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.content_languages import language_of_content
from advocates.core.context import Language
from advocates.core.i18n import in_language as in_address
from advocates.core.refused import Refused
from advocates.core.suppressions import address_hash
from advocates.core.viewer import viewer_of
from advocates.core.visitorforms import accepts
from advocates.forum.comments import actions, drawing, hosts, moderating, reading
from advocates.forum.comments.forms import GuestForm, MemberForm, ReportForm
from advocates.forum.comments.hosts import Commented
from advocates.forum.comments.policies import speaks_as_member
from advocates.forum.comments.reporting import report
from advocates.forum.models import Comment
from advocates.spaces.bylines import author_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def about_of(kind: str, slug: str) -> Commented:
    """What is published, or was once, there in the language of the address; Http404 for anything else."""
    found = hosts.by_slug(kind, slug, language_of_content())
    if found is None:
        raise Http404
    return found


def about_slug(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view is told what its address is about. An old address leads on; what is written there is taken there."""

    @wraps(view)
    def shown(request: HttpRequest, kind: str, slug: str, **more: Any) -> HttpResponse:
        about = about_of(kind, slug)
        if about.slug == slug or request.method == "POST":
            return view(request, about, **more)
        below, query = request.path.rpartition("/comments/")[2], request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{about.comments_address}{below}{query and f'?{query}'}")

    return shown


def in_languages(about: Commented) -> dict[str, Any]:
    """Where the same conversation stands beside the other languages of the thing: for programs, and for the switch.

    The switch leads to the thing itself where it is not in a language, and is shown there in another one.
    """
    known = hosts.addresses_of(about)
    links = [(code, settings.SITE_URL + address) for code, address in known.items()]
    if first := known.get(settings.LANGUAGE_CODE):
        links.append(("x-default", settings.SITE_URL + first))
    active = get_language()
    ways = (
        Language(code, name, known.get(code) or in_address(about.address, code), code == active)
        for code, name in settings.INTERFACE_LANGUAGES
    )
    return {"alternates": links if len(known) > 1 else [], "languages": tuple(ways)}


def crumbs(about: Commented, last: str = "") -> list[dict[str, str]]:
    language = language_of_content()
    above = [("/", _("Home")), *([(f"/{about.kind}/", about.section)] if about.section else [])]
    steps = [{"url": in_address(path, language), "label": label} for path, label in above]
    steps.append({"url": about.address, "label": about.title, "lang": about.lang})
    if not last:
        return [*steps, {"url": "", "label": _("Comments")}]
    return [*steps, {"url": about.comments_address, "label": _("Comments")}, {"url": "", "label": last}]


@audience(Audience.PUBLIC)
@require_safe
@about_slug
def comments(request: HttpRequest, about: Commented) -> HttpResponse:
    """What everybody reads."""
    viewer = viewer_of(request)
    page = reading.page_of(viewer, about.key, request.GET.get("after", ""))
    body = drawing.draw(page.rows, viewer, about.comments_address, may_answer=about.is_open)
    count = reading.count_of(about.key) if page.rows or not page.is_first else 0
    context = {"about": about, "page": page, "body": body, "count": count, "crumbs": crumbs(about)}
    context |= in_languages(about)
    return render(request, "forum/comments/comments.html", context)


@audience(Audience.PUBLIC)
@require_safe
@about_slug
def comments_sent(request: HttpRequest, about: Commented) -> HttpResponse:
    """Look into your mailbox."""
    context = {"about": about, "crumbs": crumbs(about, _("Confirm your comment"))}
    return render(request, "forum/comments/sent.html", context)


@audience(Audience.PUBLIC)
@SHOW_OR_CHANGE
@about_slug
def comment_new(request: HttpRequest, about: Commented) -> HttpResponse:
    """Write one. Whoever speaks for a group writes as that; anybody else confirms it by a mailed link."""
    viewer = viewer_of(request)
    is_member = speaks_as_member(viewer)
    data, initial = request.POST or None, {"to": request.GET.get("to", "")[:12]}
    form: Any = (
        MemberForm(data, viewer=viewer, initial=initial) if is_member else GuestForm(data, initial=initial)
    )
    status = 200
    if request.method == "POST":
        try:
            done = _as_member(request, about, form) if is_member else _as_guest(request, about, form)
            if done is not None:
                return done
            status = getattr(form, "status", 422)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            status = 409
    to = form["to"].value() or ""
    answered = moderating.fetch_public(to, about.key) if to.isalnum() else None
    context = {"about": about, "form": form, "is_member": is_member, "answered": answered}
    context["crumbs"] = crumbs(about, _("Write a comment"))
    return render(request, "forum/comments/new.html", context, status=status)


def _as_member(request: HttpRequest, about: Commented, form: MemberForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    person: Any = viewer_of(request).person
    limits.count("comment", f"person {person.pk}")
    made = actions.comment(author=author_of(form.viewer), about=about, said=form.said())
    messages.success(request, _("Your comment stands here."))
    return redirect(address_of(made, about))


def _as_guest(request: HttpRequest, about: Commented, form: GuestForm) -> HttpResponse | None:
    if not accepts(request, form):
        return None
    if is_too_much(form):
        form.add_error(
            None, _("Too many comments are being sent at the moment. Your text is still here; send it later.")
        )
        form.status = 429
        return None
    if not form.cleaned_data["leave_empty"]:
        guest = form.guest(limits.client_address(request))
        actions.ask(guest=guest, about=about, said=form.said(), spend=form.spend)
    return HttpResponseRedirect(f"{about.comments_address}sent/")


def is_too_much(form: GuestForm) -> bool:
    """Whether one mailbox gets so many links today, or all together in this hour, that somebody plays with us."""
    try:
        limits.count("comment-of", address_hash(form.cleaned_data["email"]))
        limits.count("comment-mails" if form.is_proved else "comment-unproved", "")
    except Refused:
        return True
    return False


def address_of(made: Comment, about: Commented) -> str:
    """The page on which a comment is the first."""
    if made.root is None or made.number is None:
        return about.comments_address
    return f"{about.comments_address}?after={reading.before(made.root, made.number)}#c{made.number}"


@audience(Audience.PUBLIC)
@SHOW_OR_CHANGE
@about_slug
def comment_report(request: HttpRequest, about: Commented, comment: str) -> HttpResponse:
    """Say that a comment should not stand; members do it as of anything else."""
    viewer = viewer_of(request)
    target = moderating.fetch_public(comment, about.key)
    if target is None:
        raise Http404
    if speaks_as_member(viewer):
        return redirect("moderation:report_new", moderating.COMMENT, comment)
    form, status, is_done = ReportForm(request.POST or None), 200, False
    if request.method == "POST":
        is_done = accepts(request, form)
        status = form.status
        if is_done:
            report(form=form, target=target)
    context = {"about": about, "target": target, "form": form, "is_done": is_done}
    context["crumbs"] = crumbs(about, _("Report a comment"))
    return render(request, "forum/comments/report.html", context, status=status)
