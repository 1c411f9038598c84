"""Marks of texts on treatment and health, links to drafts for one person each, and versions of the glossary."""

import django.db.models.deletion
from django.db import migrations, models

MEDICAL = {
    "default": False,
    "help_text": (
        "Then a second person reads it before it is published, in each language. News on research, trials and care "
        "always are read so."
    ),
    "verbose_name": "it speaks of treatment or health",
}


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0022_first_topics_in_languages"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        *(
            migrations.AddField(model, "is_medical", models.BooleanField(**MEDICAL))
            for model in ("newsarticle", "knowledgearticle")
        ),
        migrations.AddField("draftlook", "language", models.CharField(blank=True, max_length=16)),
        migrations.AddField("draftlook", "is_mailed", models.BooleanField(default=False)),
        migrations.AddField("draftlook", "words", models.CharField(blank=True, max_length=64)),
        migrations.AddField("draftlook", "remark", models.TextField(blank=True)),
        *(
            migrations.AddField("draftlook", name, models.DateTimeField(blank=True, null=True))
            for name in ("remarked_at", "ended_at", "closed_at")
        ),
        migrations.AddConstraint(
            "draftlook",
            models.CheckConstraint(
                condition=models.Q(("checked_at", None), ("remarked_at", None), _connector="OR"),
                name="look_answered_once",
            ),
        ),
        migrations.AddField(
            "glossaryterm",
            "latest_revision",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
    ]
