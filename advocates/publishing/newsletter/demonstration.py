"""Two made-up newsletters for trying it out: one that stands in the archive, one that waits for a second person."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter import actions
from advocates.publishing.newsletter.tasks import renew

WORDS = {
    "en": (
        "Demonstration newsletter: a lighthouse for every island",
        "This newsletter is **made up**, so that you can see how one looks. Nobody has received it, and nothing that "
        "it says has happened.\n\nThe demonstration groups of five empty islands met by the light of a lamp. They "
        "agreed on the colour of the lamp.",
    ),
    "es": (
        "Boletín de demostración: un faro para cada isla",
        "Este boletín es **inventado**, para que vea qué aspecto tiene uno. Nadie lo ha recibido y nada de lo que dice "
        "ha ocurrido.\n\nLos grupos de demostración de cinco islas vacías se reunieron a la luz de una lámpara. Se "
        "pusieron de acuerdo en el color de la lámpara.",
    ),
    "ar": (
        "نشرة تجريبية: منارة لكل جزيرة",
        "هذه النشرة **مختلَقة** لكي ترى كيف تبدو النشرات. لم يتلقّها أحد، ولم يحدث شيء مما تقوله.\n\nاجتمعت المجموعات "
        "التجريبية لخمس جزر خالية على ضوء مصباح، واتفقت على لون المصباح.",
    ),
}


def make_newsletters(printed: Mapping[str, Mapping[str, str]]) -> None:
    """By the demonstration's editor; a second time nothing is made."""
    editor = Person.objects.get(email=printed["editor"]["email"])
    if Newsletter.objects.exists():
        return
    begun(editor, *WORDS)
    left = Newsletter.objects.get()
    with transaction.atomic():
        left.versions.update(sent_at=timezone.now())
        Newsletter.objects.filter(pk=left.pk).update(
            state=Newsletter.State.SENT, first_sent_at=timezone.now(), planned_for=None
        )
        renew()
    actions.hand_in(actor=editor, newsletter=begun(editor, "en"), planned_for=None)


def begun(editor, *languages):
    """A draft in these languages."""
    made = actions.begin(actor=editor, language=languages[0])
    for language in languages[1:]:
        actions.add_language(actor=editor, newsletter=made, language=language, pages=())
    for version in made.versions.select_related("newsletter"):
        subject, opening = WORDS[version.language]
        made.refresh_from_db()
        words = {"subject": subject, "opening": opening}
        actions.write(actor=editor, version=version, base=made.revision, words=words, pages=())
    return made
