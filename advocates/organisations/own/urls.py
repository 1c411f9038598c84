"""The own organisation's entry and its trail."""

from django.urls import path

from advocates.organisations.own import views

urlpatterns = [
    path("organisation/<uuid:organisation>/entry/", views.own_entry, name="own_entry"),
    path("organisation/<uuid:organisation>/confirm/", views.own_confirm, name="own_confirm"),
    path("organisation/<uuid:organisation>/history/", views.own_history, name="own_history"),
]
