"""The worker tells people of what was recorded in the stream; opening the newsletter reads its notices."""

from advocates.accounts.roles import holders_of
from advocates.accounts.views.own import person_of
from advocates.core.viewer import Role
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Notice, Urgency
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter.notices.sentences import APPROVED, EMPTIED, NEWSLETTER, REFUSED, WAITS


def tell_of_waiting(entry):
    """It was handed in, or its time was missed: those of the staff who have not written in it may approve it."""
    newsletter = Newsletter.objects.waiting().filter(pk=entry.target_id).first()
    if newsletter is not None:
        staff = set(holders_of(Role.STAFF).values_list("pk", flat=True))
        tell(WAITS, newsletter, entry, staff - writers_of(newsletter))


def tell_of_approval(entry):
    tell_writers(APPROVED, entry)


def tell_of_refusal(entry):
    tell_writers(REFUSED, entry)


def tell_of_nothing_left(entry):
    """At once, also where word of the approval has not been read yet: they take it for sent."""
    tell_writers(EMPTIED, entry, Urgency.AT_ONCE)


def tell_writers(kind, entry, urgency=Urgency.WISH):
    newsletter = Newsletter.objects.filter(pk=entry.target_id).first()
    if newsletter is not None:
        tell(kind, newsletter, entry, writers_of(newsletter) - {entry.actor_id}, urgency)


def writers_of(newsletter):
    return set(newsletter.writers.values_list("pk", flat=True))


def tell(kind, newsletter, entry, people, urgency=Urgency.WISH):
    """Each time anew, so a newsletter that comes back and is handed in again is news again."""
    ended = Notice.objects.filter(about=NEWSLETTER, about_id=newsletter.pk, urgency=Urgency.SITE)
    silent = set(ended.values_list("person", flat=True))
    news = News(kind, NEWSLETTER, newsletter.pk, entry.pk, number=newsletter.revision)
    telling.tell(news, {each: Urgency.SITE if each in silent else urgency for each in people})


def stop(person_id, newsletter_id):
    """No more mail about a newsletter. What somebody was told of it, read or not, keeps that in mind."""
    told = Notice.objects.filter(person=person_id, about=NEWSLETTER, about_id=newsletter_id)
    told.update(urgency=Urgency.SITE)


def seen(request, newsletter):
    """Whoever has it before them has read what they were told of it."""
    if is_ringing(request, NEWSLETTER, newsletter.pk):
        telling.read_about(person=person_of(request), about=NEWSLETTER, about_id=newsletter.pk)
        quieten(request, NEWSLETTER, newsletter.pk)
