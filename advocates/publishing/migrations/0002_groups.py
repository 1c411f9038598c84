"""The two groups behind the roles of editors and staff; who is in them follows from roles that are valid."""

from django.db import migrations

PAGES = ("add_page", "change_page", "publish_page", "view_page")
STATEMENTS = tuple(f"{deed}_fundingstatement" for deed in ("add", "change", "delete", "view", "publish"))
OFFICE = {
    ("wagtailadmin", "admin"): ("access_admin",),
    ("publishing", "fundingstatement"): STATEMENTS,
    ("simple_translation", "simpletranslation"): ("submit_translation",),
}
SETTINGS = {
    ("wagtailredirects", "redirect"): ("add_redirect", "change_redirect", "delete_redirect", "view_redirect"),
    ("wagtailcore", "workflow"): ("add_workflow", "change_workflow", "delete_workflow"),
    ("wagtailcore", "task"): ("add_task", "change_task", "delete_task"),
}
FILES = {
    ("wagtailimages", "image"): ("add_image", "change_image", "choose_image"),
    ("wagtaildocs", "document"): ("add_document", "change_document", "choose_document"),
}
COLLECTIONS = {("wagtailcore", "collection"): ("add_collection", "change_collection", "delete_collection")}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name__in=["Moderators", "Editors", "Staff"]).delete()
    approvals = apps.get_model("wagtailcore", "GroupApprovalTask").objects.all()
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name in ("Editors", "Staff"):
        group = Group.objects.create(name=name)
        wanted = {**OFFICE, **(SETTINGS if name == "Staff" else {})}
        group.permissions.set(permissions(apps, wanted))
        pages = (*PAGES, "lock_page", "unlock_page") if name == "Staff" else PAGES
        on_pages = apps.get_model("wagtailcore", "GroupPagePermission")
        for permission in permissions(apps, {("wagtailcore", "page"): pages}):
            on_pages.objects.create(group=group, page=root, permission=permission)
        on_files = apps.get_model("wagtailcore", "GroupCollectionPermission")
        for permission in permissions(apps, {**FILES, **(COLLECTIONS if name == "Staff" else {})}):
            on_files.objects.create(group=group, collection=collection, permission=permission)
        for task in approvals:
            task.groups.add(group)


def permissions(apps, wanted):
    # Django makes permissions only after all migrations have run.
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    found = []
    for (app_label, model), codenames in wanted.items():
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        for codename in codenames:
            name = f"Can {codename.replace('_', ' ')}"
            found.append(
                Permission.objects.get_or_create(
                    content_type=content_type, codename=codename, defaults={"name": name}
                )[0]
            )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_pages"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("simple_translation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
