"""The census of cookies: every cookie that the software can set, with its purpose. A test finds any other.

Names and lifetimes are read from the settings, so that the page that shows them cannot grow old.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. `seconds` is its lifetime, None until the browser is closed; `when` says who gets it."""

    name: str
    purpose: Any
    seconds: int | None
    when: Any

    @property
    def days(self) -> int | None:
        """The lifetime in whole days, rounded up."""
        return None if self.seconds is None else -(-self.seconds // 86400)


def census() -> list[Cookie]:
    """All cookies, those of visitors first."""
    return [
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Protects a form from being sent by another site in your name."),
            settings.CSRF_COOKIE_AGE,
            _("Only on pages with a form that changes or sends something, such as the sign-in page."),
        ),
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in."),
            settings.SESSION_COOKIE_AGE,
            _("Only after you sign in, and while you do."),
        ),
    ]


def names() -> frozenset[str]:
    """The names alone."""
    return frozenset(cookie.name for cookie in census())
