"""Addresses of one's wishes for mail."""

from django.urls import path

from advocates.notifications import views

urlpatterns = [
    path("notices/", views.mail_wishes, name="mail_wishes"),
    path("notices/again/", views.mail_again, name="mail_again"),
]
