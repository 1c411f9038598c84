"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.offering import views as offering
from advocates.publishing.waiting import views

app_name = "publishing_waiting"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("guide/", views.guide, name="guide"),
    path("translations/<slug:offer>/return/", offering.offer_return, name="offer_return"),
    path("suggestions/<slug:suggestion>/close/", views.suggestion_close, name="suggestion_close"),
]
