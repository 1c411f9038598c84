"""The newest rows that hold a word are found by the index of words alone; the index by time is no longer asked."""

from django.db import migrations

STRETCHES = (12, 15, 18)
TABLES = (("search_topicwords", "topic_id"), ("search_postwords", "post_id"))


def with_stretches(apps, schema_editor):
    """SQLite's own index knows the order of its rows."""
    stretches = ", ".join(f"'~{shift}.' || ({{key}} >> {shift})::text" for shift in STRETCHES)
    _make(schema_editor, f"string_to_array(words, ' ') || ARRAY[{stretches}]")


def without_stretches(apps, schema_editor):
    _make(schema_editor, "string_to_array(words, ' ')")


def _make(schema_editor, words):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, key in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN found")
        schema_editor.execute(
            f"ALTER TABLE {table} ADD COLUMN found tsvector "
            f"GENERATED ALWAYS AS (array_to_tsvector({words.format(key=key)})) STORED"
        )
        schema_editor.execute(f"CREATE INDEX {table}_found ON {table} USING gin (found)")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_file_words")]

    operations = [
        migrations.RemoveIndex(model_name="topicwords", name="topic_words_newest"),
        migrations.RemoveIndex(model_name="postwords", name="post_words_newest"),
        migrations.RunPython(with_stretches, without_stretches),
    ]
