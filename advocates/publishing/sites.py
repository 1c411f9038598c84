"""Wagtail's own record of where the site lives follows SITE_URL."""

from django.conf import settings
from wagtail.models import Site


def match_settings(**_kwargs):
    """After every migrate: the default site has the host and port of SITE_URL."""
    port = settings.SITE.port or (443 if settings.IS_HTTPS else 80)
    Site.objects.filter(is_default_site=True).update(
        hostname=settings.SITE.hostname, port=port, site_name=settings.WAGTAIL_SITE_NAME
    )
    Site.clear_site_root_paths_cache()
