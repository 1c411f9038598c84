"""The document for a translator as an answer, and what came back held against the page."""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages import document, taking
from advocates.publishing.languages.paragraphs import paragraphs_of
from advocates.publishing.models import PublishedChange

TYPES = {"txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}


def document_of(source, language, kind, *, newest, translation):
    """The document as it is saved; `newest` are number and text of the source.

    What a translation says already stands in it, where its source has not changed since; None for no translation.
    """
    if kind not in TYPES:
        raise Http404
    number, now = newest
    then = taking.source_then(source, translation) if translation else None
    there = taking.kept_words(translation, now, then) if translation else {}
    lines = list(document.lines_of((source.pk, number, language), paragraphs_of(now), there))
    title = f"{now.title} → {language_own_name(language)}"
    texts = {
        "txt": lambda: "\ufeff" + document.as_text(title, hints(), lines),
        "html": lambda: document.as_html(get_language(), title, hints(), lines),
    }
    answer = HttpResponse(texts[kind](), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{source.slug[:60]}-{language}.{kind}"'
    return answer


def hints():
    """What a translator is told."""
    return [
        _(
            "Write each translation behind the number with the equals sign, as in [1=]. Leave everything else as it is."
        ),
        _("Marks like <b>…</b> or <link1>…</link1> belong around the same words in your language."),
    ]


def reported(form, source, language, *, is_published=False):
    """Hold the document against the page; what is wrong stands in the form then. None for no document.

    `is_published`: of what was never published nothing is said, not even how many paragraphs it has.
    """
    if not form.is_valid():
        return None
    filled = form.cleaned_data["filled"]
    is_known = not is_published or was_published(source, filled.revision)
    then = taking.revision_of(source, filled.revision) if filled.page == source.pk and is_known else None
    if then is None or filled.language != language:
        form.add_error(
            None,
            _("This is not a document of this page in this language. Its first line says of which it is."),
        )
        return None
    _number, newest = taking.newest_of(source)
    report = taking.report_on(filled, then, newest)
    if not report.is_fine(form.cleaned_data["with_gaps"]):
        form.add_error(
            None, _("Nothing was saved. What is wrong stands below, by the numbers of the paragraphs.")
        )
    return report


def report_of(text, source):
    """What is to be known of a document that was found fine when it was handed in; None where its source is gone."""
    filled = document.read(text)
    then = taking.revision_of(source, filled.revision)
    _number, newest = taking.newest_of(source)
    return taking.report_on(filled, then, newest) if then is not None else None


def was_published(page, revision):
    """Whether everybody who reads the page has read this revision, now or before."""
    known = PublishedChange.objects.filter(page=page.pk, revision=revision)
    return revision == (page.live_revision_id or 0) or known.exists()
