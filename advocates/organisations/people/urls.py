"""The directory of people, and how much of oneself it shows."""

from django.urls import path

from advocates.organisations.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/me/", views.introduction, name="introduction"),
    path("people/protection/", views.protection, name="protection"),
    path("organisation/<uuid:organisation>/protection/", views.group_protection, name="group_protection"),
]
