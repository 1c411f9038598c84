"""Deeds on newsletters, up to the moment at which they leave. Each checks, writes and records in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import installation, stream
from advocates.publishing.models import Newsletter, NewsletterItem, NewsletterVersion
from advocates.publishing.newsletter import letters, picking, refusals

UNDO = timedelta(minutes=10)
# So long after the first language a further one may follow; later the lines by which nobody gets two are gone.
FOLLOWS = timedelta(days=30)
State = Newsletter.State


def begin(*, actor, language):
    """A new newsletter with one empty version."""
    with transaction.atomic():
        made = Newsletter.objects.create()
        made.writers.add(actor)
        made.versions.create(language=language)
        stream.record("publishing.newsletter.begun", made, actor=actor)
    return made


def add_language(*, actor, newsletter, language, pages):
    """A further version, which begins with these articles. One that has left becomes a draft again for it."""
    with transaction.atomic():
        current = locked(newsletter)
        if current.state == State.SENT:
            refuse_when_late(current)
            current.state, current.handed_in_by, current.approved_by = State.DRAFT, None, None
        refuse_unless_draft(current)
        version, is_new = NewsletterVersion.objects.get_or_create(newsletter=current, language=language)
        if is_new:
            put(version, pages)
            changed(current, actor)
            stream.record("publishing.newsletter.changed", current, actor=actor, language=language)
    return version


def refuse_when_late(newsletter):
    if newsletter.first_sent_at < timezone.now() - FOLLOWS:
        raise refusals.TooLate(
            _("This newsletter was sent more than 30 days ago. Write a new one in the other language.")
        )


def write(*, actor, version, base, words, pages):
    """Change a version: subject and opening, and its articles in their order. Raises `ChangedMeanwhile`."""
    with transaction.atomic():
        current = locked(version.newsletter)
        refuse_unless_draft(current, version)
        if current.revision != base:
            raise refusals.ChangedMeanwhile(
                _(
                    "Somebody else has changed this newsletter since you opened it. Your text is still here: copy it, "
                    "open the newsletter anew, and put it in."
                )
            )
        NewsletterVersion.objects.filter(pk=version.pk).update(**words)
        version.items.all().delete()
        put(version, pages)
        changed(current, actor)
        stream.record("publishing.newsletter.changed", current, actor=actor, language=version.language)


def put(version, pages):
    """The articles of a version, in this order."""
    rows = [NewsletterItem(version=version, page_id=page, place=place) for place, page in enumerate(pages, 1)]
    NewsletterItem.objects.bulk_create(rows)


def remove_language(*, actor, version):
    """A version that has not left goes; without any version the newsletter goes, too. Returns whether it did."""
    with transaction.atomic():
        current = locked(version.newsletter)
        refuse_unless_draft(current, version)
        version.delete()
        stream.record("publishing.newsletter.removed", current, actor=actor, language=version.language)
        if not current.versions.exists():
            current.delete()
            return True
        changed(current, actor)
        if not current.versions.unsent().exists():
            Newsletter.objects.filter(pk=current.pk).update(state=State.SENT)
    return False


def hand_in(*, actor, newsletter, planned_for):
    """It waits for somebody else now. Raises `NotReady`."""
    refuse_too_long(newsletter.versions.unsent().select_related("newsletter"))
    with transaction.atomic():
        current = locked(newsletter)
        refuse_unless_draft(current)
        versions = list(current.versions.unsent().prefetch_related("items"))
        refuse_unless_ready(versions, max(timezone.now(), planned_for or timezone.now()))
        current.handed_in_by, current.handed_in_at = actor, timezone.now()
        current.state, current.planned_for, current.missed_at = State.WAITING, planned_for, None
        current.refused_by, current.refused_at, current.refusal, current.refusal_lang = None, None, "", ""
        current.save()
        current.writers.add(actor)
        stream.record("publishing.newsletter.handed_in", current, actor=actor)


def refuse_unless_ready(versions, moment):
    """What leaves at a moment has something to say then."""
    if not versions:
        raise refusals.NotReady(_("There is nothing in it that was not sent yet. Add a language."))
    for version in versions:
        if not version.subject:
            raise refusals.NotReady(
                _("The version in %(language)s has no subject.") % {"language": version.language_name}
            )
        if not picking.says_something(version, moment):
            raise refusals.NotReady(
                _(
                    "The version in %(language)s is empty: write an opening, or choose an article or an event that is "
                    "not over before it leaves."
                )
                % {"language": version.language_name}
            )


def refuse_too_long(versions):
    """Drawn before the transaction, which is short."""
    for version in versions:
        if (weight := letters.weight_of(version)) > letters.MOST_BYTES:
            raise refusals.NotReady(
                _(
                    "The version in %(language)s has %(size)d kB, and large mailboxes show %(most)d: its end would be "
                    "hidden. Shorten the opening, or take articles out."
                )
                % {
                    "language": version.language_name,
                    "size": weight // 1000,
                    "most": letters.MOST_BYTES // 1000,
                }
            )


def approve(*, actor, newsletter, revision):
    """A second person has read this revision; it leaves in ten minutes, or when it is planned for, if that is later.

    Whether the person may approve it at all is `policies.can_approve`.
    """
    if not installation.is_reachable():
        raise refusals.NotReachable(
            _(
                "Only this machine can open the site, so nobody could follow the links of a newsletter. "
                "Set SITE_URL first."
            )
        )
    with transaction.atomic():
        current = locked(newsletter)
        refuse_unless_read(current, revision)
        current.leaves_at = max(timezone.now() + UNDO, current.planned_for or timezone.now())
        refuse_unless_ready(current.versions.unsent(), current.leaves_at)
        current.state, current.approved_by = State.APPROVED, actor
        current.save()
        stream.record("publishing.newsletter.approved", current, actor=actor)


def refuse(*, actor, newsletter, revision, reason, language):
    """A second person has read this revision and says in a language what must be changed: a draft again.

    Whether the person may refuse it is `policies.can_approve`; its writers are told.
    """
    with transaction.atomic():
        current = locked(newsletter)
        refuse_unless_read(current, revision)
        current.state, current.refused_by, current.refused_at = State.DRAFT, actor, timezone.now()
        current.refusal, current.refusal_lang = reason, language
        current.save()
        stream.record("publishing.newsletter.refused", current, actor=actor)


def refuse_unless_read(newsletter, revision):
    if newsletter.state != State.WAITING:
        raise refusals.NotWaiting(_("This newsletter does not wait for approval, or not any more."))
    if newsletter.revision != revision:
        raise refusals.ChangedMeanwhile(_("It was changed after you opened it. Read it once more."))


def take_back(*, actor, newsletter):
    """A draft again: from waiting, or from approved as long as no worker has begun. Raises `TooLate`."""
    with transaction.atomic():
        current = locked(newsletter)
        if current.state not in (State.WAITING, State.APPROVED):
            raise refusals.TooLate(
                _("It is a draft already, or it has begun to leave and cannot be stopped.")
            )
        current.state, current.leaves_at, current.approved_by = State.DRAFT, None, None
        current.save()
        stream.record("publishing.newsletter.taken_back", current, actor=actor)


def locked(newsletter):
    """The row as it is now, for nobody else to change."""
    return Newsletter.objects.select_for_update().get(pk=newsletter.pk)


def changed(newsletter, actor):
    newsletter.revision += 1
    newsletter.save()
    newsletter.writers.add(actor)


def refuse_unless_draft(newsletter, version=None):
    if newsletter.state != State.DRAFT or (version is not None and version.sent_at is not None):
        raise refusals.NotADraft(
            _("This newsletter waits, leaves or has left. Take it back first, if it has not left yet.")
        )
