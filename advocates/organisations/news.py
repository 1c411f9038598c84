"""The directory's news for feeds and for mails that somebody follows."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from advocates.core.profile import in_language, profile
from advocates.organisations import happenings
from advocates.organisations.geo.countries import country_name
from advocates.organisations.happenings import Happening, Scope
from advocates.syndication.feeds import MOST, Feed, Item, UnknownScope, stable_id
from advocates.syndication.topics import Line, Section, Topic

FEED = "directory"
MOST_TOLD, MOST_IN_SECTION = 500, 40
SECTIONS = (
    (gettext_lazy("New in the directory"), (happenings.LISTED,)),
    (gettext_lazy("New members of the network"), (happenings.MEMBER,)),
    (gettext_lazy("No longer there"), (happenings.CLOSED, happenings.MERGED)),
    (gettext_lazy("Confirmed by the groups themselves"), (happenings.CONFIRMED,)),
    (gettext_lazy("Changed"), (happenings.CHANGED,)),
)


def feed(asked: Mapping[str, str]) -> Feed:
    """Who came, joined, confirmed, changed and ended; newest first."""
    scope = scope_of(asked)
    language = get_language() or settings.LANGUAGE_CODE
    return Feed(
        title=title(scope),
        subtitle=_("Groups that are new, joined, confirmed their entry, changed or closed."),
        home_url=settings.SITE_URL + home_path(scope),
        items=[_item(told, language) for told in happenings.latest(scope, MOST)],
    )


def scope_of(asked: Mapping[str, str]) -> Scope:
    """Region and country that were asked for; `UnknownScope` for one that there is not."""
    region, country = asked.get("region", ""), asked.get("country", "")
    known = happenings.known_country(country)
    if (region and region not in profile().regions) or (country and not known):
        raise UnknownScope(region or country)
    return Scope(region, known)


def title(scope: Scope) -> str:
    """What the news are about, in words."""
    language = get_language() or settings.LANGUAGE_CODE
    if scope.country:
        return _("Patient groups: %(country)s") % {"country": country_name(scope.country, language)}
    if scope.region:
        return _("Patient groups: %(region)s") % {
            "region": in_language(profile().regions[scope.region].names, language)
        }
    return _("Patient groups around the world")


def home_path(scope: Scope) -> str:
    """The page that shows these groups."""
    if scope.country:
        return reverse("country", args=[scope.country])
    return reverse("directory") + (f"?region={scope.region}" if scope.region else "")


def _item(told: Happening, language: str) -> Item:
    return Item(
        # Made from what is public: a revision's number would count changes that nobody may know of.
        id=stable_id(FEED, told.organisation.public_id, told.at.isoformat()),
        at=told.at,
        title=told.sentence,
        text=told.details(language),
        url=settings.SITE_URL + told.path,
        kind=told.kind,
    )


def topic() -> Topic:
    """What can be followed by mail: the world, or one region."""
    return Topic(
        kind=FEED,
        scopes=("", *profile().regions),
        title=lambda region: title(Scope(region)),
        home_path=lambda region: home_path(Scope(region)),
        sections=lambda region, since, until: sections(Scope(region), since, until),
    )


def sections(scope: Scope, since: datetime, until: datetime) -> list[Section]:
    """What happened in between, sorted by what it was; what nobody did is left out."""
    told = happenings.between(scope, since, until, MOST_TOLD)
    found = []
    for name, kinds in SECTIONS:
        lines = [Line(one.sentence, settings.SITE_URL + one.path) for one in told if one.kind in kinds]
        if len(lines) > MOST_IN_SECTION:
            more = len(lines) - MOST_IN_SECTION
            text = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            lines = [*lines[:MOST_IN_SECTION], Line(text, settings.SITE_URL + home_path(scope))]
        if lines:
            found.append(Section(str(name), lines))
    return found
