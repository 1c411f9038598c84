import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0023_second_person"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sharetext",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="share_texts",
                to="wagtailcore.page",
            ),
        ),
    ]
