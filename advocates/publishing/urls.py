"""Public addresses. The catch-all of Wagtail's pages stands last of all."""

from django.urls import path, re_path

from advocates.core import slugs as _slugs  # noqa: F401 - addresses below are written with its words
from advocates.publishing import views
from advocates.publishing.events import views as events
from advocates.publishing.giving.views import donate_thanks
from advocates.publishing.knowledge.views import knowledge_card
from advocates.publishing.news.follow_views import news_follow
from advocates.publishing.news.sharing import news_card
from advocates.publishing.newsletter import archive as newsletters
from advocates.publishing.readers import views as readers
from advocates.publishing.trials.views import trials

urlpatterns = [
    path("", views.home, name="home"),
    path("news/", views.news, name="news"),
    path("news/newsletter/", newsletters.newsletter_archive, name="newsletter_archive"),
    path("news/newsletter/<slug:newsletter>/", newsletters.newsletter, name="newsletter"),
    path("news/follow/", news_follow, name="news_follow"),
    path("news/events/", events.events, name="events"),
    path("news/events/<named:slug>/event.ics", events.event_calendar, name="event_calendar"),
    path("news/events/<named:slug>/card.png", events.event_card, name="event_card"),
    path("news/trials/", trials, name="trials"),
    path("news/<named:slug>/card.png", news_card, name="news_card"),
    path("donate/thanks/", donate_thanks, name="donate_thanks"),
    path("knowledge/<named:topic>/<named:slug>/card.png", knowledge_card, name="knowledge_card"),
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
