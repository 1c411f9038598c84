"""Public addresses of comments, with the language's prefix; no cache keeps them."""

from django.urls import path

from advocates.core import slugs as _slugs  # noqa: F401 - addresses below are written with its words
from advocates.forum.comments import feeds, views

NEWS = {"kind": "news"}
urlpatterns = [
    path("news/<named:slug>/comments/", views.comments, NEWS, name="comments"),
    path("news/<named:slug>/comments/new/", views.comment_new, NEWS, name="comment_new"),
    path("news/<named:slug>/comments/sent/", views.comments_sent, NEWS, name="comments_sent"),
    path("news/<named:slug>/comments/comments.atom", feeds.comments_atom, NEWS, name="comments_atom"),
    path(
        "news/<named:slug>/comments/<slug:comment>/report/", views.comment_report, NEWS, name="comment_report"
    ),
]
