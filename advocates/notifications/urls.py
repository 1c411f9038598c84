"""Addresses of notices in the members' area."""

from django.urls import path

from advocates.notifications import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
]
