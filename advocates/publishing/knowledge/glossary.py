"""Words of a text that not everybody knows."""

from wagtail.rich_text import get_text_for_indexing

from advocates.core.folding import words
from advocates.publishing.models.readers import GlossaryTerm


def explained_in(article):
    """The words of the glossary of its language that stand in an article, in the order of the alphabet."""
    terms = list(GlossaryTerm.objects.filter(locale_id=article.locale_id))
    if not terms:
        return []
    stream = article.body
    texts = [str(text) for text in stream.stream_block.get_searchable_content(stream)] if stream else []
    said = padded(" ".join([article.summary, *(get_text_for_indexing(text) for text in texts)]))
    return [term for term in terms if any(padded(form) in said for form in term.forms)]


def padded(text):
    """Folded words with a space on each side, so that only whole words are found."""
    return f" {' '.join(words(text))} "
