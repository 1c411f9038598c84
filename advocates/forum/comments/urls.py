"""Public addresses of comments, with the language's prefix; no cache keeps them."""

from django.urls import path

from advocates.forum.comments import feeds, views

NEWS = {"kind": "news"}
urlpatterns = [
    path("news/<slug:slug>/comments/", views.comments, NEWS, name="comments"),
    path("news/<slug:slug>/comments/new/", views.comment_new, NEWS, name="comment_new"),
    path("news/<slug:slug>/comments/sent/", views.comments_sent, NEWS, name="comments_sent"),
    path("news/<slug:slug>/comments/comments.atom", feeds.comments_atom, NEWS, name="comments_atom"),
    path(
        "news/<slug:slug>/comments/<slug:comment>/report/", views.comment_report, NEWS, name="comment_report"
    ),
]
