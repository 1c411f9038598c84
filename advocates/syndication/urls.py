"""Feeds have no language in their address."""

from django.urls import path

from advocates.syndication import views

urlpatterns = [
    path("feeds/<slug:name>.atom", views.feed_atom, name="feed_atom"),
    path("feeds/<slug:name>.rss", views.feed_rss, name="feed_rss"),
    path("feeds/<slug:name>.json", views.feed_json, name="feed_json"),
]
