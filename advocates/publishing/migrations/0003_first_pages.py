"""A home page and three pages in each of the first languages; they speak of the software, not of the network."""

import json
import uuid

from django.db import migrations
from django.utils import timezone

from advocates.publishing.migrations._first_pages import TEXTS

KINDS = (("about", "standardpage"), ("privacy", "privacypage"), ("accessibility", "standardpage"))


def make_trees(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    root = Page.objects.get(depth=1)
    old_roots = list(Site.objects.values_list("root_page_id", flat=True))
    keys = {slug: uuid.uuid4() for slug in ("home", *(slug for slug, _ in KINDS))}
    for number, language in enumerate(TEXTS, start=2):
        home = make_home(apps, keys["home"], language, f"{root.path}{number:04d}")
        for child, (slug, _model) in enumerate(KINDS, start=1):
            make_page(apps, home, child, keys[slug], TEXTS[language][slug])
    english = Page.objects.get(url_path="/home-en/")
    Site.objects.update(root_page=english)
    Page.objects.filter(pk__in=old_roots, depth=2, numchild=0, url_path="/home/").delete()
    english.slug, english.url_path = "home", "/home/"
    english.save(update_fields=["slug", "url_path"])
    for page in Page.objects.filter(url_path__startswith="/home-en/"):
        page.url_path = page.url_path.replace("/home-en/", "/home/", 1)
        page.save(update_fields=["url_path"])
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])


def make_home(apps, key, language, path):
    locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=language)
    slug = f"home-{language}"
    return apps.get_model("publishing", "HomePage").objects.create(
        **common(apps, "homepage", TEXTS[language]["home"], slug, key),
        locale=locale,
        path=path,
        depth=2,
        numchild=len(KINDS),
        url_path=f"/{slug}/",
    )


def make_page(apps, home, number, key, text):
    slug, model = KINDS[number - 1]
    apps.get_model("publishing", model).objects.create(
        **common(apps, model, text["title"], slug, key),
        locale=home.locale,
        path=f"{home.path}{number:04d}",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}{slug}/",
        summary=text["summary"],
        body=json.dumps(
            [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in text["body"]]
        ),
    )


def common(apps, model, title, slug, key):
    now = timezone.now()
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="publishing", model=model
    )
    return {
        "title": title,
        "draft_title": title,
        "slug": slug,
        "translation_key": key,
        "content_type": content_type,
        "live": True,
        "has_unpublished_changes": False,
        "first_published_at": now,
        "last_published_at": now,
    }


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_groups")]
    operations = [migrations.RunPython(make_trees, migrations.RunPython.noop)]
