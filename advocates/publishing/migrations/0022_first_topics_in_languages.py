"""The first topics of knowledge in the other languages of the interface, as translations of the English ones.

What editors have made stays: an English topic that has another title by now is left alone, and so is a language in
which there is a topic of its own.
"""

from importlib import import_module

from django.db import migrations
from django.utils import timezone

ENGLISH = {
    slug: title
    for slug, title, _ in import_module("advocates.publishing.migrations.0010_first_topics").TOPICS
}
step_of = import_module("advocates.publishing.migrations.0006_first_lists").step_of
STEP, BASE = 4, 36
TOPICS = {
    "es": {
        "starting-a-group": ("Crear un grupo", "De la primera conversación a un grupo que perdura."),
        "fundraising": (
            "Recaudar fondos",
            "De dónde viene el dinero y cómo un grupo conserva su independencia.",
        ),
        "alliances": ("Alianzas", "Trabajar con otros grupos y con redes de otras enfermedades."),
        "patient-friendly-websites": (
            "Sitios web pensados para pacientes",
            "Páginas que las personas enfermas pueden encontrar, leer y entender.",
        ),
        "access-to-treatment": (
            "Acceso al tratamiento",
            "Qué puede hacer un grupo cuando un tratamiento no se consigue o no se puede pagar.",
        ),
        "working-with-researchers-and-clinics": (
            "Trabajar con investigadores y clínicas",
            "Cómo participan los pacientes en los estudios, las guías y la atención.",
        ),
    },
    "ar": {
        "starting-a-group": ("تأسيس مجموعة", "من أول حديث إلى مجموعة تدوم."),
        "fundraising": ("جمع التبرعات", "من أين يأتي المال، وكيف تحافظ المجموعة على استقلالها."),
        "alliances": ("التحالفات", "العمل مع مجموعات أخرى ومع شبكات أمراض أخرى."),
        "patient-friendly-websites": (
            "مواقع إلكترونية ملائمة للمرضى",
            "صفحات يستطيع المرضى العثور عليها وقراءتها وفهمها.",
        ),
        "access-to-treatment": (
            "الحصول على العلاج",
            "ما الذي يمكن أن تفعله المجموعة عندما لا يتوفر العلاج أو يتعذر دفع ثمنه.",
        ),
        "working-with-researchers-and-clinics": (
            "العمل مع الباحثين والعيادات",
            "كيف يشارك المرضى في الدراسات والإرشادات والرعاية.",
        ),
    },
}


def make_topics(apps, schema_editor):
    topics = apps.get_model("publishing", "KnowledgeTopic").objects.filter(locale__language_code="en")
    english = list(topics.order_by("path"))
    first = [topic for topic in english if ENGLISH.get(topic.slug) == topic.title]
    indexes = apps.get_model("publishing", "KnowledgeIndex").objects.select_related("locale")
    for index in indexes.filter(locale__language_code__in=TOPICS, depth=3).order_by("path"):
        below = apps.get_model("wagtailcore", "Page").objects.filter(
            path__startswith=index.path, depth=index.depth + 1
        )
        if not below.exclude(translation_key__in=[topic.translation_key for topic in english]).exists():
            for topic in first:
                make_topic(apps, index, below, topic)
            apps.get_model("wagtailcore", "Page").objects.filter(pk=index.pk).update(numchild=below.count())


def make_topic(apps, index, below, english):
    if (
        below.filter(slug=english.slug).exists()
        or below.filter(translation_key=english.translation_key).exists()
    ):
        return
    title, summary = TOPICS[index.locale.language_code][english.slug]
    last = below.order_by("-path").first()
    number = int(last.path[-STEP:], BASE) + 1 if last else 1
    now = timezone.now()
    apps.get_model("publishing", "KnowledgeTopic").objects.create(
        title=title,
        draft_title=title,
        slug=english.slug,
        summary=summary,
        translation_key=english.translation_key,
        translated_from_id=english.pk,
        translated_revision=english.live_revision_id or 0,
        content_type=english.content_type,
        locale=index.locale,
        path=index.path + step_of(number),
        depth=index.depth + 1,
        numchild=0,
        url_path=f"{index.url_path}{english.slug}/",
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0021_planned_launches")]
    operations = [migrations.RunPython(make_topics, migrations.RunPython.noop)]
