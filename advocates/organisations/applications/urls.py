"""Applications: nothing of an address is readable, the key in it opens everything."""

from django.urls import path

from advocates.organisations.applications import paper_views, views

urlpatterns = [
    path("", views.join, name="join"),
    path("sent/", views.join_sent, name="join_sent"),
    path("<str:token>/", views.join_overview, name="join_overview"),
    path("<str:token>/appeal/", views.join_appeal, name="join_appeal"),
    path("<str:token>/withdraw/", views.join_withdraw, name="join_withdraw"),
    path("<str:token>/add-paper/", paper_views.join_papers, name="join_papers"),
    path("<str:token>/papers/<uuid:paper>/", paper_views.join_paper, name="join_paper"),
    path("<str:token>/papers/<uuid:paper>/remove/", paper_views.join_paper_remove, name="join_paper_remove"),
    path("<str:token>/questions/<uuid:question>/", views.join_answer, name="join_answer"),
    path("<str:token>/<slug:step>/", views.join_step, name="join_step"),
    path("<str:token>/<slug:step>/later/", views.join_step_later, name="join_step_later"),
]
