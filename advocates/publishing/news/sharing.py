"""What people pass on of an article: a short text with its address, the links that send it, and a picture beside it.

The text fits every channel: a messenger shows it unfolded, and no network cuts it. Nothing of anybody else is loaded.
"""

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.content_languages import language_of_content
from advocates.core.languages import direction
from advocates.core.profile import profile
from advocates.organisations import cards, sharing
from advocates.organisations.card_views import answer_card
from advocates.organisations.cards import Card
from advocates.publishing.addresses import address_of
from advocates.publishing.models import NewsArticle, locale_id_of
from advocates.publishing.moved import moved_from, onward


def share_of(article):
    """Title, summary and address in the article's language."""
    language = article.locale.language_code
    with override(language):
        url = f"{reverse('news_card', args=[article.slug])}?v={cards.version(card_of(article))}"
        return sharing.of(
            article.title, [article.summary] if article.summary else [], address_of(article), url
        )


def card_of(article):
    """What stands on its picture: also a piece in letters that cannot be drawn has its date and the network's name."""
    language = article.locale.language_code
    with override(language):
        day = date_format(article.listed_at, "DATE_FORMAT")
    return Card(
        network=profile().name,
        title=article.title,
        subtitle="",
        detail=day,
        plain_detail=article.listed_at.strftime("%Y-%m-%d"),
        seeds=(article.translation_key.hex,),
        is_right_to_left=direction(language) == "rtl",
    )


@audience(Audience.PUBLIC)
@require_safe
def news_card(request, slug):
    """The picture of a published article, in its language."""
    language = language_of_content()
    news = NewsArticle.objects.live().of_locale(locale_id_of(language))
    article = news.filter(slug=slug).select_related("locale").first()
    article = article or moved_from(f"news/{slug}/", language, news)
    if article is None:
        raise Http404
    if article.slug != slug:
        return onward(request, article, "card.png")
    return answer_card(request, f"news-{article.translation_key.hex}.{language}", card_of(article))
