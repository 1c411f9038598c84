"""The address of what one follows."""

from django.urls import path

from advocates.forum.following import views

urlpatterns = [path("", views.following, name="following")]
