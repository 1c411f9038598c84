"""Addresses of messages. Each carries an id drawn by lot, never a name."""

from django.urls import path

from advocates.forum.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("new/", views.message_new, name="message_new"),
    path("blocked/", views.blocked, name="blocked"),
    path("<slug:topic>/", views.message, name="message"),
    path("<slug:topic>/add/", views.message_add, name="message_add"),
    path("<slug:topic>/leave/", views.message_leave, name="message_leave"),
    path("<slug:topic>/block/", views.message_block, name="message_block"),
]
