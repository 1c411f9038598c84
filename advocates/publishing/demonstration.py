"""Articles, an event and comments for trying an installation out, by demonstration groups alone."""

from collections.abc import Mapping
from datetime import time, timedelta

from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum.comments import actions as comments
from advocates.organisations.models import Organisation
from advocates.publishing import demonstration_texts as texts
from advocates.publishing.conversations import commented
from advocates.publishing.models import (
    EventIndex,
    EventOrganiser,
    EventPage,
    KnowledgeArticle,
    KnowledgeTopic,
    NewsArticle,
    NewsIndex,
    NewsOrganisation,
)
from advocates.spaces.actions import ensure_shared
from advocates.spaces.bylines import author_of

NAME = "Demonstration group"
NEWS = (
    ("leaflet", "South Georgia", texts.LEAFLET, 9),
    ("treasurers", "Antarctica", texts.TREASURER, 5),
    ("room", "Kerguelen", texts.ROOM, 2),
)
KNOWLEDGE = (
    ("starting-a-group", texts.MEETING, KnowledgeArticle.Level.STARTING),
    ("fundraising", texts.MONEY, KnowledgeArticle.Level.LEADING),
)
WEEKS_AHEAD = 6


def make_articles(printed: Mapping[str, Mapping[str, str]]) -> None:
    """Make them once; a second time nothing is made. Where a list to put them into is gone, they are left out."""
    if NewsArticle.objects.filter(slug__startswith="demonstration-").exists():
        return
    groups = {group.name: group for group in Organisation.objects.filter(name__startswith=NAME)}
    for slug, place, translated, days in NEWS:
        make_news(f"demonstration-{slug}", groups[f"{NAME} {place}"], translated, days)
    for topic, text, level in KNOWLEDGE:
        make_knowledge(topic, text, level)
    make_event(groups[f"{NAME} Kerguelen"])
    say(printed)


def publish(parent, page):
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def paragraphs(*words):
    return "".join(f"<p>{each}</p>" for each in words)


def make_news(slug, group, translated, days):
    """One piece of news in its languages, under one name."""
    key, dated_on = None, timezone.localdate() - timedelta(days=days)
    for language, text in translated.items():
        index = NewsIndex.objects.filter(locale__language_code=language).first()
        if index is None:
            continue
        article = NewsArticle(
            title=text["title"],
            slug=slug,
            summary=text["summary"],
            body=[("text", paragraphs(*text["body"]))],
            author_line=group.name,
            dated_on=dated_on,
            **({"translation_key": key} if key else {}),
        )
        article.organisation_rows = [NewsOrganisation(organisation=group)]
        key = publish(index, article).translation_key


def make_knowledge(topic, text, level):
    found = KnowledgeTopic.objects.filter(slug=topic, locale__language_code="en").first()
    if found is None:
        return
    body = [
        block
        for heading, words in text["parts"]
        for block in (("heading", {"text": heading, "level": "2"}), ("text", paragraphs(words)))
    ]
    article = KnowledgeArticle(
        title=text["title"], summary=text["summary"], body=body, level=level, path_step=1
    )
    article.author_line = f"{NAME} Antarctica"
    publish(found, article)


def make_event(group):
    index = EventIndex.objects.filter(locale__language_code="en").first()
    if index is None:
        return
    event = EventPage(
        title=texts.EVENT["title"],
        summary=texts.EVENT["summary"],
        body=[("text", paragraphs(*texts.EVENT["body"]))],
        starts_on=timezone.localdate() + timedelta(weeks=WEEKS_AHEAD),
        starts_time=time(18),
        ends_time=time(19, 30),
        zone="Indian/Kerguelen",
        place=texts.EVENT["place"],
        country=group.country,
        is_online=True,
        languages=["en", "fr"],
    )
    event.organiser_rows = [EventOrganiser(organisation=group)]
    publish(index, event)


def say(printed):
    """Two people of groups speak about the room."""
    article = NewsArticle.objects.live().filter(slug="demonstration-room", locale__language_code="en").first()
    if article is None:
        return
    ensure_shared()
    for number, (who, words) in enumerate(texts.COMMENTS):
        person = Person.objects.get(email=printed[who]["email"])
        said = comments.Said(words, "en", mark=f"demonstration-{number}")
        comments.comment(author=author_of(viewer_for(person)), about=commented(article), said=said)
