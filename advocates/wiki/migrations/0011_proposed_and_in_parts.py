from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wiki", "0010_deeds")]

    operations = [
        migrations.AddField("pageproposal", "titles", models.JSONField(blank=True, default=dict)),
        migrations.AddField("archive", "parts", models.JSONField(blank=True, default=list)),
        migrations.AddField("pageproposal", "pictures", models.JSONField(blank=True, default=dict)),
    ]
