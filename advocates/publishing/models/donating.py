"""The page of donations."""

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from advocates.publishing.blocks import TEXT_FEATURES
from advocates.publishing.giving import codes
from advocates.publishing.giving.accounts import in_groups
from advocates.publishing.giving.blocks import Accounts, Providers
from advocates.publishing.giving.forms import DonatePageForm
from advocates.publishing.models.pages import ContentPage


class DonatePage(ContentPage):
    """Why and what for, and where the money goes. Nothing is paid here, and nobody who gives is stored."""

    SLUG = "donate"
    base_form_class = DonatePageForm
    parent_page_types = ["publishing.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "publishing/giving/donate.html"

    accounts = StreamField(
        Accounts(),
        verbose_name=_("bank accounts"),
        blank=True,
        help_text=_("One for each currency. They are shown in every language; only staff can change them."),
    )
    providers = StreamField(Providers(), verbose_name=_("payment providers"), blank=True)
    thanks = RichTextField(
        _("thanks"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("For the page at /donate/thanks/, to which a payment provider can lead back."),
    )

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("accounts"),
        FieldPanel("providers"),
        FieldPanel("thanks"),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
    ]

    class Meta:
        verbose_name = _("page of donations")
        verbose_name_plural = _("pages of donations")

    def full_clean(self, *args, **kwargs):
        self.slug = self.slug or self.SLUG
        super().full_clean(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """Besides: accounts with their squares, and links."""
        first = self.first_language
        return {
            **super().get_context(request, *args, **kwargs),
            "accounts": [shown(block.value) for block in first.accounts],
            "providers": [block.value for block in first.providers],
        }

    @cached_property
    def first_language(self):
        """The page that says where the money goes: this one, or its translation into the first language."""
        if self.language == settings.LANGUAGE_CODE:
            return self
        same = DonatePage.objects.live().filter(translation_key=self.translation_key)
        return same.filter(locale__language_code=settings.LANGUAGE_CODE).first() or DonatePage()


def shown(account):
    """An account as it is drawn."""
    return {
        **account,
        "number": in_groups(account["number"]),
        "code": codes.drawn(account) if codes.has_code(account) else "",
    }


def donate_page_of(language):
    """The live page of a language, in one query; None when there is none."""
    return DonatePage.objects.live().filter(locale__language_code=language).select_related("locale").first()
