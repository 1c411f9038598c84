from django.urls import path

from advocates.search.members import views

urlpatterns = [path("", views.members_search, name="members_search")]
