"""An archive that comes in knows what became of its pictures and documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wiki", "0006_left_as")]

    operations = [
        migrations.AddField(
            model_name="archive",
            name="files",
            field=models.JSONField(blank=True, default=dict),
        )
    ]
