"""Addresses in the back office."""

from django.urls import path

from advocates.publishing.newsletter import version_views as versions
from advocates.publishing.newsletter import views

app_name = "publishing_newsletter"
ONE, VERSION = "<slug:newsletter>/", "<slug:newsletter>/<slug:language>/"
urlpatterns = [
    path("", views.newsletter_list, name="newsletter_list"),
    path("new/", views.newsletter_new, name="newsletter_new"),
    path(ONE, views.newsletter_one, name="newsletter_one"),
    path(f"{ONE}hand-in/", views.newsletter_hand_in, name="newsletter_hand_in"),
    path(f"{ONE}approve/", views.newsletter_approve, name="newsletter_approve"),
    path(f"{ONE}refuse/", views.newsletter_refuse, name="newsletter_refuse"),
    path(f"{ONE}take-back/", views.newsletter_take_back, name="newsletter_take_back"),
    path(f"{ONE}languages/", views.newsletter_language, name="newsletter_language"),
    path(VERSION, versions.newsletter_version, name="newsletter_version"),
    path(f"{VERSION}preview/", versions.newsletter_preview, name="newsletter_preview"),
    path(f"{VERSION}text/", versions.newsletter_text, name="newsletter_text"),
    path(f"{VERSION}proof/", versions.newsletter_proof, name="newsletter_proof"),
    path(f"{VERSION}remove/", versions.newsletter_remove, name="newsletter_remove"),
]
