from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0005_across"),
    ]

    operations = [
        migrations.AddField(
            model_name="topicreading",
            name="visit_from",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
