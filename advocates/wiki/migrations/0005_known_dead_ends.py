"""What pages name is known from their links."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def know(apps, _editor):
    page, link = apps.get_model("wiki", "WikiPage"), apps.get_model("wiki", "PageLink")
    named = link.objects.filter(page=OuterRef("pk"), target__isnull=False)
    page.objects.filter(Exists(named)).update(is_dead_end=False)


class Migration(migrations.Migration):
    dependencies = [("wiki", "0004_dead_ends")]

    operations = [migrations.RunPython(know, migrations.RunPython.noop)]
