"""Security headers on every answer of the application, errors included (SECURITY promises in one place)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from advocates.core import assets
from advocates.core.access import is_private_path

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
TOKEN_PREFIXES = ("/join/", "/link/")


def site_policy(ancestors: str = "'none'") -> str:
    """No script but our own files, one static inline style by its hash, nothing from anywhere else.

    `ancestors` are who may put the page into a frame: nobody, but for the one page that is made for it.
    """
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"style-src 'self' '{assets.inline_css_hash()}'; img-src 'self' data:; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {ancestors}"
    )


def manage_policy() -> str:
    """Wagtail's screens set inline styles; scripts are files alone. The preview frames our own pages.

    The few inline scripts of Wagtail's templates are replaced by `static/manage/widgets.js`.
    """
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: complete the answer's headers; a view's own Content-Security-Policy wins."""
    fixed = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
    }
    if settings.IS_HTTPS:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    site, manage = site_policy(), manage_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        path = request.path_info
        for name, value in fixed.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Content-Security-Policy", manage if path.startswith("/manage/") else site)
        # The page before the tokens is public; its form could not be sent from a page that hides where it comes from.
        has_token = path.startswith(TOKEN_PREFIXES) and path not in TOKEN_PREFIXES
        if is_private_path(path) or has_token:
            answer.headers["Cache-Control"] = "private, no-store"
            answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            if has_token:
                answer.headers["Referrer-Policy"] = "no-referrer"
        else:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return middleware
