"""Pages know whether they name another one."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("wiki", "0003_carried_and_translated")]

    operations = [
        migrations.AddField("wikipage", "is_dead_end", models.BooleanField(default=True)),
        migrations.AddIndex(
            "wikipage",
            models.Index(
                condition=Q(("deleted_at", None), ("is_dead_end", True)),
                fields=["space", "id"],
                name="pages_naming_none",
            ),
        ),
    ]
