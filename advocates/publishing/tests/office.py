"""Filling in the forms of the back office as its scripts do."""

from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield


def base_of(instance):
    """What the form says about the version it was opened on."""
    latest = Revision.objects.for_instance(instance).order_by("-created_at", "-id").first()
    if latest is None:
        return {}
    return {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}


def page_form(page, text, base=None, **changes):
    """The form of a page with one text block."""
    fields = {
        "title": page.title,
        "slug": page.slug,
        "seo_title": "",
        "search_description": "",
        "summary": "",
        "body": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        **changes,
    }
    return {**nested_form_data(fields), **(base_of(page) if base is None else base)}


def edit_url(page):
    return f"/manage/pages/{page.pk}/edit/"
