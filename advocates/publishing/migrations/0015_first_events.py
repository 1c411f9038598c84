"""An empty list of events below each list of news of the first languages."""

import uuid

from django.db import migrations
from django.utils import timezone

STEP = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TITLES = {"en": "Events", "es": "Encuentros", "ar": "فعاليات"}


def make_lists(apps, schema_editor):
    key = uuid.uuid4()
    for news in apps.get_model("publishing", "NewsIndex").objects.select_related("locale").order_by("path"):
        title = TITLES.get(news.locale.language_code)
        below = apps.get_model("wagtailcore", "Page").objects.filter(
            path__startswith=news.path, depth=news.depth + 1
        )
        if title and not below.filter(slug="events").exists():
            make_list(apps, news, below, title, key)


def make_list(apps, news, below, title, key):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="publishing", model="eventindex"
    )
    last = below.order_by("-path").first()
    number = int(last.path[-STEP:], len(DIGITS)) + 1 if last else 1
    now = timezone.now()
    apps.get_model("publishing", "EventIndex").objects.create(
        title=title,
        draft_title=title,
        slug="events",
        translation_key=key,
        content_type=content_type,
        locale=news.locale,
        path=news.path + step_of(number),
        depth=news.depth + 1,
        numchild=0,
        url_path=f"{news.url_path}events/",
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )
    apps.get_model("wagtailcore", "Page").objects.filter(pk=news.pk).update(numchild=below.count())


def step_of(number):
    """As the tree writes the place of a page among its neighbours."""
    written = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return written


class Migration(migrations.Migration):
    dependencies = [("publishing", "0014_events")]
    operations = [migrations.RunPython(make_lists, migrations.RunPython.noop)]
