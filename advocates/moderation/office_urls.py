"""Addresses in the back office."""

from django.urls import path

from advocates.moderation import office_views

app_name = "moderation_office"
urlpatterns = [
    path("", office_views.board, name="board"),
    path("undo/<uuid:person>/", office_views.acts_undo, name="acts_undo"),
]
