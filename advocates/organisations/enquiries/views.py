"""Where a message is written: to a group that can be reached, or to the network in a region."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.i18n import in_language as in_address
from advocates.core.profile import in_language
from advocates.core.viewer import VISITOR
from advocates.core.visitorforms import accepts
from advocates.organisations.enquiries import actions, addresses, reach
from advocates.organisations.enquiries.forms import WriteForm
from advocates.organisations.enquiries.showing import instead_of, mail_stays_here
from advocates.organisations.geo.countries import COUNTRIES, country_name
from advocates.organisations.models import Organisation
from advocates.organisations.presenting import tongues


@audience(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_write(request: HttpRequest, slug: str) -> HttpResponse:
    """A message to a group; where it cannot be reached, who can."""
    groups = Organisation.objects.visible_to(VISITOR).in_directory()
    organisation = get_object_or_404(groups, slug=slug)
    form = WriteForm(request.POST or None, languages=organisation.languages)
    is_reachable = bool(reach.address_for(organisation))
    context = {
        "organisation": organisation,
        "is_reachable": is_reachable,
        "tongues": tongues(organisation.languages),
        "crumbs": _crumbs(organisation.country, organisation),
        **({} if is_reachable else instead_of(organisation)),
    }
    return _answered(request, form, context, organisation, organisation.country)


@audience(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_ask(request: HttpRequest, code: str) -> HttpResponse:
    """A message to the network in the region of a country; without an address of the region there is no such page."""
    region = reach.region_of(code)
    if code not in COUNTRIES or region is None or not reach.network_address(code):
        raise Http404
    language = get_language() or "en"
    context = {
        "country": country_name(code, language),
        "region_name": in_language(region.names, language),
        "is_reachable": True,
        "crumbs": _crumbs(code),
    }
    form = WriteForm(request.POST or None, languages=COUNTRIES[code].languages)
    return _answered(request, form, context, None, code)


def _answered(
    request: HttpRequest,
    form: WriteForm,
    context: dict[str, Any],
    organisation: Organisation | None,
    country: str,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if accepts(request, form) and context["is_reachable"]:
            enquiry = actions.write_enquiry(
                letter=form.letter(),
                organisation=organisation,
                country=country,
                is_proved=form.is_proved,
                spend=form.spend,
            )
            return HttpResponseRedirect(addresses.of_writer(enquiry))
        status = form.status
        if status == 200:
            form.add_error(None, _("This group cannot be reached any more. Your text is still here."))
            status = 409
    context |= {"form": form, "is_mail_off": mail_stays_here()}
    return render(request, "organisations/enquiries/write.html", context, status=status)


def _crumbs(country: str, organisation: Organisation | None = None) -> list[dict[str, str]]:
    crumbs = [
        {"url": in_address("/", get_language() or "en"), "label": _("Home")},
        {"url": reverse("directory"), "label": _("Find a group")},
    ]
    if country:
        name = country_name(country, get_language() or "en")
        crumbs.append({"url": reverse("country", args=[country]), "label": name})
    if organisation is None:
        return [*crumbs, {"url": "", "label": _("Ask the network")}]
    crumbs.append({"url": organisation.get_absolute_url(), "label": organisation.name})
    return [*crumbs, {"url": "", "label": _("Write to this group")}]
