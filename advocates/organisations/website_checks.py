"""Websites of published entries are looked at once a week; what is broken becomes a task of the office.

Politely: a few at a time, each host once, robots.txt respected, little read. Nothing of it is shown in public, and
no check changes an entry. The network is asked outside of any transaction; what was seen is written afterwards.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from advocates.core import fetch, installation, jobs
from advocates.core.fetch_failures import FetchFailed
from advocates.core.viewer import VISITOR
from advocates.organisations import tasks
from advocates.organisations import website_signs as signs
from advocates.organisations.models import Organisation, Task, WebsiteCheck
from advocates.organisations.website_signs import Finding

logger = logging.getLogger(__name__)

Outcome = WebsiteCheck.Outcome
INTERVAL = timedelta(days=7)
# A little less than a week: the second check may come some hours earlier in the week than the first.
A_WEEK_APART = timedelta(days=6)
EVERY = 900
ROUNDS_A_WEEK = 7 * 24 * 3600 // EVERY
# The worker does one thing after the other; mail must not wait for slow websites.
BATCH_SECONDS = 30
HOST_SECONDS = 60
PAGE_BYTES = 2**17
ENOUGH_FAILURES = 3


class HostIsBusy(Exception):
    """Somebody else is looking at this host at the moment; the job is tried again by itself."""


@jobs.every(seconds=EVERY)
def check_websites() -> int:
    """Look at the few websites that are due; returns how many were seen.

    None by an installation that only its own machine can reach: whoever was asked could not see who asks, nor complain.
    """
    if not installation.is_reachable():
        return 0
    forget_what_is_gone()
    seen = look_at(due(timezone.now()))
    if blames_ourselves(seen):
        logger.warning("event=website_checks_skipped reason=own_network count=%s", len(seen))
        return 0
    for organisation, finding in seen:
        record_finding(organisation=organisation, address=organisation.website, finding=finding)
    return len(seen)


@jobs.job
def check_website(organisation_id: int) -> str:
    """Look at one website now; returns what was seen."""
    organisation = checkable().filter(pk=organisation_id).first()
    if organisation is None:
        return ""
    if not is_free(organisation):
        raise HostIsBusy(signs.host_of(organisation.website))
    finding = look(organisation.website)
    record_finding(organisation=organisation, address=organisation.website, finding=finding)
    return str(finding.outcome)


def ask_for_check(organisation: Organisation) -> bool:
    """Have the worker look soon; False if it was asked for within the last minutes already."""
    slot = int(time.time()) // 300
    key = f"website-check-{organisation.pk}-{slot}"
    return jobs.enqueue(check_website, unique_key=key, organisation_id=organisation.pk) is not None


def checkable() -> QuerySet[Organisation]:
    """Entries that are shown to everybody and name a website."""
    return Organisation.objects.visible_to(VISITOR).in_directory().exclude(website="")


def due(now: datetime) -> list[Organisation]:
    """The few that have waited longest: never seen, a new address, or seen a week ago."""
    waiting = Q(website_check=None) | Q(website_check__checked_at__lte=now - INTERVAL)
    waiting |= ~Q(website=F("website_check__address"))
    few = max(5, -(-checkable().count() // ROUNDS_A_WEEK * 2))
    return list(
        checkable().filter(waiting).order_by(F("website_check__checked_at").asc(nulls_first=True), "id")[:few]
    )


def look_at(organisations: Iterable[Organisation]) -> list[tuple[Organisation, Finding]]:
    """One after the other, each host once, until the time of this round is used up."""
    until, seen = time.monotonic() + BATCH_SECONDS, []
    for organisation in organisations:
        if time.monotonic() < until and is_free(organisation):
            seen.append((organisation, look(organisation.website)))
    return seen


def is_free(organisation: Organisation) -> bool:
    """Whether nobody has asked this host within the last minute; it is ours for the next."""
    return cache.add(f"website-host:{signs.host_of(organisation.website)}", 1, HOST_SECONDS)


def look(address: str) -> Finding:
    """Ask for a website's first page, if its robots.txt lets us."""
    try:
        if not fetch.may_fetch(address):
            return Finding(Outcome.UNSURE, "robots")
        answer = fetch.fetch(
            address,
            accept=("text/html", "application/xhtml+xml", "*/*"),
            most_bytes=PAGE_BYTES,
            is_cut=True,
            follows=lambda place: signs.is_same_site(address, place),
        )
    except FetchFailed as failure:
        return signs.from_failure(failure)
    return signs.from_answer(answer)


def blames_ourselves(seen: list[tuple[Organisation, Finding]]) -> bool:
    """Whether everything failed, and so does a website that was fine: then our own network is broken, not theirs."""
    if len(seen) < ENOUGH_FAILURES or not all(finding.may_be_our_own for _who, finding in seen):
        return False
    fine = checkable().filter(website_check__outcome=Outcome.FINE)
    controls = fine.exclude(pk__in=[who.pk for who, _finding in seen]).order_by("-website_check__checked_at")[
        :2
    ]
    answers = [look(control.website) for control in controls]
    return bool(answers) and all(answer.may_be_our_own for answer in answers)


def record_finding(*, organisation: Organisation, address: str, finding: Finding) -> None:
    """Write down what was seen of an address, and open or close the office's task about it.

    Nothing is written if the entry has got another address meanwhile.
    """
    with transaction.atomic():
        current = checkable().select_for_update().filter(pk=organisation.pk, website=address).first()
        if current is None:
            return
        check = WebsiteCheck.objects.filter(organisation=current).first() or WebsiteCheck(
            organisation=current
        )
        if check.address != address:
            _begin_anew(check, address)
        _note(check, finding, timezone.now())
        _tell_office(current, check)
        check.save()


def _begin_anew(check: WebsiteCheck, address: str) -> None:
    check.address, check.reported = address, ""
    check.failures_in_a_row, check.failing_since = 0, None


def _note(check: WebsiteCheck, finding: Finding, now: datetime) -> None:
    check.outcome, check.reason, check.target = finding.outcome, finding.reason, finding.target
    check.checked_at = now
    if finding.is_failure:
        check.failures_in_a_row += 1
        check.failing_since = check.failing_since or now
    else:
        check.failures_in_a_row, check.failing_since = 0, None


def _tell_office(organisation: Organisation, check: WebsiteCheck) -> None:
    """One task for one state of things: what somebody called done comes back only when it is another one."""
    if check.outcome == Outcome.FINE:
        check.reported = ""
        tasks.close_by_itself(organisation=organisation, kind=Task.Kind.WEBSITE)
    elif is_worth_a_task(check) and check.reported != check.outcome:
        check.reported = check.outcome
        tasks.open_task(organisation=organisation, kind=Task.Kind.WEBSITE, detail=check.outcome)


def is_worth_a_task(check: WebsiteCheck) -> bool:
    """Parked and moved at once; silence only when it is still there a week later; doubt never."""
    if check.outcome == Outcome.DEAD and check.failing_since is not None:
        return check.failures_in_a_row >= 2 and check.checked_at - check.failing_since >= A_WEEK_APART
    return check.outcome in {Outcome.PARKED, Outcome.MOVED}


def forget_what_is_gone() -> None:
    """Entries that are not shown any more, or have no website or another one, leave no check and no task behind."""
    old = WebsiteCheck.objects.exclude(organisation__in=checkable(), address=F("organisation__website"))
    for check in old.select_related("organisation")[:200]:
        with transaction.atomic():
            tasks.close_by_itself(organisation=check.organisation, kind=Task.Kind.WEBSITE)
            check.delete()
