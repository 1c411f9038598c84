"""The page of what one follows: one form, one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.following import lists
from advocates.forum.models import Following
from advocates.forum.reading import actions
from advocates.notifications import followed


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """Topics, categories and organisations with their levels; a level that differs from what is stored is saved."""
    viewer = viewer_of(request)
    if request.method == "POST":
        _save(request, viewer)
        messages.success(request, _("Saved."))
        return redirect("following")
    person = person_of(request)
    groups, others = lists.groups(viewer, person)
    context = {
        "sections": [
            render_to_string(each.template, each.context(viewer), request) for each in followed.sections()
        ],
        "topics": lists.topics(viewer, person),
        "shelves": lists.categories(viewer, person),
        "groups": groups,
        "others": others,
        "levels": Following.choices,
        "normal": Following.NORMAL.value,
    }
    return render(request, "forum/following.html", context)


def _save(request: HttpRequest, viewer: Viewer) -> None:
    person, data = person_of(request), request.POST
    for section in followed.sections():
        section.save(viewer, data.dict())
    groups, others = lists.groups(viewer, person)
    for topic, level in lists.changed(lists.topics(viewer, person), data):
        actions.follow_topic(person=person, topic=topic, following=level)
    for shelf, level in lists.changed(lists.categories(viewer, person), data):
        actions.follow_category(person=person, category=shelf, following=level)
    for group, level in lists.changed(groups, data):
        actions.follow_organisation(person=person, organisation=group, following=level)
    added = [group for group in others if str(group.public_id) == data.get("organisation")]
    for group in added:
        actions.follow_organisation(person=person, organisation=group, following=Following.FOLLOWED)
