"""Everything under `/manage/`: Wagtail's screens, without those that are closed."""

from django.urls import URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from advocates.publishing import manage_views as views

# Signing in, passwords, people and rights have their own screens: whoever may change people in Wagtail could make
# himself all-powerful. Page and collection privacy would let in whoever is signed in. Imports parse files here.
CLOSED = (
    r"users/.*",
    r"groups/.*",
    r"sites/.*",
    r"password_reset/.*",
    r"failwhale/",
    r"test404/",
    r"api/main/(?:documents|images)/.*",
    # It would publish a medical text without asking for a second person.
    r"api/main/pages/\d+/action/publish/",
    r"bulk/accounts/.*",
    r"embeds/.*",
    r"pages/\d+/privacy/",
    r"collections/\d+/privacy/",
    r"redirects/import/.*",
    # Statements have a screen of their own; this one has no form to show.
    r"snippets/choose/.*/create/",
    r"images/\d+/(?:generate_url|preview)/.*",
)


def named(patterns):
    """Without Wagtail's nameless catch-all and test page, which nobody could mark."""
    return [pattern for pattern in patterns if isinstance(pattern, URLResolver) or pattern.name]


urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("login/", views.to_front, name="manage_login"),
    path("logout/", views.sign_out, name="manage_sign_out"),
    path("account/", views.to_account, name="manage_account"),
    re_path(rf"^(?:{'|'.join(CLOSED)})$", views.closed, name="manage_closed"),
    path("", include(decorate_urlpatterns(named(wagtailadmin_urls.urlpatterns), views.office_view))),
]
