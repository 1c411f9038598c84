"""The code of conduct that is valid now, in the language that somebody reads."""

from django.conf import settings
from django.db import transaction

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.organisations.models import CodeOfConduct


def current(language: str) -> CodeOfConduct | None:
    """The newest version: in this language, else in English, else in the one it was written in first."""
    newest = CodeOfConduct.objects.first()
    if newest is None:
        return None
    texts = {code.lang: code for code in CodeOfConduct.objects.filter(version=newest.version)}
    return (
        texts.get(language)
        or texts.get(settings.LANGUAGE_CODE)
        or texts[min(texts, key=lambda lang: texts[lang].pk)]
    )


def publish_code(*, actor: Person | None, version: str, lang: str, text: str) -> CodeOfConduct:
    """Make a version the one that applicants accept from now on, or add a language to the newest; recorded."""
    html = markup.render(text)
    with transaction.atomic():
        made = CodeOfConduct.objects.create(
            version=version, lang=lang, text=text, html=html, published_by_id=actor.pk if actor else None
        )
        stream.record("organisations.code.published", made, actor=actor)
    return made
