"""Addresses of what goes out of the wiki and comes into it; part of the wiki's."""

from django.urls import path

from advocates.wiki.carrying import in_views, out_views

urlpatterns = [
    path("archives/<slug:archive>/", out_views.archive, name="archive"),
    path("archives/<slug:archive>/zip/", out_views.archive_zip, name="archive_zip"),
    path("archives/<slug:archive>/zip/<int:part>/", out_views.archive_zip, name="archive_part"),
    path("archives/<slug:archive>/bring/", in_views.archive_bring, name="archive_bring"),
    path("s/<slug:space>/out/", out_views.space_out, name="space_out"),
    path("s/<slug:space>/print/", out_views.space_print, name="space_print"),
    path("s/<slug:space>/in/", in_views.space_in, name="space_in"),
    path("<slug:page>/out/", out_views.page_out, name="page_out"),
    path("<slug:page>/print/", out_views.page_print, name="page_print"),
]
