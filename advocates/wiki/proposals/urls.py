"""Addresses of proposals; part of the wiki's."""

from django.urls import path

from advocates.wiki.proposals import views

urlpatterns = [
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<slug:proposal>/", views.proposal, name="proposal"),
    path("proposals/<slug:proposal>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
    path("<slug:page>/propose/", views.page_propose, name="page_propose"),
]
