"""Addresses in the members' area."""

from django.urls import path

from advocates.publishing.members import views
from advocates.publishing.offering import views as offering

app_name = "publishing_members"
urlpatterns = [
    path("", views.knowledge_inside, name="knowledge_inside"),
    path("<slug:article>/", views.knowledge_read, name="knowledge_read"),
    path("<slug:article>/feedback/", views.knowledge_feedback, name="knowledge_feedback"),
    path("<slug:article>/translate/", offering.knowledge_translate, name="knowledge_translate"),
    path(
        "<slug:article>/translate/<slug:language>/",
        offering.knowledge_translate_into,
        name="knowledge_translate_into",
    ),
    path(
        "<slug:article>/translate/<slug:language>/document.<slug:kind>",
        offering.knowledge_document,
        name="knowledge_document",
    ),
]
