"""Mail to who began a topic: that it was moved, locked, split or merged. Its title only where mail may say it."""

from typing import Any

from django.conf import settings

from advocates.accounts.models import Person
from advocates.core import outbox
from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.forum.models import Topic

CHANGED = "forum.topic_changed"
DEEDS = ("locked", "moved", "split", "merged")


def register_all() -> None:
    """Called when the app is ready."""
    outbox.register_purpose(outbox.Purpose(CHANGED, may_send=may_send, compose=compose))


def tell_author(topic: Topic, actor: Person, deed: str) -> None:
    """Part of the transaction of the deed; nobody is told what they did themselves."""
    person = topic.person
    if person is None or person.pk == actor.pk:
        return
    ids = {"topic": topic.pk, "person": person.pk, "deed": DEEDS.index(deed)}
    outbox.send_later_many(CHANGED, [outbox.Recipient(person.email, person.language, ids)])


def may_send(mail: Mail) -> bool:
    found = Person.objects.filter(pk=mail.about.get("person"), is_active=True)
    return found.filter(email=mail.recipient).exists()


def compose(mail: Mail) -> outbox.Composed:
    """What happened; a title and a link for who may read it where it is now, and where mail may say it."""
    viewer = viewer_for(Person.objects.get(pk=mail.about["person"]))
    found = Topic.objects.visible_to(viewer).select_related("space").filter(pk=mail.about["topic"])
    topic = found.first()
    is_told = topic is not None and not topic.is_kept_on_site and not topic.space.is_silent
    context: dict[str, Any] = {
        "deed": DEEDS[mail.about["deed"]],
        "title": topic.title if topic is not None and is_told else "",
        "url": f"{settings.SITE_URL}/members/forum/t/{topic.public_id}/" if topic is not None else "",
    }
    return outbox.rendered(
        "forum/email/topic_changed", mail.language, context, recipient=mail.recipient, purpose=mail.purpose
    )
