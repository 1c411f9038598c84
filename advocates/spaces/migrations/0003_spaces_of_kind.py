"""Shared spaces are found by their kind, without reading every room and every message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0002_drafts")]

    operations = [
        migrations.AddIndex(model_name="space", index=models.Index(fields=["kind"], name="spaces_of_kind"))
    ]
