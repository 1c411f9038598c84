"""The form behind every page that is edited: two people never overwrite each other without knowing it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Revision

from advocates.core.i18n import UNPREFIXED
from advocates.publishing import policies
from advocates.publishing.models.translating import LaunchTick, Significance
from advocates.publishing.refusals import launch_together, picture_not_described

RESERVED = {*UNPREFIXED, *dict(settings.LANGUAGES), "media", "static"}


def latest_revision_of(instance):
    """The newest revision that is stored now, whatever the instance remembers."""
    return Revision.objects.for_instance(instance).order_by("-created_at", "-id").first()


def is_based_on(data, latest):
    """Whether a form was filled in on top of this revision; a form that does not say so was not."""
    overwritten = data.get("overwrite_revision_id")
    if overwritten:
        return overwritten == str(latest.pk)
    return (data.get("loaded_revision_id"), data.get("loaded_revision_created_at")) == (
        str(latest.pk),
        latest.created_at.isoformat(),
    )


class BaseRevisionCheck:
    """Refuses a save that was not made on top of the newest revision; the text stays in the form."""

    conflict = None
    # A form that is only looked at may stand on any version.
    is_saved = True

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk or not self.is_bound or not self.is_saved:
            return cleaned
        latest = latest_revision_of(self.instance)
        if latest is not None and not is_based_on(self.data, latest):
            self.conflict = latest
            self.add_error(None, ValidationError(conflict_message(latest), code="conflict"))
        return cleaned


def conflict_message(latest):
    """Who was faster, what became of the text, and what to do now."""
    return _(
        "%(who)s saved this while you were writing. Your text is still in this form and is not saved. Look at their "
        "version, then save again: your text becomes the newest version, and theirs stays in the history."
    ) % {"who": latest.user.get_full_name() if latest.user else _("Somebody")}


class SnippetForm(BaseRevisionCheck, WagtailAdminModelForm):
    """The form of a funding statement, and of a word of the glossary."""


class PageForm(BaseRevisionCheck, WagtailAdminPageForm):
    """Besides: an address that a part of the site already has is not given to a page; hours say whose they are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"go_live_at", "expire_at"} & self.fields.keys():
            self.fields[name].help_text = hours_of_whom()
        if "significance" in self.fields:
            self.fields["significance"].required = False
            # What the last publication was says nothing of the next change.
            if not self.instance.has_unpublished_changes:
                self.initial["significance"] = Significance.NORMAL

    def clean_significance(self):
        return self.cleaned_data["significance"] or Significance.NORMAL

    def _post_clean(self):
        super()._post_clean()
        if "action-publish" in self.data and LaunchTick.objects.filter(page=self.instance.pk).exists():
            self.add_error(None, ValidationError(launch_together(), code="together"))

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.parent_page is not None and slug and is_taken(self.parent_page, slug):
            raise ValidationError(taken())
        return slug


class PageCopyForm(CopyForm):
    """The form that copies a page: the same holds of the address of a copy."""

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if cleaned.get("new_slug") and is_taken(parent, cleaned["new_slug"]):
            self.add_error("new_slug", taken())
        return cleaned


def taken():
    """Why a page does not get an address, and what to do now."""
    return _("This address belongs to another part of the site. Choose another one.")


def hours_of_whom():
    """In which zone the hours of a form are: that of whoever fills it in."""
    return _("By the clock of your time zone, %(zone)s. There it is %(now)s now.") % {
        "zone": timezone.get_current_timezone_name(),
        "now": date_format(timezone.localtime(), "DATETIME_FORMAT"),
    }


def refuse_unless_soon(moment):
    """For a field that says when something happens by itself."""
    now = timezone.now()
    if moment <= now:
        raise ValidationError(_("This time has passed. Choose one that is still to come."))
    if moment > now + timedelta(days=366):
        raise ValidationError(_("Choose a time within the next twelve months."))


class NewsForm(PageForm):
    """Besides: a picture that nobody has described is not published; a draft may wait for its words."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and not policies.is_described(cleaned):
            self.add_error("picture_alt", picture_not_described())
        return cleaned


# Blocks whose files everybody may fetch who knows their address.
OPEN_BLOCKS = {"picture", "file", "video"}


class KnowledgeForm(PageForm):
    """Besides: what is for members alone holds nothing that lies at a public address."""

    def clean(self):
        cleaned = super().clean()
        kinds = {block.block_type for block in cleaned.get("body") or ()}
        if cleaned.get("is_for_members") and kinds & OPEN_BLOCKS:
            self.add_error(
                "is_for_members",
                _(
                    "Pictures and files of articles are open to everybody who has their address. Take them out, or put "
                    "them into the members’ files and link to them there."
                ),
            )
        return cleaned


def is_taken(parent, slug):
    """Whether an address below a page is answered by a view of ours before any page is asked."""
    return is_answered(f"{parent.url_path}{slug}/")


def is_answered(url_path):
    """The same, of a whole path in the tree of pages, where the name of a home page is no part of the address."""
    below_home = url_path.strip("/").split("/")[1:]
    if not below_home:
        return False
    if below_home[0] in RESERVED:
        return True
    with override(settings.LANGUAGE_CODE):
        try:
            return resolve(f"/{'/'.join(below_home)}/").url_name != "wagtail_serve"
        except Resolver404:
            return False
