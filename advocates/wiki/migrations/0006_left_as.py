"""A page that went to another space leaves the title that it had behind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wiki", "0005_known_dead_ends")]

    operations = [
        migrations.AddField(
            model_name="pagename",
            name="left_as",
            field=models.CharField(blank=True, max_length=200),
        )
    ]
