"""Marks for every address of Wagtail's back office, by URL name; a name missing here fails the build.

The tables are written out, so that an upgrade that brings a new screen has to be decided on. Keys are namespaces.
"""

from advocates.core.access import Audience, register_audiences

EDITORS = (Audience.EDITOR, Audience.STAFF)
STAFF = (Audience.STAFF,)

# Writing: pages, pictures, documents, statements.
FOR_EDITORS = {
    "": (
        "wagtailadmin_home wagtailadmin_explore_root wagtailadmin_explore "
        "wagtailadmin_explore_results wagtail_bulk_action wagtailadmin_choose_page "
        "wagtailadmin_choose_page_child wagtailadmin_choose_page_search "
        "wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link "
        "wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link "
        "wagtailadmin_choose_page_anchor_link wagtailadmin_tag_autocomplete "
        "wagtailadmin_tag_model_autocomplete wagtailadmin_dismissibles "
        "wagtailadmin_block_preview wagtailadmin_sprite wagtailadmin_javascript_catalog"
    ),
    "wagtailadmin_api:pages": "listing detail find action",
    "wagtailadmin_pages": (
        "add preview_on_add type_use choose_parent type_use_results usage edit "
        "preview_on_edit view_draft add_subpage delete unpublish convert_alias search "
        "search_results move move_confirm set_page_position copy workflow_action "
        "collect_workflow_action_data confirm_workflow_cancellation workflow_preview lock "
        "unlock revisions_index revisions_view revisions_revert revisions_unschedule "
        "revisions_compare workflow_history workflow_history_detail history history_results"
    ),
    "wagtailadmin_editing_sessions": "ping release",
    "simple_translation": "submit_page_translation submit_snippet_translation",
    "wagtaildocs": (
        "index index_results add edit delete add_multiple edit_multiple "
        "create_multiple_from_uploaded_document delete_multiple delete_upload_multiple "
        "document_usage"
    ),
    "wagtailimages": (
        "index index_results edit delete add image_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_image delete_multiple delete_upload_multiple"
    ),
    "wagtailsnippets_publishing_fundingstatement": (
        "list list_results add edit delete usage history history_results preview_on_add "
        "preview_on_edit revisions_view revisions_revert revisions_compare "
        "revisions_unschedule unpublish"
    ),
    "wagtailsnippetchoosers_publishing_fundingstatement": ("choose choose_results chosen chosen_multiple"),
    "wagtailsnippets_publishing_glossaryterm": (
        "list list_results add edit delete usage history history_results revisions_revert revisions_compare"
    ),
    "wagtailsnippetchoosers_publishing_glossaryterm": ("choose choose_results chosen chosen_multiple"),
    "wagtaildocs_chooser": "choose choose_results chosen chosen_multiple create",
    "wagtailimages_chooser": "choose choose_results chosen chosen_multiple create select_format",
}
# Whatever changes how the site works, or lists who did what.
FOR_STAFF = {
    "wagtailadmin_collections": "index add edit delete",
    "wagtailadmin_workflows": (
        "index index_results add enable disable edit usage usage_results remove add_task "
        "select_task_type task_index task_index_results edit_task disable_task enable_task "
        "task_chooser task_chooser_results task_chooser_create task_chosen"
    ),
    "wagtailadmin_reports": (
        "locked_pages locked_pages_results workflow workflow_results workflow_tasks "
        "workflow_tasks_results site_history site_history_results aging_pages "
        "aging_pages_results page_types_usage page_types_usage_results"
    ),
    "wagtailredirects": "index index_results add edit delete",
    "wagtailsnippets": "index",
}
# Answered by a view of ours that says 404 or leads elsewhere, before Wagtail's own is reached; marked for staff only
# in case one should ever be reached.
CLOSED = {
    "wagtailadmin_api:documents": "listing detail find",
    "wagtailadmin_api:images": "listing detail find",
    "": (
        "wagtailadmin_error_test wagtailadmin_account wagtailadmin_logout wagtailadmin_login "
        "wagtailadmin_password_reset wagtailadmin_password_reset_done "
        "wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete"
    ),
    "wagtailadmin_pages": "set_privacy",
    "wagtailsnippetchoosers_publishing_fundingstatement": "create",
    "wagtailsnippetchoosers_publishing_glossaryterm": "create",
    "wagtailadmin_collections": "set_privacy",
    "wagtailredirects": "start_import process_import",
    "wagtailimages": "url_generator url_generator_output preview",
    "wagtailembeds": "chooser chooser_upload",
    "wagtailsites": "index index_results add edit delete history history_results usage copy",
    "wagtailusers_users": "index index_results add edit delete history history_results usage copy",
    "wagtailusers_groups": "index index_results add edit delete history history_results usage",
}


def names_of(table):
    """The full URL names of a table."""
    return [
        f"{namespace}:{name}" if namespace else name
        for namespace, text in table.items()
        for name in text.split()
    ]


def register_all():
    """Called when the app is ready."""
    register_audiences(dict.fromkeys(names_of(FOR_EDITORS), EDITORS))
    register_audiences(dict.fromkeys(names_of(FOR_STAFF), STAFF))
    register_audiences(dict.fromkeys(names_of(CLOSED), STAFF))
