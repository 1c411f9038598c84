"""Addresses in the back office."""

from django.urls import path

from advocates.syndication.posting import views

app_name = "syndication_posting"
urlpatterns = [
    path("", views.channels, name="channels"),
    path("new/", views.channel_new, name="channel_new"),
    path("<slug:channel>/", views.channel_edit, name="channel_edit"),
    path("<slug:channel>/forget/", views.channel_forget, name="channel_forget"),
]
