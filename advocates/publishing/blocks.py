"""What a page can be made of. Every block is drawn by our own components, so that no choice can break the design."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]
LINE_FEATURES = ["bold", "italic", "link"]
LINK_SCHEMES = ("http://", "https://", "mailto:", "/")


def _template(name):
    return f"publishing/blocks/{name}.html"


class Heading(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    class Meta:
        label, icon, template = _("Heading"), "title", _template("heading")


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said or written"), rows=3)
    source = blocks.CharBlock(label=_("Who said it, and where"), max_length=200)

    class Meta:
        label, icon, template = _("Quotation"), "openquote", _template("quote")


class Fact(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What it is"), max_length=80)
    value = blocks.RichTextBlock(label=_("Value"), features=LINE_FEATURES)

    class Meta:
        label, icon = _("Fact"), "list-ul"


class Row(blocks.StructBlock):
    cells = blocks.ListBlock(
        blocks.CharBlock(required=False, max_length=300), label=_("Cells"), min_num=1, max_num=8
    )

    class Meta:
        label, icon = _("Row"), "list-ul"


class Table(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("What the table shows"), max_length=200)
    columns = blocks.ListBlock(
        blocks.CharBlock(max_length=80), label=_("Headings of the columns"), min_num=2, max_num=8
    )
    rows = blocks.ListBlock(Row(), label=_("Rows"), min_num=1, max_num=200)

    class Meta:
        label, icon, template = _("Table"), "table", _template("table")

    def clean(self, value):
        table = super().clean(value)
        wanted = len(table["columns"])
        for number, row in enumerate(table["rows"], start=1):
            if len(row["cells"]) != wanted:
                raise blocks.StructBlockValidationError(
                    non_block_errors=ValidationError(
                        _("Row %(number)d has %(has)d cells, but the table has %(wanted)d columns.")
                        % {"number": number, "has": len(row["cells"]), "wanted": wanted}
                    )
                )
        return table


class Notice(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("info", _("Information")), ("warn", _("Warning")), ("good", _("Good news"))],
        default="info",
    )
    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES)

    class Meta:
        label, icon, template = _("Notice"), "info-circle", _template("notice")


class Target(blocks.StructBlock):
    """A link to a page of the site, or to an address; exactly one of the two."""

    label = blocks.CharBlock(label=_("Words of the link"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    address = blocks.CharBlock(label=_("Or an address"), required=False, max_length=500)

    def clean(self, value):
        link = super().clean(value)
        if bool(link["page"]) == bool(link["address"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=ValidationError(_("Choose a page, or write an address: one of the two."))
            )
        address = link["address"]
        if address and (not address.startswith(LINK_SCHEMES) or address.startswith("//")):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Write an address that starts with https:// or with /."))}
            )
        return link


class Button(Target):
    class Meta:
        label, icon, template = _("Button"), "link", _template("button")


class Picture(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        help_text=_("For people who cannot see it, and while it is not loaded."),
        max_length=250,
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)
    consent = blocks.CharBlock(
        label=_("Who in the picture has agreed, and how"),
        help_text=_("For editors. Nobody else sees it."),
        required=False,
        max_length=250,
        search_index=False,
    )

    class Meta:
        label, icon, template = _("Picture"), "image", _template("picture")


class File(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("Words of the link"), max_length=120)

    class Meta:
        label, icon, template = _("File to download"), "download", _template("file")


class Video(blocks.StructBlock):
    """A link with a still. Nothing is loaded from elsewhere until somebody follows it."""

    address = blocks.URLBlock(label=_("Address of the video"), max_length=500)
    label = blocks.CharBlock(label=_("Title of the video"), max_length=150)
    image = ImageChooserBlock(label=_("Still"), required=False)
    alt = blocks.CharBlock(label=_("What the still shows"), required=False, max_length=250)

    class Meta:
        label, icon, template = _("Video"), "media", _template("video")

    def clean(self, value):
        video = super().clean(value)
        if not video["address"].startswith(("https://", "http://")):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Write an address that starts with https://."))}
            )
        if video["image"] and not video["alt"]:
            raise blocks.StructBlockValidationError({"alt": ValidationError(_("Say what the still shows."))})
        return video


class Source(blocks.StructBlock):
    """Where something is from: in words, with an address where there is one."""

    text = blocks.CharBlock(label=_("What it is"), max_length=300)
    address = blocks.URLBlock(label=_("Address"), required=False, max_length=500)

    class Meta:
        label, icon = _("Source"), "link"

    def clean(self, value):
        source = super().clean(value)
        if source["address"] and not source["address"].startswith(("https://", "http://")):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Write an address that starts with https://."))}
            )
        return source


class Card(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400, rows=2)
    links = blocks.ListBlock(Target(), label=_("Links"), min_num=1, max_num=4)

    class Meta:
        label, icon = _("Column"), "doc-full"


class Columns(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    cards = blocks.ListBlock(Card(), label=_("Columns"), min_num=1, max_num=3)

    class Meta:
        label, icon, template = _("Ways to start, in columns"), "grip", _template("columns")


class Body(blocks.StreamBlock):
    """The blocks of a page's body."""

    heading = Heading()
    text = blocks.RichTextBlock(
        label=_("Text"), icon="pilcrow", features=TEXT_FEATURES, template=_template("text")
    )
    quote = Quote()
    facts = blocks.ListBlock(
        Fact(), label=_("Facts"), icon="list-ul", min_num=1, max_num=20, template=_template("facts")
    )
    table = Table()
    notice = Notice()
    button = Button()
    picture = Picture()
    file = File()
    video = Video()


class Sources(blocks.StreamBlock):
    """Where an article comes from."""

    source = Source()


class Related(blocks.StreamBlock):
    """What to read next."""

    link = Target(label=_("Link"), icon="link")


class Sections(Body):
    """The home page's own sections, below the finder."""

    columns = Columns()
