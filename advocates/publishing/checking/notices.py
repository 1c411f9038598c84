"""The writers of an article are told what somebody outside said of it; opening the list of its links reads that."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.views.own import person_of
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Urgency
from advocates.notifications.sources import Piece, Source, Wording
from advocates.publishing import medical
from advocates.publishing.models import DraftLook

LOOK = "publishing.draft"
CHECKED, REMARKED = f"{LOOK}.checked", f"{LOOK}.remarked"


def tell(entry):
    """Whoever wrote in the page since it was published last, and whoever made the link; once a look."""
    look = DraftLook.told_of(entry.target_id)
    if look is None:
        return
    people = {*medical.since(look.page).values_list("user", flat=True), look.made_by_id} - {None}
    telling.tell(News(entry.kind, LOOK, look.pk, look.pk), dict.fromkeys(people, Urgency.WISH))


def stop(person_id, look_id):
    """No more mail about a draft; nobody is told twice of one answer."""
    telling.silence(person_id=person_id, about=LOOK, about_id=look_id)


def seen(request, looks):
    """Whoever has the answers before them has read what they were told of them."""
    for look in looks:
        if is_ringing(request, LOOK, look.pk):
            telling.read_about(person=person_of(request), about=LOOK, about_id=look.pk)
            quieten(request, LOOK, look.pk)


def standing():
    """As long as nobody has dealt with it."""
    return Q(Exists(DraftLook.still_open(OuterRef("about_id"))))


def pieces(viewer, notices):
    """One statement, however many there are; only for who still writes here."""
    looks = DraftLook.objects.visible_to(viewer).filter(pk__in={notice.about_id for notice in notices})
    known = looks.select_related("page__locale").in_bulk()
    return [piece(notice, known[notice.about_id]) for notice in notices if notice.about_id in known]


def piece(notice, look):
    return Piece(
        notice=notice,
        title=look.page.draft_title,
        title_lang=look.page.locale.language_code,
        by=look.name,
        organisation="",
        text=look.remark,
        html="",
        lang=look.language,
        path=reverse("publishing_checking:draft_links", args=[look.page_id]),
        at=notice.at,
        is_silent=False,
    )


def checked(told):
    return _("%(name)s has checked “%(title)s” and found it right") % said(told)


def remarked(told):
    return _("%(name)s has found something in “%(title)s” that is not right") % said(told)


def said(told):
    # Isolated, so that words in another direction do not turn the sentence round.
    return {"name": f"\u2068{told[-1].by}\u2069", "title": f"\u2068{told[-1].title}\u2069"}


def source():
    """For the list of notices, the bell and the mails."""
    return Source(
        about=LOOK,
        sentences={CHECKED: checked, REMARKED: remarked},
        pieces=pieces,
        standing=standing,
        stop=stop,
        wording=Wording(
            template="publishing/checking/emails/told", stop=gettext_lazy("No more mail about this draft")
        ),
    )
