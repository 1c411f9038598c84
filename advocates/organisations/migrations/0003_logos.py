from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_tasks_and_website_checks")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="logo",
            field=models.CharField(blank=True, default="", editable=False, max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="organisation",
            name="logo_width",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="organisation",
            name="logo_height",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
