"""E-mail addresses in the one form in which they are stored and compared."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def canonical_address(text: str) -> str:
    """Trimmed and in lower case. Letters beyond ASCII stay as they are, so that they equal nothing stored.

    Databases and Python fold such letters differently (Turkish dotted and dotless i, German sharp s): a folded
    look-alike must never find another person's account.
    """
    text = text.strip()
    return text.lower() if text.isascii() else text


# Mailboxes that several people read. Mail may go there; an account is one person's. Not admin@ and staff@: where one
# person runs a group or a site, these are theirs.
SHARED = frozenset(
    {
        "abuse", "administracion", "administration", "advocacy", "all", "association",
        "board", "buero", "bureau", "committee", "contact", "contacto", "contactus", "contato", "contatto",
        "correo", "donate", "donations", "email", "enquiries", "enquiry", "feedback", "foundation", "general",
        "hello", "help", "helpdesk", "helpline", "hola", "hostmaster", "info", "informacion", "information",
        "infos", "inquiries", "kontakt", "mail", "mailbox", "media", "members", "membership", "news", "newsletter",
        "no-reply", "noreply", "office", "oficina", "post", "postmaster", "presidencia", "president", "press",
        "presse", "reception", "sales", "secretaria", "secretariat", "secretary", "sekretariat", "service",
        "support", "team", "verein", "volunteer", "volunteers", "vorstand", "webmaster", "welcome",
    }
)  # fmt: skip


def is_shared(address: str) -> bool:
    """Whether the part before the @ names a desk and no person; what follows a plus sign does not count."""
    return address.partition("@")[0].partition("+")[0].lower() in SHARED


def validate_personal(value: str) -> None:
    """Nobody signs in by a mailbox that several people read: nobody could say who has acted."""
    if is_shared(value):
        raise ValidationError(
            _("Use an address of your own. This one looks like a mailbox that several people read."),
            code="address_shared",
        )


def validate_address(value: str) -> None:
    """Only ASCII is stored: Django's own check admits four look-alike letters, among them the Turkish ones."""
    if not value.isascii():
        raise ValidationError(
            _("Write the e-mail address with the letters a to z, without accents."), code="address_not_ascii"
        )
