"""What every page has: of which text it is a translation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0018_translations"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="eventindex",
            name="significance",
            field=models.CharField(
                choices=[
                    ("minor", "Small: spelling, a link, nothing to translate"),
                    ("normal", "The text: translations should follow"),
                    ("medical", "Medical facts: older translations could do harm"),
                ],
                default="normal",
                help_text="Readers of older translations are told of everything but small changes.",
                max_length=8,
                verbose_name="what changes for translations",
            ),
        ),
        migrations.AddField(
            model_name="eventindex",
            name="translated_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="eventindex",
            name="translated_revision",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="significance",
            field=models.CharField(
                choices=[
                    ("minor", "Small: spelling, a link, nothing to translate"),
                    ("normal", "The text: translations should follow"),
                    ("medical", "Medical facts: older translations could do harm"),
                ],
                default="normal",
                help_text="Readers of older translations are told of everything but small changes.",
                max_length=8,
                verbose_name="what changes for translations",
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="translated_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="eventpage",
            name="translated_revision",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
    ]
