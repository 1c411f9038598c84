"""Classes and periods of everything that an account is made of."""

from django.utils.translation import gettext_noop

from advocates.core.retention import EVERY_FIELD, DataClass, Kept, register


def register_all() -> None:
    """Called when the app is ready."""
    account = Kept(DataClass.INTERNAL, gettext_noop("life of the account"))
    secret = Kept(DataClass.HIGHEST, gettext_noop("life of the account"))
    register("accounts.Person", gettext_noop("who can sign in"), _person(account, secret))
    grant = Kept(DataClass.INTERNAL, gettext_noop("life of the account"))
    names = ("id", "public_id", "person", "role", "starts_at", "ends_at", "granted_by")
    register("accounts.RoleGrant", gettext_noop("tasks that the network gave"), dict.fromkeys(names, grant))
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
    )
    technical = ("is_superuser", "is_demonstration", "last_login", "session_epoch")
    return {**dict.fromkeys((*names, *technical), account), "password": secret}
