"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.checking import views

app_name = "publishing_checking"
urlpatterns = [path("<int:page>/", views.draft_links, name="draft_links")]
