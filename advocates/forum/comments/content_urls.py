"""The same addresses below the prefix of a language of content."""

from django.urls import path

from advocates.core.content_languages import in_content
from advocates.forum.comments import feeds, views
from advocates.forum.comments.urls import NEWS

BELOW = "<content:language>/news/<named:slug>/comments/"
urlpatterns = [
    path(BELOW, in_content(views.comments), NEWS, name="comments"),
    path(f"{BELOW}new/", in_content(views.comment_new), NEWS, name="comment_new"),
    path(f"{BELOW}sent/", in_content(views.comments_sent), NEWS, name="comments_sent"),
    path(f"{BELOW}comments.atom", in_content(feeds.comments_atom), NEWS, name="comments_atom"),
    path(f"{BELOW}<slug:comment>/report/", in_content(views.comment_report), NEWS, name="comment_report"),
]
