"""What a picture shows, in more than one language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_library")]

    operations = [
        migrations.AddField(
            model_name="file",
            name="alts",
            field=models.JSONField(blank=True, default=dict),
        )
    ]
