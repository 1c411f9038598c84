"""Addresses of one's own mail to the site, and of what is held."""

from django.urls import path

from advocates.notifications.inbound import held_views, views

urlpatterns = [
    path("members/mail-in/", held_views.mail_in_board, name="mail_in_board"),
    path("members/mail-in/<slug:mail>/", held_views.mail_in_held, name="mail_in_held"),
    path("members/mail-in/<slug:mail>/release/", held_views.mail_in_release, name="mail_in_release"),
    path("members/mail-in/<slug:mail>/refuse/", held_views.mail_in_refuse, name="mail_in_refuse"),
    path("account/mail/", views.own_mail, name="own_mail"),
    path("account/mail/<slug:mail>/post/", views.own_mail_post, name="own_mail_post"),
    path("account/mail/<slug:mail>/discard/", views.own_mail_discard, name="own_mail_discard"),
]
