"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.sharing import views

app_name = "publishing_sharing"
urlpatterns = [
    path("<int:article>/", views.share, name="share"),
    path("<int:article>/<slug:channel>/", views.share_post, name="share_post"),
    path("posts/<uuid:delivery>/again/", views.post_again, name="post_again"),
    path("posts/<uuid:delivery>/settle/", views.post_settle, name="post_settle"),
]
