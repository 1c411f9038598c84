"""Words that entries choose from: states, services, channels, precision; stored as ids, shown in any language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """What the organisation is to the network. A listed organisation is not a member and never shown as one."""

    LISTED = "listed", pgettext_lazy("state of an organisation", "Listed, not a member")
    MEMBER = "member", pgettext_lazy("state of an organisation", "Member of the network")
    SUSPENDED = "suspended", pgettext_lazy("state of an organisation", "Membership suspended")
    FORMER = "former", pgettext_lazy("state of an organisation", "No longer active")
    MERGED = "merged", pgettext_lazy("state of an organisation", "Now part of another organisation")


# States in which an organisation is shown in lists, on the map and in the open data.
IN_DIRECTORY = (State.LISTED, State.MEMBER, State.SUSPENDED)


class Precision(models.TextChoices):
    """How finely the place may be shown, as agreed with the organisation."""

    COUNTRY = "country", pgettext_lazy("precision of a place", "Country only")
    CITY = "city", pgettext_lazy("precision of a place", "City")
    ADDRESS = "address", pgettext_lazy("precision of a place", "Address")


class Service(models.TextChoices):
    """What a group offers."""

    HELPLINE = "helpline", _("Phone or chat help")
    MEETINGS = "meetings", _("Meetings near you")
    ONLINE_GROUP = "online-group", _("Online group")
    ACCESS = "access", _("Help with access to medicine")
    FAMILIES = "families", _("Help for families")
    LEGAL = "legal", _("Legal advice")
    INFORMATION = "information", _("Information in your language")
    FINANCIAL = "financial", _("Help with costs")
    LODGING = "lodging", _("A place to stay near the hospital")
    YOUNG = "young", _("For young people")


class ChannelKind(models.TextChoices):
    """Ways to reach a group in public."""

    PHONE = "phone", _("Telephone")
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    SIGNAL = "signal", "Signal"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    MASTODON = "mastodon", "Mastodon"
    LINE = "line", "LINE"
    WECHAT = "wechat", "WeChat"
    VK = "vk", "VK"
    OTHER = "other", _("Another address")


class AnsweredBy(models.TextChoices):
    """Who answers when somebody writes or calls."""

    PEERS = "peers", _("Patients and their families")
    STAFF = "staff", _("Employees of the group")
    NURSES = "nurses", _("Nurses or doctors")
    MIXED = "mixed", _("Patients and professionals together")


class ConfirmedBy(models.TextChoices):
    """Who said that the entry is right."""

    ORGANISATION = "organisation", _("the organisation itself")
    NETWORK = "network", _("the network's staff")
