"""What stands beside articles and events below the prefix of a language of content; the pages are the catch-all's."""

from django.urls import path

from advocates.core import slugs as _slugs  # noqa: F401 - addresses below are written with its words
from advocates.core.content_languages import in_content
from advocates.publishing.events import views as events
from advocates.publishing.knowledge.views import knowledge_card
from advocates.publishing.news.sharing import news_card
from advocates.publishing.readers import views as readers

NEWS = "<content:language>/news/"
urlpatterns = [
    path(f"{NEWS}<named:slug>/card.png", in_content(news_card), name="news_card"),
    path(f"{NEWS}events/<named:slug>/event.ics", in_content(events.event_calendar), name="event_calendar"),
    path(f"{NEWS}events/<named:slug>/card.png", in_content(events.event_card), name="event_card"),
    path(
        "<content:language>/knowledge/<named:topic>/<named:slug>/card.png",
        in_content(knowledge_card),
        name="knowledge_card",
    ),
    path(
        "<content:language>/knowledge/<named:topic>/<named:slug>/feedback/",
        in_content(readers.article_feedback),
        name="article_feedback",
    ),
]
