"""Moderators can hide an old text, and nothing else of its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wiki", "0007_files_of_archives")]

    operations = [
        migrations.AddField(
            model_name="pagerevision",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        )
    ]
