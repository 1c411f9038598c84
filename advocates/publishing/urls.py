"""Public addresses. The catch-all of Wagtail's pages stands last of all."""

from django.urls import path, re_path

from advocates.publishing import views
from advocates.publishing.readers import views as readers

urlpatterns = [
    path("", views.home, name="home"),
    path("news/", views.news, name="news"),
    re_path(
        r"^knowledge/(?P<topic>[\w\-]+)/(?P<slug>[\w\-]+)/feedback/$",
        readers.article_feedback,
        name="article_feedback",
    ),
    path("about/facts/", views.facts, name="facts"),
    path("about/funding/", views.funding, name="funding"),
    path("privacy/records/", views.privacy_records, name="privacy_records"),
    re_path(r"^((?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
