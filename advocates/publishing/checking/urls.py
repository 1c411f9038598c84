"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.checking import views

app_name = "publishing_checking"
urlpatterns = [
    path("<int:page>/", views.draft_links, name="draft_links"),
    path("links/<slug:look>/end/", views.draft_link_end, name="draft_link_end"),
    path("links/<slug:look>/close/", views.draft_answer_close, name="draft_answer_close"),
]
