"""Classes and periods of what editors write, and of the tables that Wagtail brings in."""

from datetime import timedelta

from django.apps import apps
from django.utils.translation import gettext_noop
from wagtail.admin.models import EditingSession, FormState

from advocates.core.retention import EVERY_FIELD, DataClass, Kept, register
from advocates.publishing.models import (
    DonatePage,
    DraftLook,
    EventIndex,
    EventOrganiser,
    EventPage,
    FundingStatement,
    GlossaryTerm,
    Helpfulness,
    HomePage,
    KnowledgeArticle,
    KnowledgeIndex,
    KnowledgeTopic,
    LaunchTick,
    NewsArticle,
    NewsCountry,
    NewsIndex,
    NewsOrganisation,
    OfferedTranslation,
    PlannedLaunch,
    PrivacyPage,
    PublishedChange,
    StandardPage,
    Suggestion,
    TakenOver,
)
from advocates.publishing.offering import actions as offers
from advocates.publishing.readers import actions as readers

PUBLISHED = Kept(DataClass.PUBLIC, gettext_noop("until an editor deletes it"))
DRAFTS = Kept(DataClass.INTERNAL, gettext_noop("as long as the page it belongs to"))
SETTINGS = Kept(DataClass.PUBLIC, gettext_noop("life of the installation"))
ACCOUNT = Kept(DataClass.INTERNAL, gettext_noop("life of the account"))
OPEN_FORMS = Kept(DataClass.INTERNAL, gettext_noop("one day"))
TAKEN = Kept(DataClass.INTERNAL, gettext_noop("while the network wants to keep it"))
LOOKS = Kept(DataClass.INTERNAL, gettext_noop("as long as the page it belongs to"))
LOOK = (
    "id public_id page revision made_at made_by name role language is_mailed words checked_at remark remarked_at "
    "ended_at closed_at"
)
SUGGESTED = Kept(DataClass.INTERNAL, gettext_noop("90 days after the editors have dealt with it"))
SUGGESTION = "id public_id article text lang made_at closed_at closed_by"
OFFER = "id public_id page language text made_by made_at state reason reason_lang settled_at settled_by"
TAKEN_OVER = "id proposal title lang text source_url revision organisation taken_by left_out taken_at"
PERSONS = Kept(DataClass.PUBLIC_PERSONAL, gettext_noop("until an editor deletes it"))
CONSENT = Kept(DataClass.INTERNAL, gettext_noop("until an editor deletes it"))

LIBRARIES = {
    gettext_noop("published pages, pictures and documents"): (
        PUBLISHED,
        (
            "wagtailcore.Page",
            "wagtailcore.Collection",
            "wagtailimages.Image",
            "wagtailimages.Rendition",
            "wagtaildocs.Document",
            "wagtailembeds.Embed",
            "wagtailredirects.Redirect",
            "taggit.Tag",
            "taggit.TaggedItem",
        ),
    ),
    gettext_noop("drafts, versions, comments and the history of pages"): (
        DRAFTS,
        (
            "wagtailcore.Revision",
            "wagtailcore.PageLogEntry",
            "wagtailcore.ModelLogEntry",
            "wagtailcore.Comment",
            "wagtailcore.CommentReply",
            "wagtailcore.PageSubscription",
            "wagtailcore.UploadedFile",
            "wagtailcore.ReferenceIndex",
        ),
    ),
    gettext_noop("approval of pages"): (
        DRAFTS,
        (
            "wagtailcore.Workflow",
            "wagtailcore.Task",
            "wagtailcore.GroupApprovalTask",
            "wagtailcore.GroupApprovalTask_groups",
            "wagtailcore.WorkflowTask",
            "wagtailcore.WorkflowPage",
            "wagtailcore.WorkflowContentType",
            "wagtailcore.WorkflowState",
            "wagtailcore.TaskState",
        ),
    ),
    gettext_noop("set-up of the back office"): (
        SETTINGS,
        (
            "wagtailcore.Site",
            "wagtailcore.Locale",
            "wagtailcore.PageViewRestriction",
            "wagtailcore.PageViewRestriction_groups",
            "wagtailcore.CollectionViewRestriction",
            "wagtailcore.CollectionViewRestriction_groups",
            "wagtailcore.GroupPagePermission",
            "wagtailcore.GroupCollectionPermission",
            "wagtailcore.GroupSitePermission",
            "wagtailadmin.Admin",
            "simple_translation.SimpleTranslation",
        ),
    ),
    gettext_noop("own settings in the back office"): (
        ACCOUNT,
        ("wagtailusers.UserProfile", "wagtailcore.APIToken"),
    ),
}
TRANSLATED = "translated_from translated_revision significance"
ARTICLE = (
    f"page_ptr {TRANSLATED} summary body is_medical author_line checked_by checked_role checked_on sources correction "
    "corrected_on related"
)
# Written out, so that a new field has to be decided on. What pages inherit stands in Wagtail's own table.
OWN_FIELDS = {
    HomePage: f"page_ptr {TRANSLATED} heading lede starts fills_starts sections press_name press_email press_phone",
    StandardPage: f"page_ptr {TRANSLATED} summary body",
    PrivacyPage: f"page_ptr {TRANSLATED} summary body",
    NewsIndex: f"page_ptr {TRANSLATED} summary",
    NewsArticle: (
        f"{ARTICLE} kind dated_on listed_at picture picture_alt picture_consent comments_open comments_close_on"
    ),
    NewsCountry: "id article country",
    NewsOrganisation: "id article organisation",
    EventIndex: f"page_ptr {TRANSLATED} summary",
    EventPage: (
        f"page_ptr {TRANSLATED} summary body starts_on starts_time ends_on ends_time zone starts_at over_at place "
        "address country is_online online_url registration_url languages change change_note correction corrected_on"
    ),
    EventOrganiser: "id event organisation",
    DonatePage: f"page_ptr {TRANSLATED} summary body accounts providers thanks",
    KnowledgeIndex: f"page_ptr {TRANSLATED} summary",
    KnowledgeTopic: f"page_ptr {TRANSLATED} summary",
    KnowledgeArticle: f"{ARTICLE} public_id level path_step next_check_on is_for_members taken_over",
    Helpfulness: "id article yes no",
    LaunchTick: "id page locale",
    PlannedLaunch: "id page at revisions planned_by planned_at failed_at",
    PublishedChange: "id page revision significance published_at",
    GlossaryTerm: "id translation_key locale latest_revision term also meaning",
    FundingStatement: (
        "id translation_key locale latest_revision live has_unpublished_changes first_published_at "
        "last_published_at live_revision go_live_at expire_at expired stated_on title text source_url"
    ),
}


def register_all():
    """Called when the app is ready."""
    for purpose, (kept, models) in LIBRARIES.items():
        for model in models:
            register(model, purpose, {EVERY_FIELD: kept})
    for model in (EditingSession, FormState):
        register(
            model._meta.label,
            gettext_noop("forms that are open in the back office"),
            {EVERY_FIELD: OPEN_FORMS},
            due=stale(model),
        )
    # Which tables the search has depends on the database.
    for model in apps.get_app_config("wagtailsearch").get_models():
        register(
            model._meta.label,
            gettext_noop("not used: search in the back office reads the pages"),
            {EVERY_FIELD: PUBLISHED},
        )
    register(
        TakenOver._meta.label,
        gettext_noop("pages of members of which editors make articles"),
        dict.fromkeys(TAKEN_OVER.split(), TAKEN),
    )
    register_read()
    for model, names in OWN_FIELDS.items():
        register(
            model._meta.label,
            gettext_noop("published pages"),
            {name: kept_of(name) for name in names.split()},
        )


def register_read():
    """What is kept of people who read before or after publication."""
    register(
        DraftLook._meta.label,
        gettext_noop("links to drafts, and who has checked them"),
        dict.fromkeys(LOOK.split(), LOOKS),
    )
    register(
        Suggestion._meta.label,
        gettext_noop("what readers would change in articles"),
        dict.fromkeys(SUGGESTION.split(), SUGGESTED),
        due=readers.due,
    )
    register(
        OfferedTranslation._meta.label,
        gettext_noop("translations that members hand in, and who made them"),
        dict.fromkeys(OFFER.split(), SUGGESTED),
        due=offers.due,
    )


def stale(model):
    """The rows of a model that nobody has touched for a day."""
    moment = "last_seen_at" if model is EditingSession else "last_updated_at"
    return lambda now: model.objects.filter(**{f"{moment}__lt": now - timedelta(days=1)})


def kept_of(name):
    """A press contact, an author, who checked it, who agreed to a picture: a person's. The rest is nobody's."""
    if name == "picture_consent":
        return CONSENT
    return PERSONS if name.startswith(("press_", "checked_")) or name == "author_line" else PUBLISHED
