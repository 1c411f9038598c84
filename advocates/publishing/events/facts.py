"""What is so in every language of an event: when, in which country, at which address, whether it takes place.

Who publishes one language with other facts changes them in all of them at once. The words of the others stay; they
are older then, as any translation.
"""

from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState
from wagtail.signals import page_published

from advocates.publishing.events import timing
from advocates.publishing.models.translating import PlannedLaunch, Significance

# What belongs together is taken over together, so that no event ends before it begins.
GROUPS = (
    ("starts_on", "starts_time", "ends_on", "ends_time", "zone"),
    ("address", "country", "is_online", "online_url"),
    ("registration_url",),
    ("languages",),
    ("change",),
)
FACTS = tuple(name for group in GROUPS for name in group)
# How it is called in the history of a page.
TAKEN_OVER = "publishing.facts"


def facts_of(event, names=FACTS):
    return {name: getattr(event, name) for name in names}


def new_in(event, before):
    """Names of the facts that are others than before, with those that belong to them."""
    now = facts_of(event)
    return [name for group in GROUPS if any(now[each] != before[each] for each in group) for name in group]


def spread(event, before, *, actor, together=()):
    """Called when an event was published: `before` is how the page stood. The other languages take over what is new.

    Drafts take it over too, so that none brings back what was. A language that was not public itself before follows
    the others in everything that it does not change. Pages that go live `together` say the same already.
    """
    new = new_in(event, facts_of(before))
    if not event.live or (before.live and not new):
        return
    same = type(event).objects.filter(translation_key=event.translation_key, alias_of=None)
    others = list(same.exclude(pk__in=[event.pk, *together]).select_for_update().order_by("pk"))
    public = sorted(
        (each for each in others if each.live), key=lambda each: each.pk != event.translated_from_id
    )
    if public and not before.live:
        take_over(event, public[0], [name for name in FACTS if name not in new], actor=actor)
    for other in others:
        take_over(other, event, new, actor=actor)


def take_over(event, told, names, *, actor):
    """Give a page the facts of another language, with a note in its history.

    What is public becomes a new version. Where a draft waits, it stays the newest one and public and draft are
    rewritten: the forms that are open on it say then that somebody has saved it.
    """
    new = facts_of(told, names)
    if new == facts_of(event, names):
        return
    for name, value in new.items():
        setattr(event, name, value)
    if not event.place and not event.is_online:
        event.place = told.place
    timing.set_moments(event)
    if event.live and event.latest_revision_id == event.live_revision_id:
        # Nothing of it is to be translated.
        event.significance = Significance.MINOR
        event.live_revision = event.save_revision(user=actor, clean=False)
        event.has_unpublished_changes = False
    else:
        rewrite(event, names)
    if event.live:
        event.last_published_at = timezone.now()
    event.save(clean=False)
    note = {"data": {"page": told.pk}, "revision": event.live_revision, "content_changed": True}
    log(instance=event, action=TAKEN_OVER, user=actor, **note)
    if event.live:
        page_published.send(sender=type(event), instance=event, revision=event.live_revision)
        event.update_aliases(revision=event.live_revision)


def rewrite(event, names):
    """Write the facts into the versions of a page that somebody may still publish."""
    told = event.serializable_data()
    for revision in waiting(event):
        revision.content.update({name: told[name] for name in names})
        if revision.pk == event.latest_revision_id:
            revision.created_at = event.latest_revision_created_at = timezone.now()
        revision.save(update_fields=["content", "created_at"])


def waiting(event):
    """What is public, the newest draft, and what goes live by itself or when somebody approves it."""
    launches = PlannedLaunch.objects.filter(page__translation_key=event.translation_key)
    planned = {key for launch in launches for key in launch.revisions}
    keys = planned | {event.live_revision_id, event.latest_revision_id}
    checked = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    return Revision.objects.for_instance(event).filter(
        Q(pk__in=keys - {None}) | Q(approved_go_live_at__isnull=False) | Q(pk__in=checked)
    )


def agree(source, revisions):
    """What goes live together says the same facts: those of the page itself."""
    own = next((each.as_object() for each in revisions if each.object_id == str(source.pk)), source)
    told = own.serializable_data()
    for revision in revisions:
        revision.content.update({name: told[name] for name in FACTS})
        revision.save(update_fields=["content"])
        revision.together = [int(each.object_id) for each in revisions]
