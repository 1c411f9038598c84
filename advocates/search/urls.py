from django.urls import path

from advocates.search import views

urlpatterns = [path("search/", views.search, name="search")]
