"""Pages, articles and statements that editors write."""

from advocates.publishing.models.articles import Article
from advocates.publishing.models.donating import DonatePage, donate_page_of
from advocates.publishing.models.events import EventIndex, EventOrganiser, EventPage
from advocates.publishing.models.knowledge import KnowledgeArticle, KnowledgeIndex, KnowledgeTopic
from advocates.publishing.models.looks import DraftLook
from advocates.publishing.models.news import NewsArticle, NewsCountry, NewsIndex, NewsOrganisation
from advocates.publishing.models.newsletters import (
    Newsletter,
    NewsletterDelivery,
    NewsletterItem,
    NewsletterVersion,
)
from advocates.publishing.models.offers import OfferedTranslation
from advocates.publishing.models.pages import (
    ContentPage,
    FundingStatement,
    HomePage,
    OwnPage,
    PrivacyPage,
    StandardPage,
    home_page_of,
    locale_id_of,
)
from advocates.publishing.models.readers import GlossaryTerm, Helpfulness, Suggestion
from advocates.publishing.models.share_texts import ShareText
from advocates.publishing.models.taken_in import Found, Source, Trial, TrialPlace
from advocates.publishing.models.taken_over import TakenOver
from advocates.publishing.models.translating import (
    LaunchTick,
    PlannedLaunch,
    PublishedChange,
    Significance,
)

__all__ = [
    "Article",
    "ContentPage",
    "DonatePage",
    "DraftLook",
    "EventIndex",
    "EventOrganiser",
    "EventPage",
    "Found",
    "FundingStatement",
    "GlossaryTerm",
    "Helpfulness",
    "HomePage",
    "KnowledgeArticle",
    "KnowledgeIndex",
    "KnowledgeTopic",
    "LaunchTick",
    "NewsArticle",
    "NewsCountry",
    "NewsIndex",
    "NewsOrganisation",
    "Newsletter",
    "NewsletterDelivery",
    "NewsletterItem",
    "NewsletterVersion",
    "OfferedTranslation",
    "OwnPage",
    "PlannedLaunch",
    "PrivacyPage",
    "PublishedChange",
    "Significance",
    "ShareText",
    "Source",
    "StandardPage",
    "Suggestion",
    "TakenOver",
    "Trial",
    "TrialPlace",
    "donate_page_of",
    "home_page_of",
    "locale_id_of",
]
