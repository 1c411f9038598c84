"""The sentences that people agree to. A changed sentence is a new version: who agreed to another one is asked again."""

from django.utils.translation import gettext_lazy

TEXTS = {
    "2026-11": gettext_lazy(
        "I want a mail once a month about what is new in this part of the directory, at this address, until I end it. "
        "The address is used for nothing else, and is erased when I end it."
    ),
    "news-2026-11": gettext_lazy(
        "I want a mail once a month with the news that the network has published, at this address, until I end it. "
        "The address is used for nothing else, and is erased when I end it."
    ),
    "letter-2026": gettext_lazy(
        "I want each newsletter that the network writes, at this address, until I end it. "
        "The address is used for nothing else, and is erased when I end it."
    ),
}
CURRENT = "2026-11"
