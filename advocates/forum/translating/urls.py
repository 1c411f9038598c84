"""Addresses across languages, below the forum's."""

from django.urls import path

from advocates.forum.translating import views

app_name = "translating"
urlpatterns = [
    path("translations/", views.translations, name="translations"),
    path("translations/<slug:wish>/claim/", views.wish_claim, name="wish_claim"),
    path("translations/<slug:wish>/release/", views.wish_release, name="wish_release"),
    path("p/<slug:post>/languages/", views.post_languages, name="post_languages"),
    path("p/<slug:post>/languages/<slug:lang>/", views.post_translate, name="post_translate"),
]
