"""Addresses of the wiki. Each carries an id drawn by lot, never a title."""

from django.urls import include, path

from advocates.wiki import editing_views, views
from advocates.wiki.care import views as care
from advocates.wiki.history import views as history
from advocates.wiki.moving import views as moving
from advocates.wiki.structure import views as structure
from advocates.wiki.watching import views as watching

app_name = "wiki"
urlpatterns = [
    path("", views.wiki, name="wiki"),
    path("care/", watching.own_care, name="own_care"),
    path("", include("advocates.wiki.carrying.urls")),
    path("", include("advocates.wiki.translations.urls")),
    path("", include("advocates.wiki.proposals.urls")),
    path("preview/", editing_views.preview, name="preview"),
    path("s/<slug:space>/", views.space_pages, name="space_pages"),
    path("s/<slug:space>/new/", editing_views.page_new, name="page_new"),
    path("s/<slug:space>/care/", care.space_care, name="space_care"),
    path("s/<slug:space>/deleted/", structure.space_deleted, name="space_deleted"),
    path("<slug:page>/", views.page, name="page"),
    path("<slug:page>/edit/", editing_views.page_edit, name="page_edit"),
    path("<slug:page>/history/", history.page_history, name="page_history"),
    path("<slug:page>/difference/", history.page_difference, name="page_difference"),
    path("<slug:page>/r/<int:number>/", history.page_revision, name="page_revision"),
    path("<slug:page>/r/<int:number>/restore/", history.revision_restore, name="revision_restore"),
    path("<slug:page>/r/<int:number>/check/", history.revision_check, name="revision_check"),
    path("<slug:page>/watch/", watching.page_watch, name="page_watch"),
    path("<slug:page>/links/", structure.page_links, name="page_links"),
    path("<slug:page>/rename/", structure.page_rename, name="page_rename"),
    path("<slug:page>/move/", structure.page_move, name="page_move"),
    path("<slug:page>/space/", moving.page_space, name="page_space"),
    path("<slug:page>/delete/", structure.page_delete, name="page_delete"),
    path("<slug:page>/restore/", structure.page_restore, name="page_restore"),
    path("<slug:page>/care/", care.page_care, name="page_care"),
    path("<slug:page>/confirm/", care.page_confirm, name="page_confirm"),
]
