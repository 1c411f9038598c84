"""What editors put into the three places to start from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from advocates.publishing.blocks import Target

MOST_LINKS = 5


class Start(blocks.StructBlock):
    """A sentence, and pages of this site or of the groups to read first."""

    text = blocks.TextBlock(label=_("One sentence"), required=False, max_length=200, rows=2)
    links = blocks.ListBlock(Target(), label=_("Links"), min_num=0, max_num=MOST_LINKS, default=[])


class Starts(blocks.StreamBlock):
    """Each place once."""

    told = Start(label=_("I have just been told"), icon="help")
    caring = Start(label=_("I care for somebody"), icon="user")
    leading = Start(label=_("I lead a group"), icon="group")

    class Meta:
        required = False
        block_counts = {name: {"max_num": 1} for name in ("told", "caring", "leading")}
