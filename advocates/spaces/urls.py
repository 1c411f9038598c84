"""Who can see a space."""

from django.urls import path

from advocates.spaces import views

app_name = "spaces"
urlpatterns = [
    path("all/", views.everybody, name="everybody"),
    path("<slug:space>/", views.space, name="space"),
]
