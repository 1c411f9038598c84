"""Setting an installation up: the one-time link, and the last step."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from advocates.accounts import actions
from advocates.accounts.forms import SetUpForm
from advocates.accounts.set_up import LinkUsed, is_open
from advocates.accounts.views.own import person_of
from advocates.core import installation
from advocates.core.access import Audience, audience
from advocates.core.limits import limited


@audience(Audience.PUBLIC)
@limited("set-up", when=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the form, POST makes the first person; a wrong link and a used one do not exist."""
    if not is_open(token):
        raise Http404
    form = SetUpForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/set_up.html", {"form": form}, status=422 if form.errors else 200)
    new = actions.NewPerson(**form.cleaned_data)
    try:
        person = actions.make_first_person(token=token, new=new)
    except LinkUsed:
        raise Http404 from None
    response: HttpResponse = perform_login(request, person, redirect_url="/account/2fa/needed/")
    # The password was chosen a moment ago; the next step is not the time to ask for it again.
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    return response


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest) -> HttpResponse:
    """The set-up person confirms that the site is the network's own."""
    if request.method == "POST":
        actions.finish_set_up(actor=person_of(request))
        return redirect("account_overview")
    return render(request, "accounts/finish_set_up.html", {"is_finished": installation.is_finished()})
