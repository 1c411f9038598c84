"""All addresses: ours first, Wagtail's catch-all last. Only public pages have a language in their address."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from advocates.core import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    path("link/<str:token>/", views.link, name="link"),
    path("account/", include("advocates.accounts.urls")),
    path("manage/", include("advocates.publishing.manage_urls")),
    path("", include("advocates.organisations.open_data_urls")),
    path("", include("advocates.publishing.file_urls")),
    *i18n_patterns(
        path("", include("advocates.organisations.urls")),
        path("", include("advocates.search.urls")),
        path("", include("advocates.publishing.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "advocates.core.views.bad_request"
handler404 = "advocates.core.views.not_found"
handler500 = "advocates.core.views.server_error"
