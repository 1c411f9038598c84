"""What the wiki tells the ground about pages that are carried, translated and proposed."""

from django.utils.translation import gettext_noop

from advocates.core import personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.wiki.carrying import actions as carrying
from advocates.wiki.models import TranslationClaim
from advocates.wiki.proposals import actions as proposals
from advocates.wiki.proposals.notices import registrations as proposing
from advocates.wiki.translations import actions as translations

_WORDS = Kept(DataClass.CONFIDENTIAL, gettext_noop("while the network wants to keep it"))
_ARCHIVE = Kept(DataClass.HIGHEST, gettext_noop("two days"))
_CLAIM = Kept(DataClass.INTERNAL, gettext_noop("seven days"))
_KEPT = (
    (
        "Archive",
        gettext_noop("pages that somebody takes out of the wiki or brings in"),
        _ARCHIVE,
        "id public_id way state person space page asked_at lang stored_as sealed_key parts sha256 files "
        "added changed",
    ),
    ("PageFamily", gettext_noop("which pages say the same in several languages"), _WORDS, "id space"),
    (
        "FamilyPage",
        gettext_noop("a page as one of several languages, and how old its paragraphs are"),
        _WORDS,
        "id family page older marked marked_revision",
    ),
    ("PageOrigin", gettext_noop("from what each paragraph was translated"), _WORDS, "id page number pieces"),
    ("TranslationClaim", gettext_noop("who is translating which page"), _CLAIM, "id page into person at"),
    (
        "PageProposal",
        gettext_noop("which pages are to be public, and who has reviewed that"),
        _WORDS,
        "id person mandate written_as lang public_id page number note proposed_at titles pictures state reviewer "
        "reviewer_mandate reviewed_at reasons taken_at public_at public_address",
    ),
)


def register_all() -> None:
    """Called when the app is ready."""
    for deed in carrying.DEEDS:
        stream.register_kind(f"wiki.pages.{deed}", audit=True)
    for deed in translations.DEEDS:
        stream.register_kind(f"wiki.translation.{deed}")
    for deed in proposals.DEEDS:
        stream.register_kind(f"wiki.proposal.{deed}", audit=deed != "proposed")
    personal.register_section("page proposals", proposals.proposals_of)
    personal.register_section("page reviews", proposals.reviews_of)
    for eraser in (carrying.erase, translations.erase):
        personal.register_eraser(eraser)
    stream.follow("wiki.page.saved", translations.look_again)
    proposing.register_all()
    for model, purpose, kept, names in _KEPT:
        due = TranslationClaim.due if model == "TranslationClaim" else None
        retention.register(f"wiki.{model}", purpose, dict.fromkeys(names.split(), kept), due)
