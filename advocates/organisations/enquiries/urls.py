"""Addresses at which messages are written; they are not kept by the page cache."""

from django.urls import path

from advocates.organisations.enquiries import views

urlpatterns = [
    path("organisations/<group:slug>/write/", views.enquiry_write, name="enquiry_write"),
    path("directory/<country:code>/ask/", views.enquiry_ask, name="enquiry_ask"),
]
