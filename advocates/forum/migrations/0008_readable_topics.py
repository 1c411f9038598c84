"""PostgreSQL learns how many topics stand in the spaces that somebody reads (`TopicQuerySet.in_any`).

Without it, it takes them for a few in a hundred, whoever asks, and a search goes through all posts of all topics.
"""

from django.db import migrations

NAME = "topics_in_any_space"


def learn(apps, schema_editor):
    """SQLite knows nothing of what an expression makes of a column, and goes by the indexes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE STATISTICS {NAME} ON (space_id + 0) FROM forum_topic")
        schema_editor.execute("ANALYZE forum_topic")


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP STATISTICS IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("forum", "0007_talk")]

    operations = [migrations.RunPython(learn, forget)]
