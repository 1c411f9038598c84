"""The list of trials: what the address asks for, one page of it, and the countries that can be asked for.

Nothing is said that the register does not say, and always with the day on which it said so.
"""

from datetime import timedelta

from django.db.models import Count, Max
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.paging import paginate_rows
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.publishing.models import Trial, TrialPlace
from advocates.publishing.trials.words import phases_in_words, status_in_words

PARAMETERS = ("country", "page")
PAGE_SIZE = 20
# Recruiting begins and ends within weeks; what is older than this says so.
FRESH = timedelta(days=3)
MOST_CITIES = 12


def context_of(parameters, language):
    """One page of the trials, the newest news of the register first."""
    country = parameters.get("country", "")
    if country and country not in COUNTRIES:
        raise Http404
    wanted = Trial.objects.order_by("-updated_on", "nct_id").prefetch_related("places")
    if country:
        wanted = wanted.filter(places__country=country)
    page = paginate_rows(wanted, parameters.get("page", ""), PAGE_SIZE)
    read_at = Trial.objects.aggregate(at=Max("source__read_at"))["at"]
    return {
        "page": page,
        "trials": [shown(trial, country, language) for trial in page.items],
        "country": country,
        "country_name": country_name(country, language) if country else "",
        "countries": countries(language),
        "read_at": read_at,
        "is_old": bool(read_at) and timezone.now() - read_at > FRESH,
    }


def countries(language):
    """Every country with a trial, by its name in the reader's language."""
    counted = TrialPlace.objects.exclude(country="").values_list("country").annotate(Count("id"))
    rows = [(code, country_name(code, language), count) for code, count in counted.order_by("country")]
    return sorted(rows, key=lambda row: sort_key(row[1], language))


def shown(trial, country, language):
    """A trial in plain words; where a country was asked for, the cities there."""
    places = list(trial.places.all())
    chosen = [place for place in places if country and place.country == country]
    cities = sorted({city for place in chosen for city in place.cities})
    return {
        "trial": trial,
        "status": status_in_words(trial.status),
        "phases": phases_in_words(trial.phases),
        "countries": _(", ").join(names_of(places, language)),
        "cities": ", ".join(cities[:MOST_CITIES]),
        "more_cities": max(0, len(cities) - MOST_CITIES),
    }


def names_of(places, language):
    names = {country_name(place.country, language) if place.country else place.name for place in places}
    return sorted(names, key=lambda name: sort_key(name, language))
