"""The founding in the back office, and its record for members."""

from django.urls import path

from advocates.organisations.founding import views

urlpatterns = [path("founding/", views.founding_record, name="founding_record")]
office_urlpatterns = [
    path("founding/", views.founding_board, name="founding_board"),
    path("founding/list/", views.founding_list, name="founding_list"),
    path("founding/list/check/", views.founding_list_check, name="founding_list_check"),
    path("founding/list/apply/", views.founding_list_apply, name="founding_list_apply"),
    path("founding/send/", views.founding_send, name="founding_send"),
    path("founding/remind/", views.founding_remind, name="founding_remind"),
    path("founding/alone/", views.founding_alone, name="founding_alone"),
    path("founding/invitations/<uuid:invitation>/link/", views.founding_link, name="founding_link"),
]
