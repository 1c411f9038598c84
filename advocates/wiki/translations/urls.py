"""Addresses across languages; part of the wiki's."""

from django.urls import path

from advocates.wiki.joining import views as joining
from advocates.wiki.translations import views

urlpatterns = [
    path("translations/", views.translations, name="translations"),
    path("<slug:page>/languages/", views.page_languages, name="page_languages"),
    path("<slug:page>/join/", joining.page_join, name="page_join"),
    path("<slug:page>/part/", joining.page_part, name="page_part"),
    path("<slug:page>/languages/<slug:lang>/", views.page_translate, name="page_translate"),
    path("<slug:page>/languages/<slug:lang>/claim/", views.translation_claim, name="translation_claim"),
    path("<slug:page>/languages/<slug:lang>/release/", views.translation_release, name="translation_release"),
]
