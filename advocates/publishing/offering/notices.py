"""Whoever handed a translation in is told what became of it; opening its page reads that."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.views.own import person_of
from advocates.core import stream
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Urgency
from advocates.notifications.sources import Piece, Source, Wording, register
from advocates.publishing.models import KnowledgeArticle, OfferedTranslation

OFFER = "publishing.offer"
TAKEN, RETURNED = f"{OFFER}.taken", f"{OFFER}.returned"


def tell(entry):
    """Its maker, once."""
    offer = OfferedTranslation.settled(entry.target_id).first()
    if offer is not None and offer.made_by_id not in {None, entry.actor_id}:
        telling.tell(News(entry.kind, OFFER, offer.pk, offer.pk), {offer.made_by_id: Urgency.WISH})


def stop(person_id, offer_id):
    """No more mail about it; nobody is told twice."""
    telling.silence(person_id=person_id, about=OFFER, about_id=offer_id)


def seen(request, offers):
    """Whoever has the answer before them has read what they were told of it."""
    for offer in offers:
        if is_ringing(request, OFFER, offer.pk):
            telling.read_about(person=person_of(request), about=OFFER, about_id=offer.pk)
            quieten(request, OFFER, offer.pk)


def standing():
    """As long as it is kept."""
    return Q(Exists(OfferedTranslation.settled(OuterRef("about_id"))))


def pieces(viewer, notices):
    """One statement, however many there are; of an article that the reader may not see any more nothing is said."""
    found = OfferedTranslation.objects.visible_to(viewer).filter(pk__in={each.about_id for each in notices})
    known = found.select_related("page__locale").in_bulk()
    readable = set(
        KnowledgeArticle.objects.visible_to(viewer)
        .filter(pk__in={offer.page_id for offer in known.values()})
        .values_list("pk", flat=True)
    )
    return [
        piece(notice, known[notice.about_id])
        for notice in notices
        if notice.about_id in known and known[notice.about_id].page_id in readable
    ]


def piece(notice, offer):
    return Piece(
        notice=notice,
        title=offer.page.title,
        title_lang=offer.page.language,
        by="",
        organisation="",
        text=offer.reason,
        html="",
        lang=offer.reason_lang,
        path=reverse(
            "publishing_members:knowledge_translate_into", args=[offer.page.public_id, offer.language]
        ),
        at=notice.at,
        is_silent=False,
    )


def taken(told):
    return _("The editors have taken your translation of “%(title)s” into a draft") % said(told)


def returned(told):
    return _("The editors cannot use your translation of “%(title)s” as it is") % said(told)


def said(told):
    # Isolated, so that a title in another direction does not turn the sentence round.
    return {"title": f"\u2068{told[-1].title}\u2069"}


def register_all():
    """Called when the app is ready."""
    for kind in (TAKEN, RETURNED):
        stream.follow(kind, tell)
    register(
        Source(
            about=OFFER,
            sentences={TAKEN: taken, RETURNED: returned},
            pieces=pieces,
            standing=standing,
            stop=stop,
            wording=Wording(
                template="publishing/checking/emails/told",
                stop=gettext_lazy("No more mail about this translation"),
            ),
        )
    )
