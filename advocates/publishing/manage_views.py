"""Our own views under `/manage/`."""

from functools import wraps

from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.http import require_safe
from wagtail.users.models import UserProfile

from advocates.core.access import Audience, audience
from advocates.core.forms import sample_context
from advocates.publishing import rights

# Fields whose absence is met in Wagtail by something else than a complaint about the field.
TAKEN_FOR_GRANTED = {"wagtailadmin_choose_page_external_link": ["external-link-chooser-url"]}

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
    """Around every screen of Wagtail: no exports, times as the person's clock shows them, and 400 for half a form.

    Wagtail's CSV and XLSX exports do not keep formulas out of spreadsheets. Its forms take what they have drawn
    themselves for granted: who sends something else would be answered with an error of ours.
    """

    @wraps(view)
    def view_in_office(request, *args, **kwargs):
        if "export" in request.GET:
            raise Http404
        if request.user.is_authenticated:
            profile = UserProfile.get_for_user(request.user)
            if profile.preferred_language != request.user.language:
                rights.note_language(request.user)
            # Only mail is written in it; a screen may be asked for in another one.
            profile.preferred_language = ""
            profile.current_time_zone = request.user.time_zone
            request.user.wagtail_userprofile = profile
        try:
            if request.method == "POST":
                for name in TAKEN_FOR_GRANTED.get(request.resolver_match.url_name, ()):
                    request.POST[name]
            answer = view(request, *args, **kwargs)
        except MultiValueDictKeyError as error:
            raise BadRequest("The form is not complete.") from error
        # A preview is made by a request of its own, to the page's public address, whose policy forbids frames.
        answer.headers.pop("Content-Security-Policy", None)
        return answer

    return view_in_office
