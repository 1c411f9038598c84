"""A page that gives somebody their address for a category: a mail to it begins a topic."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.forum import by_mail, policies
from advocates.forum.models import Category
from advocates.forum.showing import trail
from advocates.notifications.inbound import addresses


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def category_by_mail(request: HttpRequest, category: str) -> HttpResponse:
    """The address, once it was asked for; asking again makes it live thirty days from then."""
    viewer, person = viewer_of(request), person_of(request)
    found = Category.objects.visible_to(viewer).select_related("space")
    shelf = get_object_or_404(found, public_id=category)
    if not policies.can_start_topic(viewer, shelf):
        raise PermissionDenied
    if request.method == "POST":
        addresses.address_for(person.pk, by_mail.CATEGORY, shelf.pk)
        return redirect("forum:category_by_mail", shelf.public_id)
    context = {
        "category": shelf,
        "crumbs": trail(shelf),
        "takes_mail": bool(settings.REPLY_ADDRESS),
        "address": addresses.living(person.pk, by_mail.CATEGORY, shelf.pk),
    }
    return render(request, "forum/by_mail.html", context)
