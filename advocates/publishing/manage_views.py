"""Our own views under `/manage/`."""

from functools import wraps

from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail.users.models import UserProfile

from advocates.core.access import Audience, audience
from advocates.core.forms import sample_context

OFFICE = audience(Audience.EDITOR, Audience.STAFF, Audience.MODERATOR, Audience.REVIEWER)


@audience(Audience.EDITOR, Audience.STAFF)
@require_safe
def styleguide(request):
    """Every component in every state."""
    return render(request, "styleguide.html", sample_context())


@OFFICE
def to_front(request):
    """Who gets here is signed in already."""
    return redirect("wagtailadmin_home")


@OFFICE
def to_account(request):
    """E-mail, password and second factor are changed in one place."""
    return redirect("/account/")


@OFFICE
def sign_out(request):
    """The button at the foot of the back office's menu; reading the address alone changes nothing."""
    if request.method != "POST":
        return redirect("/account/logout/")
    logout(request)
    answer = HttpResponseRedirect("/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@OFFICE
def closed(request, *_args, **_kwargs):
    """A screen of Wagtail that this installation does not have."""
    raise Http404


def office_view(view):
    """Around every screen of Wagtail: no exports, and times as the person's clock shows them.

    Wagtail's CSV and XLSX exports do not keep formulas out of spreadsheets.
    """

    @wraps(view)
    def view_in_office(request, *args, **kwargs):
        if "export" in request.GET:
            raise Http404
        if request.user.is_authenticated:
            profile = UserProfile.get_for_user(request.user)
            profile.current_time_zone = request.user.time_zone
            request.user.wagtail_userprofile = profile
        answer = view(request, *args, **kwargs)
        # A preview is made by a request of its own, to the page's public address, whose policy forbids frames.
        answer.headers.pop("Content-Security-Policy", None)
        return answer

    return view_in_office
