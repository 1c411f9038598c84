"""Files. An address carries an id drawn by lot, never a name."""

from django.urls import path

from advocates.files import views
from advocates.files.library import views as library

app_name = "files"
urlpatterns = [
    path("", library.libraries, name="libraries"),
    path("in/<slug:space>/", library.library, name="library"),
    path("in/<slug:space>/attached/", library.library_attached, name="library_attached"),
    path("in/<slug:space>/add/", library.library_add, name="library_add"),
    path("l/<slug:item>/", library.library_file, name="library_file"),
    path("l/<slug:item>/content/", library.library_content, name="library_content"),
    path("l/<slug:item>/small/", library.library_small, name="library_small"),
    path("l/<slug:item>/v/<int:number>/", library.library_version, name="library_version"),
    path("l/<slug:item>/change/", library.library_change, name="library_change"),
    path("l/<slug:item>/replace/", library.library_replace, name="library_replace"),
    path("l/<slug:item>/delete/", library.library_delete, name="library_delete"),
    path("l/<slug:item>/restore/", library.library_restore, name="library_restore"),
    path("l/<slug:item>/watch/", library.library_watch, name="library_watch"),
    path("l/<slug:item>/unwatch/", library.library_unwatch, name="library_unwatch"),
    path("add/", views.file_add, name="file_add"),
    path("part/", views.file_part, name="file_part"),
    path("<slug:file>/", views.file, name="file"),
    path("<slug:file>/small/", views.file_small, name="file_small"),
    path("<slug:file>/remove/", views.file_remove, name="file_remove"),
]
