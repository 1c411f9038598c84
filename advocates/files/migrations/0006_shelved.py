"""Versions in libraries are known by themselves, so that what hangs on posts is listed without reading those."""

from django.db import migrations, models


def note_versions(apps, schema_editor):
    uses = apps.get_model("files", "FileUse").objects.filter(kind="files.library")
    apps.get_model("files", "File").objects.filter(pk__in=uses.values("file")).update(is_shelved=True)


class Migration(migrations.Migration):
    dependencies = [("files", "0005_watched_and_hidden")]

    operations = [
        migrations.AddField(model_name="file", name="is_shelved", field=models.BooleanField(default=False)),
        migrations.RunPython(note_versions, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("is_shelved", False)),
                fields=["space", "-created_at", "-id"],
                name="files_that_hang",
            ),
        ),
    ]
