"""Who renamed, moved, deleted and restored a page, and what stood there before."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def _to(
    model: str, on_delete: object = django.db.models.deletion.SET_NULL, **more: object
) -> models.ForeignKey:
    return models.ForeignKey(blank=True, null=True, on_delete=on_delete, related_name="+", to=model, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0016_reasons"),
        ("spaces", "0002_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("wiki", "0009_page_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageDeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written_as", models.CharField(blank=True, max_length=150)),
                ("lang", models.CharField(max_length=16)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renamed", "Renamed"),
                            ("moved", "Moved"),
                            ("space", "Changed Space"),
                            ("deleted", "Deleted"),
                            ("restored", "Restored"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("old_title", models.CharField(blank=True, max_length=200)),
                ("new_title", models.CharField(blank=True, max_length=200)),
                ("mandate", _to("organisations.mandate", django.db.models.deletion.PROTECT)),
                ("new_parent", _to("wiki.wikipage")),
                ("new_space", _to("spaces.space")),
                ("old_parent", _to("wiki.wikipage")),
                ("old_space", _to("spaces.space")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deeds", to="wiki.wikipage"
                    ),
                ),
                ("person", _to(settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
        migrations.AddIndex(
            model_name="wikipage",
            index=models.Index(
                condition=Q(("deleted_at__isnull", False)),
                fields=["space", "-deleted_at", "-id"],
                name="pages_deleted",
            ),
        ),
    ]
