"""The words of pages that everybody may read, and what each database finds them with."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ON_SQLITE = (
    # "ascii" leaves every letter that is not ASCII as it is: the words come folded and set apart by spaces. Here every
    # word is asked for by its beginning, of one letter, too.
    "CREATE VIRTUAL TABLE search_sitewords_found USING fts5("
    "words, content='search_sitewords', content_rowid='page_id', tokenize='ascii', prefix='1 2 3')",
    "CREATE TRIGGER search_sitewords_added AFTER INSERT ON search_sitewords BEGIN "
    "INSERT INTO search_sitewords_found (rowid, words) VALUES (new.page_id, new.words); END",
    "CREATE TRIGGER search_sitewords_gone AFTER DELETE ON search_sitewords BEGIN "
    "INSERT INTO search_sitewords_found (search_sitewords_found, rowid, words) "
    "VALUES ('delete', old.page_id, old.words); END",
    "CREATE TRIGGER search_sitewords_changed AFTER UPDATE ON search_sitewords BEGIN "
    "INSERT INTO search_sitewords_found (search_sitewords_found, rowid, words) "
    "VALUES ('delete', old.page_id, old.words); "
    "INSERT INTO search_sitewords_found (rowid, words) VALUES (new.page_id, new.words); END",
)
ON_POSTGRESQL = (
    "ALTER TABLE search_sitewords ADD COLUMN found tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX search_sitewords_found ON search_sitewords USING gin (found)",
)


def make_findable(apps, schema_editor):
    """What the database finds words with."""
    for statement in ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRESQL:
        schema_editor.execute(statement)


def forget(apps, schema_editor):
    """The column goes with its table; SQLite's own table does not."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_sitewords_found")


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_posts_by_language"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteWords",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=100)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revision", models.PositiveBigIntegerField(default=0)),
                ("summary", models.CharField(blank=True, max_length=200)),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "language", "-at", "-page"], name="site_words_in_language"),
                    models.Index(fields=["kind", "-at", "-page", "language"], name="site_words_newest"),
                ],
            },
        ),
        migrations.RunPython(make_findable, forget),
    ]
