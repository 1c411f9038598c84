"""The topics of knowledge that a new installation starts with, in English. Articles are for the network to write."""

import secrets
import uuid

from django.db import migrations
from django.utils import timezone

STEP = 4
ALPHABET, LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 12
TOPICS = (
    ("starting-a-group", "Starting a group", "From the first conversation to a group that lasts."),
    ("fundraising", "Fundraising", "Where money comes from, and how a group stays independent."),
    ("alliances", "Alliances", "Working with other groups, and with networks of other illnesses."),
    (
        "patient-friendly-websites",
        "Patient-friendly websites",
        "Pages that ill people can find, read and understand.",
    ),
    (
        "access-to-treatment",
        "Access to treatment",
        "What a group can do when a treatment cannot be had or cannot be paid for.",
    ),
    (
        "working-with-researchers-and-clinics",
        "Working with researchers and clinics",
        "How patients take part in studies, guidelines and care.",
    ),
)


def name_articles(apps, schema_editor):
    """Each article that there is gets the id under which members would read it."""
    articles = apps.get_model("publishing", "KnowledgeArticle").objects
    for key in articles.filter(public_id=None).values_list("pk", flat=True):
        name = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        articles.filter(pk=key).update(public_id=name)


def make_topics(apps, schema_editor):
    index = (
        apps.get_model("publishing", "KnowledgeIndex")
        .objects.filter(locale__language_code="en", numchild=0)
        .order_by("path")
        .first()
    )
    if index is None:
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="publishing", model="knowledgetopic"
    )
    now = timezone.now()
    for number, (slug, title, summary) in enumerate(TOPICS, start=1):
        apps.get_model("publishing", "KnowledgeTopic").objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            summary=summary,
            translation_key=uuid.uuid4(),
            content_type=content_type,
            locale=index.locale,
            path=f"{index.path}{number:0{STEP}d}",
            depth=index.depth + 1,
            numchild=0,
            url_path=f"{index.url_path}{slug}/",
            live=True,
            has_unpublished_changes=False,
            first_published_at=now,
            last_published_at=now,
        )
    apps.get_model("wagtailcore", "Page").objects.filter(pk=index.pk).update(numchild=len(TOPICS))


def let_editors_explain(apps, schema_editor):
    """Editors and staff write the glossary. Django makes permissions only after all migrations have run."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="publishing", model="glossaryterm"
    )
    for deed in ("add", "change", "delete", "view"):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{deed}_glossaryterm",
            defaults={"name": f"Can {deed} glossaryterm"},
        )
        for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Staff"]):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0009_knowledge")]
    operations = [
        migrations.RunPython(name_articles, migrations.RunPython.noop),
        migrations.RunPython(make_topics, migrations.RunPython.noop),
        migrations.RunPython(let_editors_explain, migrations.RunPython.noop),
    ]
