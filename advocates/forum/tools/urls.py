"""Addresses of a topic's tools, each below the topic's own."""

from django.urls import path

from advocates.forum.tools import views
from advocates.forum.tools.moving import views as moving
from advocates.forum.tools.summing import views as summing

urlpatterns = [
    path("tools/", views.topic_tools, name="topic_tools"),
    path("lock/", views.topic_lock, name="topic_lock"),
    path("unlock/", views.topic_unlock, name="topic_unlock"),
    path("pin/", views.topic_pin, name="topic_pin"),
    path("unpin/", views.topic_unpin, name="topic_unpin"),
    path("open/", views.topic_open, name="topic_open"),
    path("shut/", views.topic_shut, name="topic_shut"),
    path("keep/", views.topic_keep, name="topic_keep"),
    path("mail/", views.topic_mail, name="topic_mail"),
    path("move/", moving.topic_move, name="topic_move"),
    path("split/", moving.topic_split, name="topic_split"),
    path("merge/", moving.topic_merge, name="topic_merge"),
    path("summary/", summing.topic_summary, name="topic_summary"),
    path("summary/history/", summing.topic_summary_history, name="topic_summary_history"),
]
