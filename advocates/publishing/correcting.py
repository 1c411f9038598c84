"""What those are told of a correction who follow from elsewhere: it would reach nobody who has read already."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing


def told(correction, corrected_on):
    """What was wrong and what is right, in plain words; empty where nothing was corrected."""
    words = " ".join(get_text_for_indexing(correction).split())
    if not words:
        return ""
    if corrected_on is None:
        return f"{_('Corrected')}. {words}"
    return f"{_('Corrected on %(day)s') % {'day': date_format(corrected_on, 'DATE_FORMAT')}}. {words}"
