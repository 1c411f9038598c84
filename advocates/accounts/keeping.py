"""Classes and periods of everything that an account is made of."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.accounts.models import DataExport
from advocates.core.retention import EVERY_FIELD, DataClass, Kept, register


def register_all() -> None:
    """Called when the app is ready."""
    account = Kept(DataClass.INTERNAL, gettext_noop("life of the account"))
    secret = Kept(DataClass.HIGHEST, gettext_noop("life of the account"))
    register("accounts.Person", gettext_noop("who can sign in"), _person(account, secret))
    grant = Kept(DataClass.INTERNAL, gettext_noop("life of the account"))
    names: tuple[str, ...] = (
        "id", "public_id", "person", "role", "scope", "starts_at", "ends_at", "granted_by",
    )  # fmt: skip
    register("accounts.RoleGrant", gettext_noop("tasks that the network gave"), dict.fromkeys(names, grant))
    names = (
        "id", "public_id", "person", "starts_at", "ends_at", "proposed_by", "proposed_at", "confirmed_by", "closed_at",
    )  # fmt: skip
    register("accounts.StaffProposal", gettext_noop("who was proposed as staff"), dict.fromkeys(names, grant))
    closed = Kept(DataClass.CONFIDENTIAL, gettext_noop("life of the account"))
    names = (
        "id", "public_id", "person", "kind", "reason", "lang", "at", "closed_by", "lifted_at", "lifted_by",
        "lifted_reason", "ends_at", "appeal", "appeal_lang", "appealed_at", "answer", "answered_at", "answered_by",
    )  # fmt: skip
    register("accounts.Closure", gettext_noop("why an account was closed"), dict.fromkeys(names, closed))
    for model in ("accounts.Person_groups", "accounts.Person_user_permissions"):
        register(model, gettext_noop("rights in the back office"), {EVERY_FIELD: account})
    register("account.EmailAddress", gettext_noop("addresses, confirmed or not yet"), {EVERY_FIELD: account})
    register(
        "account.EmailConfirmation",
        gettext_noop("not used: confirmations are signed links"),
        {EVERY_FIELD: account},
    )
    register(
        "mfa.Authenticator",
        gettext_noop("passkeys, authenticator apps, recovery codes"),
        {EVERY_FIELD: secret},
    )
    _introduction(account)
    _exports()


def _exports() -> None:
    names = ("id", "public_id", "person", "asked_at", "made_at", "stored_as", "sealed_key")
    register(
        "accounts.DataExport",
        gettext_noop("everything of one person as a file, for that person"),
        dict.fromkeys(names, Kept(DataClass.HIGHEST, gettext_noop("48 hours"))),
        # A little later than the job that deletes the files, too.
        due=lambda now: DataExport.over(now - timedelta(days=1)),
    )


def _introduction(account: Kept) -> None:
    names: tuple[str, ...] = (
        "id", "person", "expertise", "text", "lang", "shows_languages", "shows_address", "changed_at",
    )  # fmt: skip
    register(
        "accounts.Introduction",
        gettext_noop("what people tell other members of themselves"),
        dict.fromkeys(names, account),
    )


def _person(account: Kept, secret: Kept) -> dict[str, Kept]:
    names = (
        "id",
        "public_id",
        "email",
        "full_name",
        "language",
        "reads",
        "time_zone",
        "is_active",
        "joined_at",
        "last_used_on",
    )
    technical = (
        "is_protected", "is_superuser", "is_demonstration", "last_login", "session_epoch", "owes_second_factor",
        "erased_at",
    )  # fmt: skip
    return {**dict.fromkeys((*names, *technical), account), "password": secret}
