"""The name of a page in its address: letters of every script, as Wagtail makes it of a title."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Named(StringConverter):
    """Django's own `slug` knows the letters of English alone."""

    regex = r"[-\w]+"


register_converter(Named, "named")
