"""Newsletters that were sent, for everybody to read."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.core.paging import paginate
from advocates.core.sitemap import Place
from advocates.core.viewer import VISITOR
from advocates.publishing.addresses import crumbs
from advocates.publishing.models import NewsletterVersion
from advocates.publishing.newsletter import letters

SHOWN = 30
PUBLIC = audience(Audience.PUBLIC)


def sent():
    """What everybody may read."""
    return NewsletterVersion.objects.visible_to(VISITOR).select_related("newsletter")


@PUBLIC
@require_safe
@page_cached(params=["page"], watches=["pages"])
def newsletter_archive(request):
    """All that were sent in the language of the address, the newest first."""
    versions = sent().filter(language=get_language()).newest_first()
    page = paginate(versions, request.GET.get("page", ""), SHOWN)
    context = {"page": page, "crumbs": crumbs((_("News"), "/news/"), _("Newsletters"))}
    return render(request, "publishing/newsletter/newsletter_archive.html", context)


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def newsletter(request, newsletter):
    """One of them; of an article that is not public any more only its place is left."""
    versions = list(sent().filter(newsletter__public_id=newsletter))
    version = next((each for each in versions if each.language == get_language()), None)
    if version is None:
        return elsewhere(request, versions)
    context = {
        "version": version,
        "opening": letters.opening_of(version),
        "lines": letters.lines_of(version),
        "alternates": alternates(versions),
        "crumbs": crumbs((_("News"), "/news/"), (_("Newsletters"), "/news/newsletter/"), version.subject),
    }
    return render(request, "publishing/newsletter/newsletter.html", context)


def elsewhere(request, versions):
    """It was sent in other languages only, or never."""
    if not versions:
        raise Http404
    others = [
        {
            "language": version.language,
            "language_name": version.language_name,
            "title": version.subject,
            "url": letters.path_of(version),
        }
        for version in versions
    ]
    context = {"others": others, "alternates": []}
    return render(request, "publishing/newsletter/newsletter_elsewhere.html", context, status=404)


def alternates(versions):
    """`hreflang` and address of each language in which it was sent; nothing for one alone."""
    known = {version.language: settings.SITE_URL + letters.path_of(version) for version in versions}
    if len(known) < 2:  # noqa: PLR2004 - one alone needs no list
        return []
    order = [(code, known[code]) for code, _name in settings.INTERFACE_LANGUAGES if code in known]
    first = known.get(settings.LANGUAGE_CODE)
    return [*order, ("x-default", first)] if first else order


def places():
    """For the sitemap: the list where it holds something, and each newsletter in its languages."""
    by_newsletter, languages = {}, {}
    for version in sent().order_by("pk"):
        by_newsletter.setdefault(version.newsletter.public_id, []).append(version)
        languages[version.language] = max(version.sent_at, languages.get(version.language, version.sent_at))
    listed = [Place("/news/newsletter/", max(languages.values()), tuple(languages))] if languages else []
    return [
        *listed,
        *(
            Place(
                f"/news/newsletter/{public_id}/",
                max(version.sent_at for version in versions),
                tuple(version.language for version in versions),
            )
            for public_id, versions in by_newsletter.items()
        ),
    ]
