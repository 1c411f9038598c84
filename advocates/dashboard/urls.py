"""A member's first page."""

from django.urls import path

from advocates.dashboard import views

urlpatterns = [path("", views.dashboard, name="dashboard")]
