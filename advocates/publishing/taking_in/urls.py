"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.taking_in import found_views, views

app_name = "publishing_taking_in"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("new/<slug:kind>/", views.source_new, name="source_new"),
    path("found/", found_views.found, name="found"),
    path("found/<slug:found>/seen/", found_views.found_seen, name="found_seen"),
    path("found/<slug:found>/dismiss/", found_views.found_dismiss, name="found_dismiss"),
    path("found/<slug:found>/draft/", found_views.found_draft, name="found_draft"),
    path("<slug:source>/", views.source_edit, name="source_edit"),
    path("<slug:source>/read/", views.source_read, name="source_read"),
    path("<slug:source>/stop/", views.source_stop, name="source_stop"),
    path("<slug:source>/resume/", views.source_resume, name="source_resume"),
]
