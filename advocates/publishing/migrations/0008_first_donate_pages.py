"""A page of donations below each home page of the first languages, which says that nothing was said yet."""

import uuid
from importlib import import_module

from django.db import migrations

KIND = ("donate", "donatepage", "DonatePage")
TITLES = {"en": "Donate", "es": "Donar", "ar": "تبرّع"}
make_list = import_module("advocates.publishing.migrations.0006_first_lists").make_list


def make_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    root = apps.get_model("wagtailcore", "Site").objects.filter(is_default_site=True).first()
    if root is None:
        return
    same, key = Page.objects.get(pk=root.root_page_id).translation_key, uuid.uuid4()
    homes = apps.get_model("publishing", "HomePage").objects.filter(depth=2, translation_key=same)
    for home in homes.select_related("locale").order_by("path"):
        title = TITLES.get(home.locale.language_code)
        if title and not Page.objects.filter(path__startswith=home.path, depth=3, slug=KIND[0]).exists():
            make_list(apps, home, KIND, title, key)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_donate_page")]
    operations = [migrations.RunPython(make_pages, migrations.RunPython.noop)]
