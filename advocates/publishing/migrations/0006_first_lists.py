"""An empty list of news and an empty list of topics below each home page of the first languages."""

import uuid

from django.db import migrations
from django.utils import timezone

STEP = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LISTS = (("news", "newsindex", "NewsIndex"), ("knowledge", "knowledgeindex", "KnowledgeIndex"))
TITLES = {
    "en": {"news": "News", "knowledge": "Learn"},
    "es": {"news": "Noticias", "knowledge": "Aprender"},
    "ar": {"news": "الأخبار", "knowledge": "تعلّم"},
}


def make_lists(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    root = apps.get_model("wagtailcore", "Site").objects.filter(is_default_site=True).first()
    if root is None:
        return
    same = Page.objects.get(pk=root.root_page_id).translation_key
    homes = apps.get_model("publishing", "HomePage").objects.filter(depth=2, translation_key=same)
    for slug, model, name in LISTS:
        key = uuid.uuid4()
        for home in homes.select_related("locale").order_by("path"):
            titles = TITLES.get(home.locale.language_code)
            is_taken = Page.objects.filter(path__startswith=home.path, depth=3, slug=slug).exists()
            if titles and not is_taken:
                make_list(apps, home, (slug, model, name), titles[slug], key)


def make_list(apps, home, kind, title, key):
    slug, model, name = kind
    Page = apps.get_model("wagtailcore", "Page")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="publishing", model=model
    )
    last = Page.objects.filter(path__startswith=home.path, depth=3).order_by("-path").first()
    number = int(last.path[-STEP:], len(DIGITS)) + 1 if last else 1
    now = timezone.now()
    apps.get_model("publishing", name).objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        translation_key=key,
        content_type=content_type,
        locale=home.locale,
        path=home.path + step_of(number),
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}{slug}/",
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(pk=home.pk).update(
        numchild=Page.objects.filter(path__startswith=home.path, depth=3).count()
    )


def step_of(number):
    """As the tree writes the place of a page among its neighbours."""
    written = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return written


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_articles")]
    operations = [migrations.RunPython(make_lists, migrations.RunPython.noop)]
