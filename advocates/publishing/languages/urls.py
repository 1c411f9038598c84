"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.languages import launch_views as launching
from advocates.publishing.languages import views

app_name = "publishing_languages"
urlpatterns = [
    path("", views.translations, name="translations"),
    path("<int:page>/", launching.page_translations, name="page_translations"),
    path("<int:page>/together/", launching.launch_tick, name="launch_tick"),
    path("<int:page>/launch/", launching.page_launch, name="page_launch"),
    path("<int:page>/plan/", launching.launch_plan, name="launch_plan"),
    path("<int:page>/plan/take-back/", launching.launch_take_back, name="launch_take_back"),
    path("<int:page>/<slug:language>/", views.translation_take, name="translation_take"),
    path(
        "<int:page>/<slug:language>/document.<slug:kind>",
        views.translation_document,
        name="translation_document",
    ),
    path("<int:page>/<slug:language>/changes/", views.translation_changes, name="translation_changes"),
    path("<int:page>/<slug:language>/current/", views.translation_current, name="translation_current"),
]
