"""The address of what waits for a group."""

from django.urls import path

from advocates.forum.waiting import views

app_name = "waiting"
urlpatterns = [path("waiting/", views.forum_waiting, name="forum_waiting")]
