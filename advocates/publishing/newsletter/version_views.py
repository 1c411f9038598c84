"""A newsletter in one language: writing it, seeing it as it will arrive, sending it to oneself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.models import NewsletterVersion
from advocates.publishing.newsletter import actions, letters, picking
from advocates.publishing.newsletter.forms import VersionForm
from advocates.publishing.newsletter.views import EDITORS, to_one

# The mail brings its own style, and nothing else.
AS_MAIL = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
LIMIT = "newsletter-proof"


def found(request, newsletter, language):
    """The version that the address names."""
    versions = NewsletterVersion.objects.visible_to(viewer_of(request)).select_related("newsletter")
    return get_object_or_404(versions, newsletter__public_id=newsletter, language=language)


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_version(request, newsletter, language):
    """Write it. What cannot be saved stays in the form."""
    version = found(request, newsletter, language)
    articles = picking.candidates(version, request.POST)
    if request.method != "POST":
        return write(request, version, VersionForm(articles=articles, initial=begun(version)))
    form = VersionForm(request.POST, articles=articles)
    if not form.is_valid():
        return write(request, version, form, status=422)
    try:
        save(request, version, form)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return write(request, version, form, status=409)
    messages.success(request, _("Saved."))
    return to_one(version.newsletter)


def save(request, version, form):
    base = form.cleaned_data["base"]
    actions.write(actor=person_of(request), version=version, base=base, words=form.words, pages=form.pages)


def begun(version):
    """The form as it begins."""
    places = {f"place-{item.page_id}": item.place for item in version.items.all() if item.page_id}
    words = {"subject": version.subject, "opening": version.opening}
    return {**words, **places, "base": version.newsletter.revision}


def write(request, version, form, status=200):
    context = {"version": version, "newsletter": version.newsletter, "form": form}
    return render(request, "publishing/newsletter/newsletter_version.html", context, status=status)


@EDITORS
@require_safe
def newsletter_preview(request, newsletter, language):
    """The mail itself, as programs show it that know HTML."""
    version = found(request, newsletter, language)
    said = letters.proof(version, recipient=person_of(request).email)
    answer = HttpResponse(said.html)
    answer.headers["Content-Security-Policy"] = AS_MAIL
    answer.headers["Content-Language"] = version.language
    return answer


@EDITORS
@require_safe
def newsletter_text(request, newsletter, language):
    """The mail as plain text, with its subject."""
    version = found(request, newsletter, language)
    said = letters.proof(version, recipient=person_of(request).email)
    return HttpResponse(said.text, content_type="text/plain; charset=utf-8")


@EDITORS
@require_POST
def newsletter_proof(request, newsletter, language):
    """Send it to myself."""
    version, person = found(request, newsletter, language), person_of(request)
    limits.count(LIMIT, str(person.pk))
    letters.send_proof(version=version, person=person)
    messages.success(request, _("It is on its way to %(address)s.") % {"address": person.email})
    return to_one(version.newsletter)


@EDITORS
@require_POST
def newsletter_remove(request, newsletter, language):
    """This version goes, and with the last one the newsletter."""
    version = found(request, newsletter, language)
    if actions.remove_language(actor=person_of(request), version=version):
        return redirect("publishing_newsletter:newsletter_list")
    return to_one(version.newsletter)
