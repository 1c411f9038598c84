"""What has changed in a page between two revisions, paragraph by paragraph and word by word."""

from advocates.publishing.languages.paragraphs import paragraphs_of
from advocates.wiki import difference

BETWEEN = "\n\n"


def changed(before, now):
    """The rows of the difference that are not the same on both sides."""
    texts = (BETWEEN.join(each.text for each in paragraphs_of(page)) for page in (before, now))
    return [row for row in difference.compare(*texts).rows if row.change is not difference.Change.SAME]
