"""Addresses in the members' area."""

from django.urls import path

from advocates.publishing.members import views

app_name = "publishing_members"
urlpatterns = [
    path("", views.knowledge_inside, name="knowledge_inside"),
    path("<slug:article>/", views.knowledge_read, name="knowledge_read"),
    path("<slug:article>/feedback/", views.knowledge_feedback, name="knowledge_feedback"),
]
