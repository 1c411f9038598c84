"""What came back from a translator, held against the page: what is missing, doubled, unknown, too long or broken."""

from dataclasses import dataclass, field

from wagtail.models import Page, Revision

from advocates.publishing.languages.paragraphs import LINES, RICH, STREAMS, paragraphs_of, with_words

# What sort of text it is, and whether it speaks of treatment: no words, and the same in every language.
MARKS = ("kind", "is_medical")


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers of paragraphs, for whoever handed it in. `changed` is no fault: the source has moved on."""

    missing: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    long: list = field(default_factory=list)
    broken: dict = field(default_factory=dict)
    changed: list = field(default_factory=list)

    def is_fine(self, with_gaps):
        """Whether a draft can be made of it."""
        faults = (self.doubled, self.unknown, self.long, self.broken)
        return not any(faults) and (with_gaps or not self.missing)


def revision_of(page, number):
    """A page as it was in a revision of its own; None for another's, and for one that is not kept any more.

    0 is what was published before there were revisions.
    """
    if not number:
        has_none = page.live and page.live_revision_id is None
        return Page.objects.get(pk=page.pk).specific if has_none else None
    found = Revision.objects.for_instance(page).filter(pk=number).first()
    return found.as_object() if found else None


def newest_of(page, is_launching=False):
    """What a translator is given, with the number of its revision: what is published.

    The draft where nothing is, or where both go live together.
    """
    if page.live and not is_launching:
        number = page.live_revision_id or 0
        return number, revision_of(page, number) or Page.objects.get(pk=page.pk).specific
    draft = page.get_latest_revision()
    return (draft.pk, draft.as_object()) if draft else (0, Page.objects.get(pk=page.pk).specific)


def same(one, other):
    """Word processors put spaces and lines where they like."""
    return " ".join(one.split()) == " ".join(other.split())


def report_on(filled, source, now):
    """`source` is the page as it was handed out, `now` as it is."""
    paragraphs = paragraphs_of(source)
    current = {each.name: each.text for each in paragraphs_of(now)}
    numbered = dict(enumerate(paragraphs, start=1))
    names = {numbered[n].name: said for n, said in filled.words.items() if n in numbered}
    wrong = with_words(source, worded(paragraphs, names))
    return Report(
        missing=[n for n, each in numbered.items() if each.name not in names],
        doubled=filled.doubled,
        unknown=sorted(set(filled.words) - set(numbered)),
        long=[n for n, each in numbered.items() if each.most and len(names.get(each.name, "")) > each.most],
        broken={n: wrong[each.name] for n, each in numbered.items() if each.name in wrong},
        changed=[n for n, each in numbered.items() if current.get(each.name) != each.text],
    )


def named(filled, paragraphs):
    """What was filled in, by the names of the paragraphs."""
    return {each.name: filled.words[n] for n, each in enumerate(paragraphs, start=1) if n in filled.words}


def worded(paragraphs, names):
    """The words to put in; what only differs from the source in its spaces is the source."""
    texts = {each.name: each.text for each in paragraphs}
    return {name: texts[name] if same(said, texts[name]) else said for name, said in names.items()}


def structured(translation, source):
    """Give a translation the blocks and the marks of its source, in place; its own words for them come afterwards.

    A line that it has not yet gets the source's words, so that its own find a place.
    """
    fields = {each.name for each in translation._meta.get_fields()}
    for name in LINES:
        if name in fields and not getattr(translation, name):
            setattr(translation, name, getattr(source, name))
    for name in (*STREAMS, *RICH, *MARKS):
        if name in fields:
            setattr(translation, name, getattr(source, name))


def kept_words(translation, source, before):
    """What a translation says already for paragraphs whose source has not changed since: by name.

    `before` is the source as it was when the translation was made; None where nobody knows.
    """
    if before is None:
        return {}
    then = {each.name: each.text for each in paragraphs_of(before)}
    now = {each.name: each.text for each in paragraphs_of(source)}
    return {
        each.name: each.text
        for each in paragraphs_of(translation)
        if each.name in now and now[each.name] == then.get(each.name)
    }


def source_then(source, translation):
    """The source as it was when a translation was made of it; None where that is not kept."""
    if translation.translated_revision is None:
        return None
    return revision_of(source, translation.translated_revision)
