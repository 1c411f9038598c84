from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0024_share_texts_of_pages")]

    operations = [
        migrations.AddField("takenover", "left_out", models.JSONField(blank=True, default=list)),
    ]
