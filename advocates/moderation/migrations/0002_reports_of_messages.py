import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_cases"),
        ("spaces", "0002_drafts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="spaces.space"
            ),
        ),
    ]
