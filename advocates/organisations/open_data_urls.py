"""Open data: `/api/v1/…`, public entries only."""

from django.urls import include, path

from advocates.organisations import open_data

urlpatterns = [path("api/v1/", include((open_data.urlpatterns, "open_data")))]
