"""The words of files in libraries, and what each database finds them with."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ON_SQLITE = (
    # "ascii" leaves every letter that is not ASCII as it is: the words come folded and set apart by spaces.
    "CREATE VIRTUAL TABLE {table}_found USING fts5("
    "words, content='{table}', content_rowid='{key}', tokenize='ascii', prefix='2 3')",
    "CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {table}_found (rowid, words) VALUES (new.{key}, new.words); END",
    "CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {table}_found ({table}_found, rowid, words) VALUES ('delete', old.{key}, old.words); END",
    "CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN "
    "INSERT INTO {table}_found ({table}_found, rowid, words) VALUES ('delete', old.{key}, old.words); "
    "INSERT INTO {table}_found (rowid, words) VALUES (new.{key}, new.words); END",
)
ON_POSTGRESQL = (
    "ALTER TABLE {table} ADD COLUMN found tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX {table}_found ON {table} USING gin (found)",
)
TABLES = (("search_filewords", "item_id"),)


def make_findable(apps, schema_editor):
    """What the database finds words with."""
    statements = ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRESQL
    for table, key in TABLES:
        for statement in statements:
            schema_editor.execute(statement.format(table=table, key=key))


def forget(apps, schema_editor):
    """The column goes with its table; SQLite's own table does not."""
    if schema_editor.connection.vendor == "sqlite":
        for table, _key in TABLES:
            schema_editor.execute(f"DROP TABLE {table}_found")


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_library"),
        ("search", "0001_members_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileWords",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="files.libraryfile",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-item"], name="file_words_newest")],
            },
        ),
        migrations.RunPython(make_findable, forget),
    ]
