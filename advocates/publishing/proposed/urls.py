"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.proposed import views

app_name = "publishing_proposed"
urlpatterns = [
    path("", views.proposed, name="proposed"),
    path("<slug:proposal>/", views.proposed_one, name="proposed_one"),
    path("<slug:proposal>/take/", views.proposed_take, name="proposed_take"),
    path("<slug:proposal>/draft/", views.proposed_draft, name="proposed_draft"),
]
