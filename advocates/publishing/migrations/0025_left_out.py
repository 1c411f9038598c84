from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0023_second_person")]

    operations = [
        migrations.AddField("takenover", "left_out", models.JSONField(blank=True, default=list)),
    ]
