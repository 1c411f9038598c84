"""The words of pages, and what each database finds them with."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ON_SQLITE = (
    # "ascii" leaves every letter that is not ASCII as it is: the words come folded and set apart by spaces.
    "CREATE VIRTUAL TABLE search_pagewords_found USING fts5("
    "words, content='search_pagewords', content_rowid='page_id', tokenize='ascii', prefix='2 3')",
    "CREATE TRIGGER search_pagewords_added AFTER INSERT ON search_pagewords BEGIN "
    "INSERT INTO search_pagewords_found (rowid, words) VALUES (new.page_id, new.words); END",
    "CREATE TRIGGER search_pagewords_gone AFTER DELETE ON search_pagewords BEGIN "
    "INSERT INTO search_pagewords_found (search_pagewords_found, rowid, words) "
    "VALUES ('delete', old.page_id, old.words); END",
    "CREATE TRIGGER search_pagewords_changed AFTER UPDATE ON search_pagewords BEGIN "
    "INSERT INTO search_pagewords_found (search_pagewords_found, rowid, words) "
    "VALUES ('delete', old.page_id, old.words); "
    "INSERT INTO search_pagewords_found (rowid, words) VALUES (new.page_id, new.words); END",
)
ON_POSTGRESQL = (
    "ALTER TABLE search_pagewords ADD COLUMN found tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX search_pagewords_found ON search_pagewords USING gin (found)",
)


def make_findable(apps, schema_editor):
    """What the database finds words with."""
    for statement in ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRESQL:
        schema_editor.execute(statement)


def forget(apps, schema_editor):
    """The column goes with its table; SQLite's own table does not."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_pagewords_found")


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_newest_first"),
        ("wiki", "0001_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageWords",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wiki.wikipage",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-page"], name="page_words_newest")],
            },
        ),
        migrations.RunPython(make_findable, forget),
    ]
