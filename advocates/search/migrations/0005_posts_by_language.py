"""Of a language that few write in, PostgreSQL finds the posts by their language and not by reading all of them.

SQLite keeps no count of what is common, and would take this way for languages that nearly all posts are in.
"""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX search_posts_by_language ON forum_post (lang)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_posts_by_language")


class Migration(migrations.Migration):
    dependencies = [("search", "0004_pages"), ("forum", "0001_conversation")]

    operations = [migrations.RunPython(make, drop)]
