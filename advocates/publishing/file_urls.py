"""Public addresses that have no language: files and the sitemap."""

from django.urls import path, re_path

from advocates.publishing import file_views as views

urlpatterns = [
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:name>-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
    re_path(
        r"^media/images/(?P<name>[\w][\w.-]{0,200})(?P<extension>\.(?:jpe?g|png|webp|gif))$",
        views.picture,
        name="picture",
    ),
    path(
        "media/documents/<int:document_id>/<str:document_filename>", views.document, name="wagtaildocs_serve"
    ),
]
