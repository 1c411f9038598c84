"""What an editor of the page fills in: accounts, and links to whoever takes payments."""

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from advocates.publishing.giving.accounts import IBAN, compact, is_bic, is_iban

CURRENCIES = frozenset(list_currencies())


class Account(blocks.StructBlock):
    currency = blocks.CharBlock(
        label=_("Currency"), max_length=3, help_text=_("Three letters: EUR, CHF, BRL.")
    )
    holder = blocks.CharBlock(label=_("Account holder"), max_length=70)
    number = blocks.CharBlock(label=_("IBAN, or the number of the account"), max_length=42)
    bic = blocks.CharBlock(label=_("BIC"), required=False, max_length=11)
    bank = blocks.CharBlock(label=_("Bank"), required=False, max_length=120)
    reference = blocks.CharBlock(
        label=_("Reference"),
        required=False,
        max_length=140,
        help_text=_("What givers write into the transfer."),
    )
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=200)

    class Meta:
        label, icon = _("Bank account"), "list-ul"

    def clean(self, value):
        account = super().clean(value)
        account["currency"] = account["currency"].upper()
        errors = {}
        if account["currency"] not in CURRENCIES:
            errors["currency"] = _("There is no currency with these letters.")
        number = compact(account["number"])
        if IBAN.fullmatch(number) and not is_iban(number):
            errors["number"] = _("The check digits of this IBAN do not fit: a digit is wrong or missing.")
        if account["bic"] and not is_bic(compact(account["bic"])):
            errors["bic"] = _("A BIC has eight or eleven letters and digits.")
        if errors:
            raise blocks.StructBlockValidationError(
                {name: ValidationError(said) for name, said in errors.items()}
            )
        return account


class Provider(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Who takes the payment"), max_length=80)
    address = blocks.URLBlock(label=_("Address"), max_length=500)
    note = blocks.CharBlock(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("What it costs, and which cards it takes."),
    )

    class Meta:
        label, icon = _("Payment provider"), "link-external"

    def clean(self, value):
        provider = super().clean(value)
        if not provider["address"].startswith("https://"):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Write an address that starts with https://."))}
            )
        return provider


class Accounts(blocks.StreamBlock):
    account = Account()


class Providers(blocks.StreamBlock):
    provider = Provider()
