"""The year and the countries of published pages. Their words are read again, by the worker or the next search."""

from importlib import import_module

from django.db import migrations, models

words = import_module("advocates.search.migrations.0006_site_words")


def empty(apps, schema_editor):
    apps.get_model("search", "SiteWords").objects.all().delete()


def find_again(apps, schema_editor):
    """SQLite builds the table anew, and drops with the old one what told the search of its rows."""
    if schema_editor.connection.vendor == "sqlite":
        words.forget(apps, schema_editor)
        words.make_findable(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_site_words")]

    operations = [
        migrations.RunPython(empty, find_again),
        migrations.AddField("sitewords", "year", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "sitewords", "countries", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.RunPython(find_again, empty),
    ]
