"""Wagtail's own records of where the site lives, and in which languages, follow the settings."""

from django.conf import settings
from wagtail.models import Locale, Site


def match_settings(**_kwargs):
    """After every migrate: the default site has the host and port of SITE_URL, and each language its place."""
    port = settings.SITE.port or (443 if settings.IS_HTTPS else 80)
    Site.objects.filter(is_default_site=True).update(
        hostname=settings.SITE.hostname, port=port, site_name=settings.WAGTAIL_SITE_NAME
    )
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    Site.clear_site_root_paths_cache()
