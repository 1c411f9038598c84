"""Addresses of the forum. Each carries an id drawn by lot, never a title."""

from django.urls import include, path

from advocates.forum import by_mail_views, post_views, views, writing_views
from advocates.forum.comments import held_views
from advocates.forum.reading import views as reading
from advocates.forum.talking import views as talking

app_name = "forum"
urlpatterns = [
    path("", views.forum, name="forum"),
    path("unread/", views.forum_unread, name="forum_unread"),
    path("mine/", views.forum_mine, name="forum_mine"),
    path("unanswered/", views.forum_unanswered, name="forum_unanswered"),
    path("read/", reading.read_all, name="read_all"),
    path("read/undo/", reading.read_undo, name="read_undo"),
    path("preview/", writing_views.preview, name="preview"),
    path("mentions/", writing_views.mentions, name="mentions"),
    path("who/<uuid:person>/", writing_views.who, name="who"),
    path("c/<slug:category>/", views.category, name="category"),
    path("c/<slug:category>/new/", views.topic_new, name="topic_new"),
    path("c/<slug:category>/by-mail/", by_mail_views.category_by_mail, name="category_by_mail"),
    path("c/<slug:category>/follow/", reading.category_follow, name="category_follow"),
    path("t/<slug:topic>/", views.topic, name="topic"),
    path("t/<slug:topic>/answer/", views.answer, name="answer"),
    path("t/<slug:topic>/since/", writing_views.topic_since, name="topic_since"),
    path("t/<slug:topic>/follow/", reading.topic_follow, name="topic_follow"),
    path("t/<slug:topic>/", include("advocates.forum.tools.urls")),
    path("comments/", held_views.comments_held, name="comments_held"),
    path("comments/<slug:comment>/", held_views.comment_place, name="comment_place"),
    path("comments/<slug:comment>/release/", held_views.comment_release, name="comment_release"),
    path("about/<slug:kind>/<slug:target>/", talking.talk, name="talk"),
    path("p/<slug:post>/", post_views.post, name="post"),
    path("p/<slug:post>/edit/", post_views.post_edit, name="post_edit"),
    path("p/<slug:post>/history/", post_views.post_history, name="post_history"),
    path("p/<slug:post>/withdraw/", post_views.post_withdraw, name="post_withdraw"),
    path("p/<slug:post>/thank/", post_views.post_thank, name="post_thank"),
    path("p/<slug:post>/unthank/", post_views.post_unthank, name="post_unthank"),
    path("p/<slug:post>/unread/", reading.unread_from, name="unread_from"),
]
