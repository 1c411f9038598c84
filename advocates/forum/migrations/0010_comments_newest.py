"""The newest comments of a topic, for its feed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0009_comments"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["topic", "-number"], name="comments_newest"),
        ),
    ]
