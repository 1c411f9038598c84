"""Sources are read one by one in the background: asked outside of any transaction, written down afterwards.

What fails leaves everything as it was, and the reason with the source. A slow or broken source holds up no other.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from advocates.core import generations, jobs
from advocates.core.fetch_failures import FetchFailed
from advocates.publishing.models import Found, Source, Trial, TrialPlace
from advocates.publishing.taking_in import feeds, register
from advocates.publishing.taking_in.failures import NotRead
from advocates.publishing.trials.countries import code_of

EVERY = 600
PAUSES = {Source.Kind.FEED: timedelta(hours=1), Source.Kind.TRIALS: timedelta(hours=12)}
LONGEST_PAUSE = timedelta(days=1)
# Behind everything that somebody waits for.
PRIORITY = -10
AT_ONCE = 500


@jobs.every(seconds=EVERY)
def read_sources():
    """Have each source that is due read; returns how many."""
    due = list(Source.objects.due(timezone.now()).values_list("pk", "next_at"))
    for pk, next_at in due:
        jobs.enqueue(read_source, unique_key=f"source-{pk}-{next_at:%s}", priority=PRIORITY, source_id=pk)
    return len(due)


@jobs.job
def read_source(source_id):
    """Read one source now; returns why it could not be read, or how many things are new."""
    source = Source.objects.filter(pk=source_id, stopped_at=None).first()
    if source is None:
        return ""
    try:
        found = (register if source.is_of_trials else feeds).read(source)
    except (FetchFailed, NotRead) as failure:
        note_failure(source, failure.reason)
        return failure.reason
    return str(keep_trials(source, found) if source.is_of_trials else keep(source, found))


def note_failure(source, reason):
    """Say why; it is asked again later, and later each time."""
    now, failures = timezone.now(), source.failures + 1
    pause = min(PAUSES[source.kind] * 2 ** min(failures - 1, 6), LONGEST_PAUSE)
    Source.objects.filter(pk=source.pk).update(
        failure=reason, failing_since=source.failing_since or now, failures=failures, next_at=now + pause
    )


def note_success(source, now, **fields):
    Source.objects.filter(pk=source.pk).update(
        read_at=now,
        failure="",
        failing_since=None,
        failures=0,
        next_at=now + PAUSES[source.kind],
        etag=source.etag,
        last_modified=source.last_modified,
        **fields,
    )


def keep(source, found):
    """Write down what was not known; what is known is marked as listed still."""
    now = timezone.now()
    with transaction.atomic():
        if found is None:
            note_success(source, now)
            return 0
        added = write(source, found, now)
        note_success(source, now, listed_at=now)
        return added


def write(source, found, now):
    """Each thing once, whatever its source calls it and wherever it stands twice."""
    known = Found.objects.filter(source=source)
    before = known.count()
    Found.objects.bulk_create(found, ignore_conflicts=True)
    known.filter(key__in=[each.key for each in found]).update(listed_at=now)
    return known.count() - before


def keep_trials(source, studies):
    """Put what the register says now in the place of what it said before; new trials are told to the editors."""
    now = timezone.now()
    with transaction.atomic():
        mine = Trial.objects.filter(source=source)
        known = set(mine.values_list("nct_id", flat=True))
        mine.delete()
        trials = Trial.objects.bulk_create((trial_of(source, study) for study in studies), batch_size=AT_ONCE)
        TrialPlace.objects.bulk_create(places_of(trials, studies), batch_size=AT_ONCE)
        # The first time everything is new, and so nothing.
        new = [study for study in studies if study.nct_id not in known] if source.read_at else []
        added = write(source, [found_of(source, study, now) for study in new], now)
        note_success(source, now, listed_at=now)
        generations.bump_on_commit("pages")
    return added


def trial_of(source, study):
    return Trial(
        source=source,
        nct_id=study.nct_id,
        title=study.title,
        status=study.status,
        phases=study.phases,
        sponsor=study.sponsor,
        updated_on=study.updated_on,
    )


def places_of(trials, studies):
    for trial, study in zip(trials, studies, strict=True):
        for name, cities in study.places.items():
            yield TrialPlace(trial=trial, country=code_of(name), name=name, cities=cities)


def found_of(source, study, now):
    link = Trial(nct_id=study.nct_id).address
    return Found(
        source=source,
        key=feeds.digest(study.nct_id),
        link_key=feeds.digest(link),
        title=study.title[:300],
        link=link,
        excerpt=study.sponsor,
        lang="en",
        found_at=now,
        listed_at=now,
    )
