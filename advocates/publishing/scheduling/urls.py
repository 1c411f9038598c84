"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.scheduling import views

app_name = "publishing_scheduling"
urlpatterns = [path("", views.scheduled, name="scheduled")]
