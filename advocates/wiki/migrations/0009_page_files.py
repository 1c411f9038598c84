"""Which files a page had at which revision. Those that hang now count as having been there always."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

AT_ONCE = 1000


def note_hanging(apps, schema_editor):
    uses = apps.get_model("files", "FileUse").objects.filter(kind="wiki.page")
    page_file = apps.get_model("wiki", "PageFile")
    pages = apps.get_model("wiki", "WikiPage").objects.values("pk")
    found = uses.filter(target__in=pages).values_list("target", "file", "position")
    rows = (
        page_file(page_id=page, file_id=file, came=0, position=position)
        for page, file, position in found.iterator()
    )
    page_file.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("files", "0006_shelved"), ("wiki", "0008_hidden_revisions")]

    operations = [
        migrations.CreateModel(
            name="PageFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("came", models.PositiveIntegerField()),
                ("went", models.PositiveIntegerField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.file"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wikipage"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pagefile",
            constraint=models.UniqueConstraint(
                condition=Q(("went", None)), fields=("page", "file"), name="page_file_once"
            ),
        ),
        migrations.RunPython(note_hanging, migrations.RunPython.noop),
    ]
